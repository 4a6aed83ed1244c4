//! Changes of conversions between models: `From` and `TryFrom`.

use super::Impact;
use super::comparison::Comparison;
use super::text::code;
use crate::ir::ModelId;
use crate::sdk::{Conversion, Struct, Type};

impl Comparison<'_, ModelId> {
    pub(super) fn conversions(&mut self, was: &Struct<'_>, is: &Struct<'_>) {
        let pairs = self.pairs;
        let is_same = |was: &Conversion<'_>, is: &Conversion<'_>| {
            pairs.same(&Type::Model(was.from()), &Type::Model(is.from()))
        };
        for before in &was.conversions {
            let after = is.conversions.iter().find(|after| is_same(before, after));
            match after {
                Some(after) if after.is_fallible() == before.is_fallible() => {}
                after => self.lost(before, after),
            }
        }
        for after in &is.conversions {
            if !was.conversions.iter().any(|before| is_same(before, after)) {
                let text = implementation(&self.new.sdk.model_path(after.from()), after);
                let message = format!(
                    "{} has the new conversion {}",
                    code(&self.path()),
                    code(&text)
                );
                let change = self
                    .subject
                    .change(Impact::Minor, "conversion-added", message)
                    .values(None::<String>, Some(text));
                self.push(change);
            }
        }
    }

    /// Reports a conversion that was removed, or became fallible or infallible.
    fn lost(&mut self, before: &Conversion<'_>, after: Option<&Conversion<'_>>) {
        let path = code(&self.path());
        let was = implementation(&self.old.sdk.model_path(before.from()), before);
        let is = after.map(|it| implementation(&self.new.sdk.model_path(it.from()), it));
        let (kind, message, remedy) = match &is {
            Some(is) => (
                "conversion-changed",
                format!("{path} has {} in place of {}", code(is), code(&was)),
                match after.is_some_and(Conversion::is_fallible) {
                    true => "use `try_from`, and handle a missing property".to_owned(),
                    false => "use `from`, which does not fail".to_owned(),
                },
            ),
            None => (
                "conversion-removed",
                format!("{path} lost the conversion {}", code(&was)),
                format!("fill {path} field by field"),
            ),
        };
        let change = self.subject.change(Impact::Major, kind, message);
        self.push(change.values(Some(was), is).remedy(remedy));
    }
}

/// The head of the implementation as Rust code.
fn implementation(from: &str, conversion: &Conversion<'_>) -> String {
    let name = if conversion.is_fallible() {
        "TryFrom"
    } else {
        "From"
    };
    format!("{name}<&{from}>")
}
