//! Finds known names that are similar to an unknown one.

/// The minimum similarity, from 0 to 1.
const ALIKE: f64 = 0.75;

/// The maximum number of suggestions.
const OFFERED: usize = 3;

/// The known names that are most similar to a name, the most similar first, without
/// duplicates.
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

/// A question with the most similar names, such as ``did you mean `output`?``; `None` if there are
/// none.
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
