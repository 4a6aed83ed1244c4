//! Operations: parameters, request bodies and responses.

use super::{
    Constraints, DeclaredPaging, Docs, Literal, Requirement, Security, Server, ServiceId, Style,
    TypeRef,
};
use std::fmt;

use indexmap::IndexMap;

/// The HTTP method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the methods")]
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
    /// The method in a request line, such as `GET`.
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

    /// The variant of the runtime's enum, such as `Get`.
    pub fn variant(self) -> String {
        let name = self.as_str();
        format!("{}{}", &name[..1], name[1..].to_lowercase())
    }
}

/// The permissions that a caller needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Permissions {
    /// The definition does not declare any.
    #[default]
    Undeclared,
    /// It declares that none is needed.
    None,
    /// At least one of these.
    Any(Vec<String>),
    /// Each of these.
    All(Vec<String>),
}

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/users/{id}`.
    pub path: String,
    /// The `operationId`.
    pub id: Option<String>,
    /// The name of the method in the vendor's own SDKs.
    pub method_name: Option<String>,
    /// The tags that list it; never empty.
    pub services: Vec<ServiceId>,
    /// Summary and description.
    pub docs: Docs,
    /// Whether the definition marks it as `deprecated`.
    pub deprecated: bool,
    /// Whether it is a preview, which may still change.
    pub preview: bool,
    /// The permissions that a caller needs.
    pub permissions: Permissions,
    /// Its credentials, if they are not those of the definition.
    pub security: Option<Security>,
    /// Its security requirements with scopes, if it declares them: one of these sets of schemes, or
    /// none if the list is empty.
    pub requirements: Option<Vec<Vec<Requirement>>>,
    /// Its server, if it overrides that of the definition.
    pub server: Option<Server>,
    /// Its pagination, if the definition declares it.
    pub paging: Option<DeclaredPaging>,
    /// Its parameters and form fields, in document order.
    pub parameters: Vec<Parameter>,
    /// Its request body, unless that is a form.
    pub body: Option<RequestBody>,
    /// Its request body if that is a form; the fields are among the parameters.
    pub form: Option<Form>,
    /// The stream that a successful response may be, in addition to or instead of a whole
    /// body.
    pub stream: Option<Streamed>,
    /// Its responses, in document order.
    pub responses: Vec<Response>,
}

impl Operation {
    /// The path template that is sent: without its fragment, and without placeholders in its query, which
    /// are query parameters.
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

    /// Method and path, as messages name the operation.
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

/// The location of a parameter: `in` of OpenAPI, or a form field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path template.
    Path,
    /// In the query string.
    Query,
    /// In a request header.
    Header,
    /// In the `Cookie` header.
    Cookie,
    /// In a body that is a form.
    Form,
}

impl Location {
    /// The value of `in`, or `form`.
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

/// The encoding of a form field, apart from its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldEncoding {
    /// By its type: files unchanged, scalars as text, objects as JSON.
    Plain,
    /// As JSON, even where it is a string: the definition declares that media type for it.
    Json,
    /// A file as text in base64.
    Base64,
}

/// A parameter, or a field of a form.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The name in requests and responses, unlike that in Rust.
    pub name: String,
    /// Path, query, header, cookie or form.
    pub location: Location,
    /// Whether the definition requires it.
    pub required: bool,
    /// The type of its values.
    pub ty: TypeRef,
    /// The serialization of arrays and objects; `None` if it is JSON.
    pub style: Option<Style>,
    /// The encoding of a form field.
    pub encoding: FieldEncoding,
    /// `allowReserved`: whether reserved characters of URLs are not percent-encoded in its value.
    pub allow_reserved: bool,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// The number to start counting pages or items from: the `default` of the schema, else its `minimum`.
    pub first: Option<u64>,
    /// The enum values, if they are not the variants of an enum.
    pub enum_values: Vec<Literal>,
    /// Whether the definition marks it as `deprecated`.
    pub deprecated: bool,
    /// The `description` of the definition.
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

/// The content of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON of a type.
    Json(TypeRef),
    /// JSON of a type, or text that is a value of it, as the media type of the response says.
    JsonOrText(TypeRef),
    /// A string that is not JSON.
    Text,
    /// Bytes of any media type.
    Bytes,
}

impl Content {
    /// The type of its JSON, if it has any.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json(ty) | Self::JsonOrText(ty) => Some(ty),
            Self::Text | Self::Bytes => None,
        }
    }
}

/// How the values of a stream are separated.
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
    /// How its values are separated.
    pub format: StreamFormat,
    /// The content of one value.
    pub item: Content,
}

/// A request body that is a form.
#[derive(Debug, Clone)]
pub struct Form {
    /// The media type.
    pub media_type: String,
    /// The media types of its parts, by name, where the definition declares them.
    pub part_types: Vec<(String, String)>,
    /// Other declared media types, which the SDK never sends.
    pub left_out: Vec<String>,
}

/// A request body that is not a form.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The name of the argument, if an extension gives it one.
    pub name: Option<String>,
    /// Whether the definition requires it.
    pub required: bool,
    /// The media type.
    pub media_type: String,
    /// Other declared media types, which the SDK never sends.
    pub left_out: Vec<String>,
    /// Its content.
    pub content: Content,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// An example of the whole body.
    pub example: Option<Literal>,
    /// The `description` of the definition.
    pub description: Option<String>,
}

/// The status codes of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// A single status code.
    Code(u16),
    /// A range by its first digit: 4 is `4XX`.
    Range(u16),
    /// `default`: every status that no other response has.
    Default,
}

impl Status {
    /// Whether it is 2xx.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// Whether it is a redirect. 304 is not: it is the response to a conditional request.
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(301..=303 | 307 | 308) | Self::Range(3))
    }
}

/// The body of a response that is read as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseBody {
    /// The media types of the `Accept` header, which are deserialized to the same type.
    pub media_types: Vec<String>,
    /// Its content.
    pub content: Content,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// An example of the whole body.
    pub example: Option<Literal>,
}

/// One response of an operation.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its status codes.
    pub status: Status,
    /// The `description` of the definition.
    pub description: String,
    /// Its body, if it is not only a stream.
    pub body: Option<ResponseBody>,
    /// The stream that it may be instead.
    pub stream: Option<Streamed>,
    /// Other declared media types, which the SDK never requests.
    pub left_out: Vec<String>,
    /// The names of its headers.
    pub headers: Vec<String>,
    /// The error codes of the API with their descriptions.
    pub error_codes: IndexMap<String, String>,
}
