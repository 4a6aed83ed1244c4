//! Bodies: the choice among several media types, and the content.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, Schema};

use super::Lowering;
use super::constraints::media_example;
use super::schema_class::SchemaClass;
use super::schema_keywords::{Node, SchemaKeywords};
use super::schemas::MAX_PARTS;
use crate::ir::{
    Content, ModelKind, OperationId, Origin, ResponseBody, Scalar, StreamFormat, Streamed, TypeRef,
    Untyped,
};
use crate::media_types::{Family, concrete, is_markup, is_range, is_same, stream_format};
use crate::pointer::escape;

type Offered = IndexMap<String, MediaType>;

/// A media type of a body with its value in `content`.
type Entry<'a> = (&'a str, &'a MediaType);

/// A response that is read as a whole.
pub(super) struct Whole<'a> {
    pub(super) body: ResponseBody,
    /// The media types of the definition that are read; the first determined the type.
    pub(super) used: Vec<&'a str>,
}

impl<'a> Lowering<'a> {
    /// The content of a request body that is sent as this media type.
    pub(super) fn request_content(
        &mut self,
        chosen: Entry<'a>,
        id: OperationId,
        pointer: &str,
    ) -> (String, Content) {
        let content = self.content(chosen, &Origin::RequestBody(id), pointer);
        let named = match &content {
            Content::Json(_) if is_range(chosen.0) => "application/json".to_owned(),
            content => concrete(chosen.0, content),
        };
        (named, content)
    }

    /// The content of a response that is read as a whole, without streams. All media types that are read as
    /// the same type are listed in `Accept`.
    pub(super) fn response_content(
        &mut self,
        offered: &'a Offered,
        origin: &Origin,
        pointer: &str,
    ) -> Option<Whole<'a>> {
        let whole: Vec<Entry<'a>> = offered
            .iter()
            .map(|(kind, media)| (kind.as_str(), media))
            .filter(|(kind, _)| stream_format(kind).is_none())
            .collect();
        let chosen = self.preferred(whole.iter().copied(), pointer)?;
        let content = self.content(chosen, origin, pointer);
        let others = whole.into_iter().filter(|(kind, _)| *kind != chosen.0);
        Some(match content {
            Content::Json(ty) => self.json_or_text(chosen, ty, others, pointer),
            content => {
                let same = |(kind, media): &Entry<'a>| match content {
                    Content::Bytes => matches!(self.family(kind, media, pointer), Family::Bytes),
                    _ => matches!(self.family(kind, media, pointer), Family::Text),
                };
                let same = others.filter(same).map(|(kind, _)| kind);
                let used: Vec<_> = [chosen.0].into_iter().chain(same).collect();
                // A document-wide `produces` says little about a file, which is hardly ever JSON.
                let is_json = |kind: &&str| Family::of(kind).is_json() && !is_range(kind);
                let any = Some("*/*").filter(|_| used.iter().all(is_json));
                let media_types = used.iter().copied().chain(any);
                let media_types = media_types.map(str::to_owned).collect();
                Whole {
                    body: ResponseBody {
                        media_types,
                        content,
                        constraints: self.schemas.media_constraints(chosen.1),
                        example: media_example(chosen.1),
                    },
                    used,
                }
            }
        })
    }

    /// The content of a JSON response. If the response may be plain text as well, and its type can be a
    /// string, both are read.
    fn json_or_text(
        &self,
        chosen: Entry<'a>,
        ty: TypeRef,
        others: impl Iterator<Item = Entry<'a>>,
        pointer: &str,
    ) -> Whole<'a> {
        let may_be_text = self.may_be_text(&ty);
        let is_string = self.is_string(&ty);
        let is_alike = |(kind, media): &Entry<'a>| {
            let is_same = is_same_schema(media, chosen.1);
            let is_other = is_range(kind) || !Family::of(kind).is_json();
            may_be_text && is_other && (is_same || (is_string && self.holds_string(media, pointer)))
        };
        let others: Vec<_> = others.filter(is_alike).map(|(kind, _)| kind).collect();
        let is_open = is_range(chosen.0);
        let is_either = may_be_text && (is_open || !others.is_empty());
        // A value in XML is a string with markup: it is read if it is received, but not
        // requested.
        let is_plain = |kind: &&str| Family::of(kind) == Family::Text && !is_markup(kind);
        let plain = others
            .into_iter()
            .filter(|kind| is_plain(kind) || is_range(kind));
        let used: Vec<_> = [chosen.0].into_iter().chain(plain).collect();
        // A response of any media type is requested as JSON first, and only as JSON if nothing else
        // can be read.
        let json = is_open.then_some("application/json");
        let requested = used.iter().copied().filter(|_| is_either || !is_open);
        let media_types = json
            .into_iter()
            .chain(requested)
            .map(str::to_owned)
            .collect();
        let content = match is_either {
            true => Content::JsonOrText(ty),
            false => Content::Json(ty),
        };
        Whole {
            body: ResponseBody {
                media_types,
                content,
                constraints: self.schemas.media_constraints(chosen.1),
                example: media_example(chosen.1),
            },
            used,
        }
    }

    /// Whether every string is a value of a type.
    fn is_string(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Scalar(Scalar::String) => true,
            TypeRef::Nullable(inner) => self.is_string(inner),
            TypeRef::Model(id) => match self.models.get(id.0).map(|model| &model.kind) {
                // An enum keeps values that it does not list.
                Some(ModelKind::Enum(_)) => true,
                Some(ModelKind::Alias(target)) => self.is_string(target),
                _ => false,
            },
            _ => false,
        }
    }

    fn is_enum(&self, ty: &TypeRef) -> bool {
        let model = ty.model().and_then(|id| self.models.get(id.0));
        model.is_some_and(|model| matches!(model.kind, ModelKind::Enum(_)))
    }

    /// Whether the schema of a media type is a string, or an array of strings.
    fn holds_string(&self, media: &'a MediaType, pointer: &str) -> bool {
        let node = media.schema.as_ref().map(Node::from);
        node.is_some_and(|node| {
            let schema = self.innermost(node, pointer);
            schema.is_some_and(|schema| SchemaKeywords::of(schema).kind == Some("string"))
        })
    }

    /// Whether a string that is not JSON can be a value of a type.
    fn may_be_text(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Scalar(_) => true,
            TypeRef::Own(own) => own.wire.is_some(),
            TypeRef::Json(why) => matches!(why, Untyped::Anything | Untyped::EmptyObject),
            TypeRef::Nullable(inner) => self.may_be_text(inner),
            TypeRef::Model(id) => match self.models.get(id.0).map(|model| &model.kind) {
                Some(ModelKind::Enum(_) | ModelKind::IntegerEnum(_)) => true,
                Some(ModelKind::Alias(target)) => self.may_be_text(target),
                Some(ModelKind::Union(union)) => {
                    // A nested union may be the same one again.
                    let mut types = union.variants.iter().map(|variant| &variant.ty);
                    types.any(|ty| matches!(ty, TypeRef::Scalar(_)) || self.is_enum(ty))
                }
                Some(ModelKind::Struct(_)) | None => false,
            },
            TypeRef::List(_) | TypeRef::Map(_) => false,
        }
    }

    /// The first streaming media type of a response. A type that the response as a whole has as well is
    /// shared.
    pub(super) fn streamed(
        &mut self,
        offered: &'a Offered,
        whole: Option<&Whole<'a>>,
        origin: &Origin,
        pointer: &str,
    ) -> Option<Streamed> {
        let (kind, media, format) = offered
            .iter()
            .find_map(|(kind, media)| Some((kind, media, stream_format(kind)?)))?;
        let same = whole.filter(|whole| {
            let other = whole.used.first().and_then(|kind| offered.get(*kind));
            other.is_some_and(|other| media.schema.is_some() && other.schema == media.schema)
        });
        let ty = match (same.map(|whole| &whole.body.content), &media.schema) {
            (Some(Content::Json(ty)), _) => ty.clone(),
            (_, None) => TypeRef::Json(Untyped::Anything),
            (_, Some(schema)) => {
                let schema_pointer = format!("{pointer}/content/{}/schema", escape(kind));
                self.type_of(Node::from(schema), origin, &schema_pointer)
            }
        };
        let item = match self.item_of(&ty) {
            // In a JSON stream, a string is JSON as well.
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

    /// The type of one value of a stream: for an array, the type of its items.
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

    fn content(&mut self, chosen: Entry<'a>, origin: &Origin, pointer: &str) -> Content {
        let (kind, media) = chosen;
        match self.family(kind, media, pointer) {
            Family::Json | Family::OtherJson => {
                let schema_pointer = format!("{pointer}/content/{}/schema", escape(kind));
                let schema = media.schema.as_ref().map(Node::from);
                Content::Json(schema.map_or(TypeRef::Json(Untyped::Anything), |node| {
                    self.item_type(node, origin, &schema_pointer)
                }))
            }
            Family::Text => {
                self.report_markup(kind, pointer);
                Content::Text
            }
            Family::Form | Family::Bytes => Content::Bytes,
        }
    }

    /// The preferred one of several media types: JSON, then forms, then text, then bytes.
    pub(super) fn preferred(
        &self,
        offered: impl Iterator<Item = Entry<'a>>,
        pointer: &str,
    ) -> Option<Entry<'a>> {
        offered.min_by_key(|(kind, media)| {
            let family = self.family(kind, media, pointer);
            // A binary media type is preferred for bytes, over JSON.
            (family, family != Family::of(kind))
        })
    }

    /// The family of a media type. A schema with `format: binary` is bytes under every media type: files are
    /// declared with the media types of neighboring operations, and neither JSON nor text can represent them.
    fn family(&self, kind: &str, media: &'a MediaType, pointer: &str) -> Family {
        let family = Family::of(kind);
        let node = media.schema.as_ref().map(Node::from);
        match node.is_some_and(|node| self.is_binary(node, pointer)) {
            true if family != Family::Form => Family::Bytes,
            _ => family,
        }
    }

    /// Whether a schema, or its target, is binary.
    fn is_binary(&self, node: Node<'a>, pointer: &str) -> bool {
        self.innermost(node, pointer).is_some_and(is_bytes)
    }

    /// The schema behind references and single-part compositions.
    fn innermost(&self, mut node: Node<'a>, pointer: &str) -> Option<&'a Schema> {
        for _ in 0..MAX_PARTS {
            let schema = self.schemas.followed(node, &mut HashSet::new())?;
            match self.schemas.class(schema, pointer) {
                SchemaClass::Same(part) => node = part.node,
                _ => return Some(schema),
            }
        }
        None
    }

    fn report_markup(&mut self, kind: &str, pointer: &str) {
        if is_markup(kind) {
            self.warn(
                "xml-as-text",
                pointer,
                format!("`{kind}` has no types"),
                "treated as a string: use a crate for XML",
            );
        }
    }

    /// Reports the media types of a request, or of the responses, that are never used.
    pub(super) fn report_media_types(
        &mut self,
        pointer: &str,
        subject: &str,
        used: &[&str],
        left_out: &[String],
    ) {
        if left_out.is_empty() {
            return;
        }
        self.warn(
            "media-type-left-out",
            pointer,
            format!(
                "the {subject} declares {} beside {}",
                list(left_out.iter().map(String::as_str)),
                list(used.iter().copied()),
            ),
            "only the latter is used; remove it in an overlay to use another",
        );
    }
}

/// The media types beside the used ones that add something. JSON under another name, the same name with other
/// parameters, and a range that includes a used one add nothing, unless they have another schema.
pub(super) fn left_out(offered: &Offered, used: &[&str]) -> Vec<String> {
    let is_said = |kind: &str, media: &MediaType| {
        used.iter().any(|used| {
            let is_alike = match stream_format(kind) {
                Some(format) => stream_format(used) == Some(format),
                None => {
                    let are_json = Family::of(kind).is_json() && Family::of(used).is_json();
                    are_json || is_range(kind) || is_same(kind, used)
                }
            };
            let used = offered.get(*used);
            is_alike && used.is_some_and(|used| is_same_schema(media, used))
        })
    };
    let others = offered.iter().filter(|(kind, media)| {
        !used.contains(&kind.as_str()) && !used.is_empty() && !is_said(kind, media)
    });
    others.map(|(kind, _)| kind.clone()).collect()
}

/// Whether two media types have the same schema, descriptions and examples aside.
fn is_same_schema(media: &MediaType, other: &MediaType) -> bool {
    let plain = |media: &MediaType| {
        let mut schema = media.schema.clone()?;
        if let ReferenceOr::Item(schema) = &mut schema {
            schema.schema_data.title = None;
            schema.schema_data.description = None;
            schema.schema_data.example = None;
        }
        Some(schema)
    };
    media.schema.is_none() || media.schema == other.schema || plain(media) == plain(other)
}

fn is_bytes(schema: &Schema) -> bool {
    let view = SchemaKeywords::of(schema);
    let is_string = view.kind.is_none_or(|kind| kind == "string");
    is_string && view.format == Some("binary")
}

/// Names as an enumeration in a message.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
        None => String::new(),
    }
}
