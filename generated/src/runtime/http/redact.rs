//! Redacts headers and URLs before they are printed.
//!
//! `Debug` and log events show headers and URLs, which may contain credentials: in a
//! header such as `X-Api-Key`, or in the query of a presigned URL. This module decides
//! what is hidden.

use crate::runtime::one_line::one_line;

/// A header or a query parameter whose name contains one of these is hidden. Names are
/// compared without `-`, `_` and `.`, so that `X-Api-Key`, `apikey` and `API_KEY` are the
/// same. If a harmless name matches, only its value is missing in a log.
const SECRET: [&str; 17] = [
    "key",
    "auth",
    "token",
    "secret",
    "session",
    "sig",
    "credential",
    "cookie",
    "passw",
    "passphrase",
    "passcode",
    "pwd",
    "bearer",
    "jwt",
    "assertion",
    "csrf",
    "xsrf",
];

/// A header whose name contains one of these has a URL as its value, as
/// `Content-Location`, `Referer` and `X-Original-Uri` do.
const ADDRESSES: [&str; 7] = [
    "location", "link", "refresh", "refer", "redirect", "url", "uri",
];

const HIDDEN: &str = "***";

/// Whether the value of a header or query parameter of this name may be secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = plain(name);
    SECRET.iter().any(|word| name.contains(word))
}

/// The value of a header, redacted.
pub(crate) fn header_value(name: &str, value: &str) -> String {
    if is_secret(name) {
        return HIDDEN.to_owned();
    }
    let plain = plain(name);
    let is_address = ADDRESSES.iter().any(|word| plain.contains(word));
    match is_address || value.contains("://") {
        true => addresses(value),
        false => value.to_owned(),
    }
}

/// The origin and path of a URL, with `?***` for a query or fragment.
pub(crate) fn url(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let mut shown = without_user(&url[..end]);
    if end < url.len() {
        shown.push('?');
        shown.push_str(HIDDEN);
    }
    shown
}

/// A query with `***` for each value. A part without `=` may be a name or a value, and is
/// hidden.
pub(crate) fn query(query: &str) -> String {
    pairs(query, |_| false)
}

/// A query with its values, except for those of names that suggest a secret.
#[cfg(feature = "tracing")]
pub(crate) fn query_with_values(query: &str) -> String {
    pairs(query, |name| !is_secret(name))
}

fn pairs(query: &str, is_shown: impl Fn(&str) -> bool) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let shown = pairs.map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_shown(&unescaped(name)) => pair.to_owned(),
        Some((name, _)) => format!("{name}={HIDDEN}"),
        None => HIDDEN.to_owned(),
    });
    one_line(&shown.collect::<Vec<_>>().join("&"))
}

/// A name without percent-encoding.
fn unescaped(name: &str) -> String {
    let pairs = form_urlencoded::parse(name.as_bytes());
    pairs.map(|(name, _)| name).collect()
}

/// Redacts the URLs in a value such as `<https://host/a?b>; rel="next"`: those in angle
/// brackets, or else one to the end of the value. This is a loop and not a recursion,
/// because a server decides how many there are.
fn addresses(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, address, after)) = bracketed(rest) {
        shown.push_str(&url(before));
        shown.push('<');
        shown.push_str(&url(address));
        shown.push('>');
        rest = after;
    }
    shown.push_str(&url(rest));
    shown
}

/// The parts before, within and after the first angle brackets.
fn bracketed(value: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = value.split_once('<')?;
    let (address, after) = rest.split_once('>')?;
    Some((before, address, after))
}

/// Removes the user name and password of each URL in a string. A backslash counts as a
/// slash, as in the URL Standard.
fn without_user(text: &str) -> String {
    let is_slash = |c: char| matches!(c, '/' | '\\');
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_slash) {
        let (before, slashes) = rest.split_at(start);
        let path = slashes.trim_start_matches(is_slash);
        let count = slashes.len() - path.len();
        shown.push_str(before);
        shown.push_str(&slashes[..count]);
        rest = path;
        if count > 1 {
            let end = |c: char| is_slash(c) || c.is_whitespace() || ",;\"<>".contains(c);
            let authority = &path[..path.find(end).unwrap_or(path.len())];
            rest = &path[authority.rfind('@').map_or(0, |at| at + 1)..];
        }
    }
    shown.push_str(rest);
    shown
}

/// A name without its separators, in lower case.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | '.'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::{header_value, is_secret, query, url};

    #[test]
    fn every_address_of_a_value_is_looked_at() {
        let shown = |value: &str| header_value("Link", value);
        assert_eq!(
            shown("</a>; anchor=https://u:s3cret@h/; rel=x"),
            "</a>; anchor=https://h/; rel=x"
        );
        assert_eq!(
            shown("</a>; x, https://h https://u:s3cret@h/"),
            "</a>; x, https://h https://h/"
        );
        assert_eq!(
            header_value("X-Foo", "to https:/\\u:s3cret@h/ ://"),
            "to https:/\\h/ ://"
        );
        assert_eq!(
            shown("<https://h/a?k=1>; rel=a, <//u@h/b#c>"),
            "<https://h/a?***>; rel=a, <//h/b?***>"
        );
        let many = "<>".repeat(500_000);
        assert_eq!(shown(&many), many);
    }

    #[test]
    fn secrets_are_known_by_their_names_however_they_are_written() {
        for name in [
            "Authorization",
            "Proxy-Authorization",
            "X-Auth",
            "X-Api-Key",
            "x_api_key",
            "apikey",
            "Ocp-Apim-Subscription-Key",
            "X-Amz-Security-Token",
            "X-Amz-Signature",
            "X-Hub-Signature-256",
            "x-goog-sig",
            "X-Session-Id",
            "SESSIONID",
            "X-Client-Secret",
            "Cookie",
            "Set-Cookie2",
            "X-Pass-Word",
            "x-credential",
            "X-CSRF",
            "X-Jwt-Assertion",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "Accept",
            "Content-Type",
            "Content-Length",
            "Date",
            "X-Correlation-Id",
            "x-ratelimit-count",
            "x-sdk",
            "Retry-After",
            "User-Agent",
            "ETag",
            "Keep-Alive",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn of_addresses_the_origin_and_the_path_are_shown() {
        for (name, value, shown) in [
            (
                "Location",
                "https://h:1/a/b?sig=s3cret",
                "https://h:1/a/b?***",
            ),
            ("Location", "/a?s3cret", "/a?***"),
            ("location", "https://h/a#s3cret", "https://h/a?***"),
            ("location", "https://u:s3cret@h/a@b", "https://h/a@b"),
            ("location", "//u:s3cret@h/a", "//h/a"),
            ("Content-Location", "a b?x=s3cret y", "a b?***"),
            ("content_location", "https://h?s3cret", "https://h?***"),
            (
                "Link",
                r#"<https://h/a?t=s3cret>; rel="next", </b?s3cret>; rel=last"#,
                r#"<https://h/a?***>; rel="next", </b?***>; rel=last"#,
            ),
            ("Link", "<https://h/a?t=s3cret", "<https://h/a?***"),
            ("Link", "</a>; title=\"?s3cret", "</a>; title=\"?***"),
            (
                "Refresh",
                "5; url=https://h/a?s3cret",
                "5; url=https://h/a?***",
            ),
            ("Referer", "https://u:s3cret@h/a?s3cret", "https://h/a?***"),
            ("X-Original-Url", "https://h/a?s3cret", "https://h/a?***"),
            ("X-Original-Uri", "/a?s3cret", "/a?***"),
            ("X-Accel-Redirect", "/a?s3cret", "/a?***"),
            ("Alt-Used", "https://h/a?s3cret", "https://h/a?***"),
            ("Accept", "text/html;q=0.5", "text/html;q=0.5"),
            ("X-Question", "what?", "what?"),
        ] {
            assert_eq!(header_value(name, value), shown, "{name}: {value}");
        }
        assert_eq!(url("https://u:s3cret@h/a?b#c"), "https://h/a?***");
        assert_eq!(url("https://u:s3cret@h"), "https://h");
    }

    #[test]
    fn of_a_query_the_names_are_shown() {
        assert_eq!(
            query("a=s3cret&b=&&s3cret&c=s3cret=x"),
            "a=***&b=***&***&c=***"
        );
        assert_eq!(query(""), "");
    }
}
