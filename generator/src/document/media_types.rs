//! Classifies media types by name alone.

use crate::ir::{Content, StreamFormat};

/// The families of media types, in the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// `application/json`, or a range that includes it.
    Json,
    /// JSON under another name, such as `application/problem+json`.
    OtherJson,
    /// `application/x-www-form-urlencoded` or `multipart/form-data`.
    Form,
    Text,
    Bytes,
}

impl Family {
    pub(crate) fn of(media_type: &str) -> Self {
        match essence(media_type).as_str() {
            "application/json" | "*/*" | "application/*" => Self::Json,
            "text/json" | "application/x-json" => Self::OtherJson,
            kind if kind.ends_with("+json") => Self::OtherJson,
            kind if is_form(kind) => Self::Form,
            kind if kind.starts_with("text/") || is_xml(kind) || is_text(kind) => Self::Text,
            _ => Self::Bytes,
        }
    }

    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::OtherJson)
    }
}

/// Whether the fields of a body are pairs or parts with names.
pub(crate) fn is_form(media_type: &str) -> bool {
    matches!(
        essence(media_type).as_str(),
        "application/x-www-form-urlencoded" | "multipart/form-data"
    )
}

/// Whether a media type is a range, such as `text/*`.
pub(crate) fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// Whether two media types differ only in their parameters.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    essence(one) == essence(other)
}

/// Whether a media type is XML, or based on XML.
pub(crate) fn is_markup(media_type: &str) -> bool {
    is_xml(&essence(media_type))
}

fn is_xml(essence: &str) -> bool {
    essence == "application/xml" || essence == "text/xml" || essence.ends_with("+xml")
}

/// Whether a media type of `application` is text.
fn is_text(essence: &str) -> bool {
    matches!(
        essence,
        "application/yaml"
            | "application/x-yaml"
            | "application/graphql"
            | "application/javascript"
            | "application/sql"
    ) || essence.ends_with("+yaml")
}

/// How the values of a stream are separated; `None` for media types that are not streams.
pub(crate) fn stream_format(media_type: &str) -> Option<StreamFormat> {
    match essence(media_type).as_str() {
        "text/event-stream" => Some(StreamFormat::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/x-jsonlines"
        | "application/jsonlines"
        | "application/stream+json"
        | "application/x-json-stream" => Some(StreamFormat::Lines),
        "application/json-seq" => Some(StreamFormat::Sequence),
        kind if kind.ends_with("+json-seq") => Some(StreamFormat::Sequence),
        _ => None,
    }
}

/// The media type to send for a declared one: a range is replaced by a concrete media type for the content.
/// Callers can set the header themselves.
pub(crate) fn concrete(media_type: &str, content: &Content) -> String {
    match content {
        Content::Text if is_range(media_type) => "text/plain".to_owned(),
        Content::Bytes if is_range(media_type) => "application/octet-stream".to_owned(),
        _ => media_type.to_owned(),
    }
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Family, is_form, stream_format};
    use crate::ir::StreamFormat;

    #[test]
    fn json_is_chosen_before_all_else() {
        for (kind, expected) in [
            ("application/json; charset=utf-8", Family::Json),
            ("Application/JSON", Family::Json),
            ("application/vnd.example.v3+json;v=1", Family::OtherJson),
            ("application/merge-patch+json", Family::OtherJson),
            ("multipart/form-data; boundary=x", Family::Form),
            ("text/csv", Family::Text),
            ("application/xml", Family::Text),
            ("image/svg+xml", Family::Text),
            ("application/pdf", Family::Bytes),
            ("image/*", Family::Bytes),
        ] {
            assert_eq!(Family::of(kind), expected, "{kind}");
        }
        assert!(is_form("multipart/form-data"));
    }

    #[test]
    fn streams_are_told_by_their_media_type() {
        let format = stream_format("text/event-stream; charset=utf-8");
        assert_eq!(format, Some(StreamFormat::Events));
        assert_eq!(
            stream_format("application/x-ndjson"),
            Some(StreamFormat::Lines)
        );
        assert_eq!(
            stream_format("application/geo+json-seq"),
            Some(StreamFormat::Sequence)
        );
        assert_eq!(stream_format("application/json"), None);
    }
}
