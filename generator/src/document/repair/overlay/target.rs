//! The limits of the targets of actions.

use crate::diagnostics::Diagnostic;

/// The code of an error about a target.
pub(super) const BROKEN: &str = "broken-overlay-target";

/// The maximum length of a target in bytes; a longer one is a mistake.
const MAX_LENGTH: usize = 10_000;

/// The maximum nesting of brackets and parentheses. The time to parse a target doubles with each level of filters.
const MAX_NESTING: usize = 8;

/// Checks the limits of a target of the action at a pointer.
pub(super) fn check(target: &str, pointer: &str) -> Result<(), Box<Diagnostic>> {
    let refused = |message: String, help: &str| {
        Err(Box::new(Diagnostic::error(BROKEN, pointer, message, help)))
    };
    if target.len() > MAX_LENGTH {
        let message = format!("the target `{target}` has more than {MAX_LENGTH} bytes");
        return refused(message, "write a shorter target, or several actions");
    }
    if nesting(target) > MAX_NESTING {
        let message =
            format!("filters are nested more than {MAX_NESTING} deep in the target `{target}`");
        return refused(
            message,
            "write a target with fewer filters inside of filters",
        );
    }
    Ok(())
}

/// How deeply brackets and parentheses are nested, those in strings not counted.
fn nesting(target: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut delimiter = None;
    let mut characters = target.chars();
    while let Some(character) = characters.next() {
        match (delimiter, character) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(open), _) if open == character => delimiter = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => delimiter = Some(character),
            (None, '[' | '(') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{check, nesting};

    #[test]
    fn brackets_in_strings_do_not_count() {
        for (target, expected) in [
            ("$.a.b", 0),
            ("$['a']['b'][0]", 1),
            ("$.a[?@.b[?(@ == 'x')]]", 3),
            ("$['[[[\\'[[']", 1),
            ("$[\"((\"]", 1),
            ("$]]]", 0),
        ] {
            assert_eq!(nesting(target), expected, "{target}");
        }
    }

    #[test]
    fn targets_that_take_too_long_are_refused() {
        let nested = |depth| format!("${}.a{}", "[?@".repeat(depth), "]".repeat(depth));
        assert!(check(&nested(8), "o.yaml#/actions/0").is_ok());
        let refused = check(&nested(9), "o.yaml#/actions/0").unwrap_err();
        assert_eq!(refused.location, "o.yaml#/actions/0");
        assert!(
            refused.message.starts_with("filters are nested"),
            "{}",
            refused.message
        );
        let long = format!("$.{}", "ä".repeat(5_000));
        let refused = check(&long, "o.yaml#/actions/0").unwrap_err();
        assert!(
            refused.message.contains("more than 10000 bytes"),
            "{}",
            refused.message
        );
    }
}
