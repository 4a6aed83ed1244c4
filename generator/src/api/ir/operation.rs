//! Operations, their inputs and their responses.

use super::{
    Constraints, DeclaredPaging, Docs, Literal, Requirement, Security, Server, ServiceId, Style,
    TypeRef,
};
use std::fmt;

use indexmap::IndexMap;

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the verbs")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
}

impl Method {
    /// The verb as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
        }
    }
}

/// What a caller must be allowed to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Permissions {
    /// The definition does not say.
    #[default]
    Unstated,
    /// None at all.
    None,
    /// At least one of these.
    Any(Vec<String>),
    /// Each of these.
    All(Vec<String>),
}

/// One verb on one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Where it stands.
    pub pointer: String,
    /// The verb.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The identifier of the definition.
    pub id: Option<String>,
    /// The name that the vendor gives to the method of an SDK.
    pub method_name: Option<String>,
    /// The tags that list it; never empty.
    pub services: Vec<ServiceId>,
    /// The text about it.
    pub docs: Docs,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// Whether it may still change.
    pub preview: bool,
    /// What a caller must be allowed to do.
    pub permissions: Permissions,
    /// What it takes of the security schemes, if that is not the default of the definition.
    pub security: Option<Security>,
    /// What it requires of callers with the scopes, if it declares that itself: one of these sets of
    /// schemes, and nothing where there is none.
    pub requirements: Option<Vec<Vec<Requirement>>>,
    /// Where it lives, if that is not where the API does.
    pub server: Option<Server>,
    /// How it pages, where the definition declares it.
    pub paging: Option<DeclaredPaging>,
    /// Its inputs beside the body, in document order.
    pub parameters: Vec<Parameter>,
    /// Its body, unless that is a form.
    pub body: Option<RequestBody>,
    /// Its body if that is a form, whose fields are parameters.
    pub form: Option<Form>,
    /// The stream that its success may be, in place of a whole body or as the only way.
    pub stream: Option<Streamed>,
    /// Its responses, in document order.
    pub responses: Vec<Response>,
}

impl Operation {
    /// The path as it is sent: a fragment never is, and places in a query are parameters of the query.
    pub fn wire_path(&self) -> String {
        let (path, query) = path_and_query(&self.path);
        let fixed: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.contains('{'))
            .collect();
        match fixed.join("&").as_str() {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// How messages name the operation.
    pub fn label(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path)
    }

    /// The type of the values of its stream, if they are JSON.
    pub fn stream_type(&self) -> Option<&TypeRef> {
        self.stream.as_ref()?.item.ty()
    }
}

/// The path itself, and what follows the question mark. A fragment is in neither.
pub fn path_and_query(path: &str) -> (&str, &str) {
    let path = path.split('#').next().unwrap_or(path);
    path.split_once('?').unwrap_or((path, ""))
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path template.
    Path,
    /// Behind the question mark.
    Query,
    /// In a request header.
    Header,
    /// In the `Cookie` header.
    Cookie,
    /// In a body that is a form.
    Form,
}

impl Location {
    /// Its name in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Form => "form",
        }
    }
}

/// How a field of a form is written, beside its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldEncoding {
    /// As its type is: files as they are, values as text, objects as JSON.
    Plain,
    /// As JSON, even where it is a string: the definition declares that media type for it.
    Json,
    /// A file as text in base64.
    Base64,
}

/// An input beside the body.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub pointer: String,
    /// The name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub ty: TypeRef,
    /// How its parts travel, when it has several; nothing where it is JSON.
    pub style: Option<Style>,
    /// How it is written if it is a field of a form.
    pub encoding: FieldEncoding,
    /// Whether characters that separate the parts of a URL are not escaped in its value.
    pub allow_reserved: bool,
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// The first of the integers that it may be: its default, else its minimum. Counting begins there.
    pub first: Option<u64>,
    /// The enum values: those that are no strings are in no type.
    pub listed: Vec<Literal>,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The text about it.
    pub description: Option<String>,
}

/// The status as a definition writes it: `404`, `4XX`, `default`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What travels in a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON of a type.
    Json(TypeRef),
    /// JSON of a type, or text that is a value of it, as the media type of the response says.
    JsonOrText(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl Content {
    /// The type of the value in it, unless that is text or bytes alone.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json(ty) | Self::JsonOrText(ty) => Some(ty),
            Self::Text | Self::Bytes => None,
        }
    }
}

/// How the values of a stream are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// Server-sent events.
    Events,
    /// A line for each value.
    Lines,
    /// A record separator before each value.
    Sequence,
}

/// A response that is a stream of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Streamed {
    /// The media type.
    pub media_type: String,
    /// How its values are told apart.
    pub format: StreamFormat,
    /// What a value is.
    pub item: Content,
}

/// The body of a request that is a form.
#[derive(Debug, Clone)]
pub struct Form {
    /// The media type.
    pub media_type: String,
    /// The media types of its parts, by name, where the definition declares them.
    pub part_types: Vec<(String, String)>,
    /// The media types that it may have as well, and never has.
    pub left_out: Vec<String>,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it stands.
    pub pointer: String,
    /// The name that the vendor gives to the argument.
    pub name: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// The media type.
    pub media_type: String,
    /// The media types that it may have as well, and never has.
    pub left_out: Vec<String>,
    /// What it holds.
    pub content: Content,
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// An example of the whole body.
    pub example: Option<Literal>,
    /// The text about it.
    pub description: Option<String>,
}

/// Which statuses a response stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them, by their first digit.
    Range(u16),
    /// All that are not named.
    Default,
}

impl Status {
    /// Whether all of its statuses mean success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// Whether it leads to another address. 304 does not: it answers a condition that the caller
    /// has set.
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(301..=303 | 307 | 308) | Self::Range(3))
    }
}

/// The body of a response that is read as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseBody {
    /// The media types that are asked for, and read into the same type.
    pub media_types: Vec<String>,
    /// What it holds.
    pub content: Content,
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// An example of the whole body.
    pub example: Option<Literal>,
}

/// One response of an operation.
#[derive(Debug, Clone)]
pub struct Response {
    /// Which statuses it stands for.
    pub status: Status,
    /// The text about it.
    pub description: String,
    /// Its body.
    pub body: Option<ResponseBody>,
    /// The stream that may take the place of that body.
    pub stream: Option<Streamed>,
    /// The media types that it may have as well, and that are never asked for.
    pub left_out: Vec<String>,
    /// Error codes of the service with what they mean.
    pub error_codes: IndexMap<String, String>,
}
