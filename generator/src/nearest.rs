//! The known names that an unknown one was probably meant to be.

/// How alike two names have to be, from 0 to 1.
const ALIKE: f64 = 0.75;

/// How many names are offered.
const OFFERED: usize = 3;

/// The known names that are most like a name, the nearest first, each once.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = name.to_lowercase();
    let measured = known.into_iter().map(|known| {
        let alike = strsim::jaro_winkler(&lower, &known.to_lowercase());
        (alike, known)
    });
    let mut near: Vec<(f64, &str)> = measured.filter(|(alike, _)| *alike >= ALIKE).collect();
    near.sort_by(|(first, one), (second, other)| second.total_cmp(first).then(one.cmp(other)));
    near.dedup();
    near.into_iter()
        .take(OFFERED)
        .map(|(_, name)| name)
        .collect()
}

/// A question with the nearest names, such as ``did you mean `output`?``; none when nothing is near.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let near = nearest(name, known);
    let (last, others) = near.split_last()?;
    let others: String = others.iter().map(|name| format!("`{name}`, ")).collect();
    let or = if others.is_empty() { "" } else { "or " };
    Some(format!("did you mean {others}{or}`{last}`?"))
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn near_names_are_offered_and_others_are_not() {
        let known = [
            "output",
            "overlays",
            "package",
            "GET /users/{id}",
            "GET /users",
        ];
        assert_eq!(
            did_you_mean("outptu", known).as_deref(),
            Some("did you mean `output`?")
        );
        assert_eq!(
            did_you_mean("get /user", known).as_deref(),
            Some("did you mean `GET /users`, or `GET /users/{id}`?")
        );
        assert_eq!(did_you_mean("colour", known), None);
    }
}
