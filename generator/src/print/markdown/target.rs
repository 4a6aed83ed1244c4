//! Web URLs: where they are in a string, and how they are written as link targets.

/// Whether a URL is on the web. Others lead to an unknown place, or run something.
pub(super) fn is_web(target: &str) -> bool {
    scheme(target).is_some_and(|scheme| target.len() > scheme.len())
}

fn scheme(text: &str) -> Option<&'static str> {
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))
}

/// A URL without the characters that end a target in Markdown, which are percent-encoded.
pub(super) fn encoded(target: &str) -> String {
    let mut depth = 0_usize;
    let is_balanced = target.chars().all(|c| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
        true
    }) && depth == 0;
    let is_safe = |c: char| match c {
        '(' | ')' => is_balanced,
        c => !(c.is_whitespace() || c.is_control() || "<>\"'`\\|[]".contains(c)),
    };
    let mut out = String::with_capacity(target.len());
    for c in target.chars() {
        if is_safe(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// The range of the first URL in a string.
pub(super) fn first(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        if let Some(len) = len(&text[at..]) {
            return Some((at, at + len));
        }
        from = at + "http".len();
    }
    None
}

/// The length in bytes of a URL at the start of a string.
fn len(text: &str) -> Option<usize> {
    let scheme = scheme(text)?;
    let end = text
        .find(|c: char| c.is_whitespace() || "<>\"'`[](){}|\\^".contains(c))
        .unwrap_or(text.len());
    let url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    (url.len() > scheme.len()).then_some(url.len())
}
