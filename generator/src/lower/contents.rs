//! Media types: which one of several is used, and what it holds.

use indexmap::IndexMap;
use openapiv3::{
    MediaType, ReferenceOr, Schema, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};

use super::Lowering;
use super::view::Node;
use crate::ir::{
    Content, ModelKind, OperationId, Origin, Scalar, StreamFormat, Streamed, TypeRef, Untyped,
};
use crate::pointer::escape;

type Offered = IndexMap<String, MediaType>;

impl<'a> Lowering<'a> {
    /// The media type of a request to use, and what it holds.
    pub(super) fn request_content(
        &mut self,
        offered: &'a Offered,
        id: OperationId,
        pointer: &str,
    ) -> Option<(String, Content)> {
        let chosen = preferred(offered.iter())?;
        let (kind, content) = self.content(chosen, &Origin::RequestBody(id), pointer);
        Some((concrete(&kind, &content), content))
    }

    /// The media type of a response to use, and what it holds; streams are not among them.
    pub(super) fn response_content(
        &mut self,
        offered: &'a Offered,
        origin: &Origin,
        pointer: &str,
    ) -> Option<(String, Content)> {
        let whole = offered
            .iter()
            .filter(|(kind, _)| stream_format(kind).is_none());
        let chosen = preferred(whole)?;
        Some(self.content(chosen, origin, pointer))
    }

    /// The first stream among the media types of a response. What is the same in a whole response has
    /// the same type.
    pub(super) fn streamed(
        &mut self,
        offered: &'a Offered,
        whole: Option<&(String, Content)>,
        origin: &Origin,
        pointer: &str,
    ) -> Option<Streamed> {
        let (kind, media, format) = offered
            .iter()
            .find_map(|(kind, media)| Some((kind, media, stream_format(kind)?)))?;
        let same = whole.filter(|(other, _)| {
            let other = offered.get(other);
            other.is_some_and(|other| media.schema.is_some() && other.schema == media.schema)
        });
        let ty = match (same, &media.schema) {
            (Some((_, Content::Json(ty))), _) => ty.clone(),
            (_, None) => TypeRef::Json(Untyped::Anything),
            (_, Some(schema)) => {
                let place = format!("{pointer}/content/{}/schema", escape(kind));
                self.type_of(Node::from(schema), origin, &place)
            }
        };
        let item = match self.item_of(&ty) {
            // A text is JSON wherever all values are.
            Content::Text if format != StreamFormat::Events => {
                Content::Json(TypeRef::Scalar(Scalar::String))
            }
            item => item,
        };
        Some(Streamed {
            media_type: kind.clone(),
            format,
            item,
        })
    }

    /// What one value of a stream is: of a list, what is in it.
    fn item_of(&self, ty: &TypeRef) -> Content {
        match ty {
            TypeRef::List(item) => self.item_of(item),
            TypeRef::Scalar(Scalar::String | Scalar::Binary) => Content::Text,
            TypeRef::Model(id) => match self.models.get(id.0).map(|model| &model.kind) {
                Some(ModelKind::Alias(target @ (TypeRef::List(_) | TypeRef::Scalar(_)))) => {
                    self.item_of(target)
                }
                _ => Content::Json(ty.clone()),
            },
            _ => Content::Json(ty.clone()),
        }
    }

    fn content(
        &mut self,
        (kind, media): (&'a str, &'a MediaType),
        origin: &Origin,
        pointer: &str,
    ) -> (String, Content) {
        let is_open = essence(kind).contains('*');
        let content = match rank(kind) {
            // What may be of any media type is no JSON when it is bytes.
            0 | 1 if is_open && is_binary(media) => Content::Bytes,
            0 | 1 => {
                let place = format!("{pointer}/content/{}/schema", escape(kind));
                let schema = media.schema.as_ref().map(Node::from);
                Content::Json(schema.map_or(TypeRef::Json(Untyped::Anything), |node| {
                    self.item_type(node, origin, &place)
                }))
            }
            3 => {
                self.report_markup(kind, pointer);
                Content::Text
            }
            _ => Content::Bytes,
        };
        let kind = match (&content, is_open) {
            (Content::Json(_), true) => "application/json",
            _ => kind,
        };
        (kind.to_owned(), content)
    }

    fn report_markup(&mut self, kind: &str, pointer: &str) {
        if is_xml(&essence(kind)) {
            self.warn(
                "xml-as-text",
                pointer,
                format!("`{kind}` has no types"),
                "it is taken for text: write and read the XML with a crate for it",
            );
        }
    }
}

/// How readily a media type is chosen; the least is chosen.
fn rank(media_type: &str) -> u8 {
    match essence(media_type).as_str() {
        "application/json" | "*/*" | "application/*" => 0,
        "text/json" | "application/x-json" => 1,
        kind if kind.ends_with("+json") => 1,
        kind if is_form(kind) => 2,
        kind if kind.starts_with("text/") || is_xml(kind) || is_text(kind) => 3,
        _ => 4,
    }
}

pub(super) fn preferred<'a>(
    offered: impl Iterator<Item = (&'a String, &'a MediaType)>,
) -> Option<(&'a str, &'a MediaType)> {
    let chosen = offered.min_by_key(|(kind, _)| rank(kind))?;
    Some((chosen.0.as_str(), chosen.1))
}

/// The media types beside those that are used.
pub(super) fn left_out(offered: &Offered, used: &[Option<&str>]) -> Vec<String> {
    let is_left = |kind: &&String| !kind.contains('*') && !used.contains(&Some(kind.as_str()));
    let others = offered.keys().filter(is_left);
    others.cloned().collect()
}

/// Whether the fields of a body are named pairs or parts.
pub(super) fn is_form(media_type: &str) -> bool {
    matches!(
        essence(media_type).as_str(),
        "application/x-www-form-urlencoded" | "multipart/form-data"
    )
}

fn is_xml(essence: &str) -> bool {
    essence == "application/xml" || essence == "text/xml" || essence.ends_with("+xml")
}

/// Whether a media type below `application` is text all the same.
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

fn stream_format(media_type: &str) -> Option<StreamFormat> {
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

/// A media type that a request can name: one that stands for many says nothing. A caller who knows
/// better sets the header.
fn concrete(media_type: &str, content: &Content) -> String {
    match content {
        Content::Text if media_type.contains('*') => "text/plain".to_owned(),
        Content::Bytes if media_type.contains('*') => "application/octet-stream".to_owned(),
        _ => media_type.to_owned(),
    }
}

fn is_binary(media: &MediaType) -> bool {
    let Some(ReferenceOr::Item(Schema { schema_kind, .. })) = &media.schema else {
        return false;
    };
    match schema_kind {
        SchemaKind::Type(Type::String(text)) => {
            matches!(
                &text.format,
                VariantOrUnknownOrEmpty::Item(StringFormat::Binary)
            )
        }
        _ => false,
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{is_form, rank, stream_format};
    use crate::ir::StreamFormat;

    #[test]
    fn json_is_chosen_before_all_else() {
        for (kind, expected) in [
            ("application/json; charset=utf-8", 0),
            ("Application/JSON", 0),
            ("application/vnd.example.v3+json;v=1", 1),
            ("application/merge-patch+json", 1),
            ("multipart/form-data; boundary=x", 2),
            ("text/csv", 3),
            ("application/xml", 3),
            ("image/svg+xml", 3),
            ("application/pdf", 4),
            ("image/*", 4),
        ] {
            assert_eq!(rank(kind), expected, "{kind}");
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
