//! The constraints of a value, for a table cell.

use crate::ir::{Constraints, Keyword, Literal};
use crate::markdown::code_cell;

/// Pairs of a lower and an upper limit.
const RANGES: [(&str, Keyword, Keyword); 4] = [
    ("Range", Keyword::Minimum, Keyword::Maximum),
    ("Length", Keyword::MinLength, Keyword::MaxLength),
    ("Items", Keyword::MinItems, Keyword::MaxItems),
    ("Properties", Keyword::MinProperties, Keyword::MaxProperties),
];

/// Format and limits of a value.
pub(super) fn limits(constraints: &Constraints) -> Vec<String> {
    let mut notes = Vec::new();
    let string = |keyword| constraints.get(keyword).and_then(Literal::as_str);
    let format = string(Keyword::Format);
    notes.extend(format.map(|format| format!("**Format**: {}", code_cell(format))));
    for (label, low, high) in RANGES {
        let text = match (constraints.get(low), constraints.get(high)) {
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("at least {low}"),
            (None, Some(high)) => format!("at most {high}"),
            (None, None) => continue,
        };
        notes.push(format!("**{label}**: {text}"));
    }
    let pattern = string(Keyword::Pattern);
    notes.extend(pattern.map(|pattern| format!("**Pattern**: {}", code_cell(pattern))));
    let is_unique = constraints.get(Keyword::UniqueItems).is_some();
    notes.extend(is_unique.then(|| "**Items**: unique".to_owned()));
    // The target of a reference has its own page.
    let items = constraints.items.as_deref();
    let of_items = items.map(limits).unwrap_or_default().into_iter();
    notes.extend(of_items.map(|note| format!("{note} (of each item)")));
    notes
}
