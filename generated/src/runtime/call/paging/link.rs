//! Links to the next page: the header `Link`, and the part of a link that is used.
//!
//! It knows neither pages nor requests.

use crate::runtime::http::headers::Headers;

/// The target of the link with the relation `next` in the `Link` headers of a response (RFC 8288).
pub(super) fn next_in(headers: &Headers) -> Option<String> {
    headers.get_all("link").find_map(next_of)
}

/// The target of the first link in a header that has the relation `next`.
fn next_of(mut header: &str) -> Option<String> {
    loop {
        let (_, link) = header.split_once('<')?;
        let (target, rest) = link.split_once('>')?;
        let (parameters, following) = split_parameters(rest);
        if is_next(&parameters) {
            return Some(target.trim().to_owned());
        }
        header = following;
    }
}

/// The parameters of a link, and the rest of the header after it. Commas and semicolons within quotes
/// are no separators.
fn split_parameters(text: &str) -> (Vec<&str>, &str) {
    let mut parameters = Vec::new();
    let (mut is_quoted, mut is_escaped, mut start) = (false, false, 0);
    for (index, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' | ',' if !is_quoted => {
                parameters.push(&text[start..index]);
                start = index + 1;
                if c == ',' {
                    return (parameters, &text[start..]);
                }
            }
            _ => {}
        }
    }
    parameters.push(&text[start..]);
    (parameters, "")
}

/// Whether the first parameter `rel` of a link contains the relation `next`, alone or
/// among others.
fn is_next(parameters: &[&str]) -> bool {
    let mut relations = parameters.iter().filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_relation = name.trim().eq_ignore_ascii_case("rel");
        is_relation.then(|| value.trim().trim_matches('"'))
    });
    let first = relations.next().unwrap_or_default();
    let mut names = first.split_ascii_whitespace();
    names.any(|name| name.eq_ignore_ascii_case("next"))
}

/// The query of a link. Only the query is used, so that a response cannot direct the access
/// token to another host or path.
pub(super) fn query_of(link: &str) -> Result<&str, String> {
    let link = link.split('#').next().unwrap_or_default();
    match link.split_once('?') {
        Some((_, query)) if !query.is_empty() => Ok(query),
        _ => {
            // The message describes the link and does not contain it, because it may have
            // secrets.
            let form = match link {
                url if url.contains("://") || url.starts_with("//") => "an absolute URL",
                path if path.contains('/') => "a path",
                _ => "neither a URL nor a path",
            };
            let length = link.chars().count();
            Err(format!(
                "the link to the next page has no query, and only the query is followed: it is {form} of \
                 {length} characters"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Headers, next_in};

    fn next(values: &[&str]) -> Option<String> {
        let mut headers = Headers::new();
        for value in values {
            headers.append("Link", *value);
        }
        next_in(&headers)
    }

    #[test]
    fn the_link_with_the_relation_next_is_found() {
        let both = r#"<https://x/a?page=1>; rel="prev", <https://x/a?page=3&q=a,b;c>; rel="next""#;
        assert_eq!(next(&[both]).as_deref(), Some("https://x/a?page=3&q=a,b;c"));
        for one in [
            "<?p=2>;rel=next",
            "< ?p=2 > ; title=\"a, \\\"b; rel=prev\" ; REL = \"last NEXT\"",
            "<?p=1>; rel=first,<?p=2>; rel=\"next\"; type=\"text/html\"",
        ] {
            assert_eq!(next(&[one]).as_deref(), Some("?p=2"), "{one}");
        }
        assert_eq!(
            next(&["<?p=1>; rel=prev", "<?p=2>; rel=next"]).as_deref(),
            Some("?p=2")
        );
    }

    #[test]
    fn other_links_are_not_followed() {
        for none in [
            "",
            "?p=2; rel=next",
            "<?p=2",
            "<?p=2>",
            "<?p=2>; rel=\"prev\"",
            "<?p=2>; rel=nextish",
            // The first relation counts (RFC 8288, 3.3).
            "<?p=2>; rel=prev; rel=next",
            "<?p=2>; title=\"rel=next\"",
        ] {
            assert_eq!(next(&[none]), None, "{none}");
        }
        assert_eq!(next(&[]), None);
    }
}
