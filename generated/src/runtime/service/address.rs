//! Parts of base URLs, and their names in messages.
//!
//! URLs are not checked here; those of callers are checked in `client::host`.

use super::region_hosts::RegionHosts;

/// A base URL with the name of its region, for messages.
pub(crate) fn described(url: &str) -> String {
    match RegionHosts::of_url(split(url).0) {
        Some(region) => format!("{url} (region {})", region.name),
        None => url.to_owned(),
    }
}

/// Splits a base URL into its origin and its path.
pub(crate) fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |end| end + 3);
    match url[host..].find('/') {
        Some(slash) => url.split_at(host + slash),
        None => (url, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_path_is_told_from_a_host() {
        assert_eq!(split("https://x:1/a/b"), ("https://x:1", "/a/b"));
        assert_eq!(split("https://x"), ("https://x", ""));
        assert_eq!(split("/a"), ("", "/a"));
        assert_eq!(split(""), ("", ""));
    }
}
