//! Names that the emitted crate uses itself.

/// Features of the emitted crate that are not tags, including reserved ones.
pub(super) const RESERVED_FEATURES: [&str; 14] = [
    "default",
    "default_",
    "full",
    "client",
    "blocking",
    "config",
    "gzip",
    "http2",
    "native_tls",
    "reload",
    "test",
    "testing",
    "tracing",
    "websocket",
];

/// The feature of webhooks. Many APIs have a tag of this name: only its feature gets another name,
/// not its methods.
pub(super) const WEBHOOKS: &str = "webhooks";

/// Modules that are not those of tags.
pub(super) const RESERVED_MODULES: [&str; 2] = ["shared", "mod"];

/// Methods of the client that an accessor must not hide.
pub(super) const RESERVED_ACCESSORS: [&str; 17] = [
    "access_token",
    "base_url",
    "builder",
    "clear_access_token",
    "clone",
    "default_headers",
    "execute",
    "from_inner",
    "new",
    "raw",
    "set_access_token",
    "set_logging",
    "set_retry",
    "set_timeout",
    "timeout",
    "transfer",
    "transport",
];

/// Methods of every call, which a setter cannot have the name of: both are methods of one type.
pub(super) const RESERVED_SETTERS: [&str; 14] = [
    "clone",
    "download",
    "header",
    "into_pages",
    "into_stream",
    "maybe",
    "new",
    "poll_until",
    "reading_stream",
    "request",
    "retry",
    "send",
    "send_for_response",
    "timeout",
];

#[cfg(test)]
mod tests {
    use super::{RESERVED_ACCESSORS, RESERVED_SETTERS};

    fn methods(source: &str) -> impl Iterator<Item = &str> {
        let code = source.split("#[cfg(test)]").next().unwrap_or(source);
        let lines = code.lines().map(str::trim);
        let signatures = lines.filter_map(|line| {
            let rest = line
                .strip_prefix("pub")
                .map(|rest| rest.trim_start_matches("(crate)"))?;
            rest.trim_start()
                .trim_start_matches("async ")
                .strip_prefix("fn ")
        });
        signatures.map(|rest| rest.split(['(', '<']).next().unwrap_or(rest))
    }

    #[test]
    fn no_accessor_hides_a_method_of_the_client() {
        let source = include_str!("../../../templates/runtime/src/runtime/client/mod.rs");
        let missing: Vec<_> = methods(source)
            .filter(|name| !RESERVED_ACCESSORS.contains(name))
            .collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn no_setter_has_the_name_of_a_method_of_every_call() {
        let source = include_str!("../../../templates/runtime/src/runtime/call/mod.rs");
        let missing: Vec<_> = methods(source)
            .filter(|name| !RESERVED_SETTERS.contains(name))
            .filter(|name| !["prepare", "prepare_stream"].contains(name))
            .collect();
        assert_eq!(missing, [""; 0]);
    }
}
