//! Methods by which generated code builds a request.
//!
//! Those that begin with `set_` are for optional parameters and replace an earlier value;
//! the others consume and return the request.

use std::fmt::Display;

use super::form::{Form, Value};
use super::style::{self, Parts, Style};
use super::upload::Upload;
use super::{Content, Request};
use crate::runtime::http::body::Body;
use crate::runtime::http::encode;
use crate::runtime::http::headers::Headers;
use crate::runtime::model::{Codec, Encoded};
use crate::runtime::service::operation::Operation;
use crate::runtime::service::paging::{PageSize, Paging};
use crate::runtime::service::security::Security;
use crate::runtime::service::stream::StreamFormat;
use serde::Serialize;

impl Request {
    /// A request without parameters and body.
    #[doc(hidden)]
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: Headers::new(),
            cookies: Vec::new(),
            body: Content::None,
            failed: None,
            timeout: None,
            paging: None,
            page_size: None,
            stream: None,
            server: None,
            security: None,
            retry: None,
        }
    }

    /// Declares how the operation is paginated.
    #[doc(hidden)]
    pub fn pages(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Declares the parameter and the maximum of the page size.
    #[doc(hidden)]
    pub fn page_size_up_to(mut self, size: PageSize) -> Self {
        self.page_size = Some(size);
        self
    }

    /// Declares the media type and the format of a streamed response.
    #[doc(hidden)]
    pub fn streams(mut self, accept: &'static str, format: StreamFormat) -> Self {
        self.stream = Some((accept, format));
        self
    }

    /// Declares a server of the operation itself.
    #[doc(hidden)]
    pub fn at(mut self, server: &'static str) -> Self {
        self.server = Some(server);
        self
    }

    /// Declares security requirements of the operation itself.
    #[doc(hidden)]
    pub fn secured_by(mut self, security: Security) -> Self {
        self.security = Some(security);
        self
    }

    /// Makes the body a form, to which parameters add fields.
    #[doc(hidden)]
    pub fn form_body(mut self, content_type: &'static str) -> Self {
        self.body = Content::Form(Form::new(content_type));
        self
    }

    /// Declares the media types of form parts, by the names of the parameters.
    #[doc(hidden)]
    pub fn part_types(mut self, types: &'static [(&'static str, &'static str)]) -> Self {
        if let Content::Form(form) = &mut self.body {
            form.set_types(types);
        }
        self
    }

    /// Sets a path parameter.
    #[doc(hidden)]
    pub fn path(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.path.push((name, encode::escaped(&value.to_string())));
        self
    }

    /// Sets a path parameter that is a list.
    #[doc(hidden)]
    pub fn path_list<T: Display, I: IntoIterator<Item = T>>(
        mut self,
        name: &'static str,
        style: Style,
        values: I,
    ) -> Self {
        self.path
            .push((name, style::path(name, style, &list(values))));
        self
    }

    /// Sets a path parameter that is an object.
    #[doc(hidden)]
    pub fn path_object<T: Codec>(mut self, name: &'static str, style: Style, value: T) -> Self {
        if let Some(parts) = self.taken(Parts::of(&value)) {
            self.path.push((name, style::path(name, style, &parts)));
        }
        self
    }

    /// Sets a query parameter, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_query(&mut self, name: &'static str, value: &dyn Display) {
        self.put_query(name, encode::query_pair(name, &value.to_string()));
    }

    /// Sets a query parameter that is a list, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_query_list<T: Display, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        style: Style,
        values: I,
    ) {
        self.put_query(name, style::query(name, style, &list(values)));
    }

    /// Sets a query parameter that is an object, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_query_object<T: Codec>(&mut self, name: &'static str, style: Style, value: T) {
        let text = match style.is_deep_object() {
            true => style::deep(name, &value).map(|pairs| style::query_pairs(&pairs)),
            false => Parts::of(&value).map(|parts| style::query(name, style, &parts)),
        };
        if let Some(text) = self.taken(text) {
            self.put_query(name, text);
        }
    }

    /// Decodes reserved characters in the value of a query parameter that was set
    /// (`allowReserved`).
    #[doc(hidden)]
    pub fn set_reserved(&mut self, name: &'static str) {
        let texts = self.query.iter_mut().filter(|(known, _)| *known == name);
        texts.for_each(|(_, text)| *text = encode::with_reserved(text));
    }

    /// Sets a header parameter, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_header(&mut self, name: &'static str, value: &dyn Display) {
        self.headers.put(name.into(), value.to_string().into());
    }

    /// Sets a header parameter that is a list, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_header_list<T: Display, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        style: Style,
        values: I,
    ) {
        let text = style::header(style, &list(values));
        self.headers.put(name.into(), text.into());
    }

    /// Sets a header parameter that is an object, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_header_object<T: Codec>(&mut self, name: &'static str, style: Style, value: T) {
        if let Some(parts) = self.taken(Parts::of(&value)) {
            let text = style::header(style, &parts);
            self.headers.put(name.into(), text.into());
        }
    }

    /// Sets a cookie, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_cookie(&mut self, name: &'static str, value: &dyn Display) {
        let value = encode::escaped(&value.to_string());
        self.put_cookies(name, format!("{name}={value}"));
    }

    /// Sets a cookie that is a list, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_cookie_list<T: Display, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        style: Style,
        values: I,
    ) {
        self.put_cookies(name, style::cookies(name, style, &list(values)));
    }

    /// Sets a cookie that is an object, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_cookie_object<T: Codec>(&mut self, name: &'static str, style: Style, value: T) {
        if let Some(parts) = self.taken(Parts::of(&value)) {
            self.put_cookies(name, style::cookies(name, style, &parts));
        }
    }

    /// Sets a field of a form, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_form(&mut self, name: &'static str, value: &dyn Display) {
        self.put_form(
            name,
            vec![(name.to_owned(), Value::Text(value.to_string()))],
        );
    }

    /// Sets a field of a form that is a list, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_form_list<T: Display, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        style: Style,
        values: I,
    ) {
        self.put_texts(name, style::form(name, style, &list(values)));
    }

    /// Sets a field of a form that is an object, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_form_object<T: Codec>(&mut self, name: &'static str, style: Style, value: T) {
        let pairs = match style.is_deep_object() {
            true => style::deep(name, &value),
            false => Parts::of(&value).map(|parts| style::form(name, style, &parts)),
        };
        if let Some(pairs) = self.taken(pairs) {
            self.put_texts(name, pairs);
        }
    }

    /// Sets a field of a form to the JSON of a value, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_form_json<T: Codec>(&mut self, name: &'static str, value: T) {
        if let Some(text) = self.taken(serde_json::to_string(&Encoded(&value))) {
            self.put_form(name, vec![(name.to_owned(), Value::Json(text))]);
        }
    }

    /// Sets several fields of a form, each to the JSON of a value, in place of earlier
    /// ones.
    #[doc(hidden)]
    pub fn set_form_json_list<T: Codec, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        values: I,
    ) {
        let values = values.into_iter();
        let texts: serde_json::Result<Vec<_>> = values
            .map(|value| {
                Ok((
                    name.to_owned(),
                    Value::Json(serde_json::to_string(&Encoded(&value))?),
                ))
            })
            .collect();
        if let Some(texts) = self.taken(texts) {
            self.put_form(name, texts);
        }
    }

    /// Sets files of a form that are encoded in base64, in place of earlier ones.
    #[doc(hidden)]
    pub fn set_base64_files(
        &mut self,
        name: &'static str,
        files: impl IntoIterator<Item = Upload>,
    ) {
        self.set_files(name, files.into_iter().map(Upload::in_base64));
    }

    /// Sets the files of a form, in place of earlier ones.
    #[doc(hidden)]
    pub fn set_files(&mut self, name: &'static str, files: impl IntoIterator<Item = Upload>) {
        let files = files.into_iter();
        let files = files.map(|file| (name.to_owned(), Value::File(file)));
        self.put_form(name, files.collect());
    }

    /// Sets the body to the JSON of a value, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_json<B: Codec>(&mut self, content_type: &'static str, body: &B) {
        if let Some(bytes) = self.taken(serde_json::to_vec(&Encoded(body))) {
            self.set_bytes(content_type, bytes);
        }
    }

    /// Sets the body to the JSON of a type that implements `Serialize`.
    pub(crate) fn set_serialized<B: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        body: &B,
    ) {
        if let Some(bytes) = self.taken(serde_json::to_vec(body)) {
            self.set_bytes(content_type, bytes);
        }
    }

    /// Sets the body to bytes, a file or a stream, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_bytes(&mut self, content_type: &'static str, body: impl Into<Body>) {
        self.body = Content::Whole {
            content_type,
            body: body.into(),
        };
    }

    /// Sets the body to a string, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_text(&mut self, content_type: &'static str, body: String) {
        self.set_bytes(content_type, body);
    }

    fn put_query(&mut self, name: &'static str, text: String) {
        self.query.retain(|(known, _)| *known != name);
        if !text.is_empty() {
            self.query.push((name, text));
        }
    }

    fn put_cookies(&mut self, name: &'static str, text: String) {
        self.cookies.retain(|(known, _)| *known != name);
        if !text.is_empty() {
            self.cookies.push((name, text));
        }
    }

    fn put_texts(&mut self, name: &'static str, pairs: Vec<(String, String)>) {
        let pairs = pairs.into_iter();
        let values = pairs.map(|(name, text)| (name, Value::Text(text)));
        self.put_form(name, values.collect());
    }

    fn put_form(&mut self, name: &'static str, values: Vec<(String, Value)>) {
        if let Content::Form(form) = &mut self.body {
            form.set(name, values);
        }
    }

    /// The result of serializing a parameter. An error is stored, and returned when the
    /// call is sent.
    fn taken<T>(&mut self, made: serde_json::Result<T>) -> Option<T> {
        let refuse = |error| {
            let problem = format!("the parameter or body cannot be serialized as JSON: {error}");
            self.refuse(&problem);
        };
        made.map_err(refuse).ok()
    }
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> Parts {
    let values = values.into_iter().map(|value| value.to_string());
    Parts::List(values.collect())
}

/// Defines consuming variants of setters, for required parameters.
macro_rules! builders {
    ($($build:ident = $set:ident [$($generic:tt)*] ($($argument:ident: $ty:ty),*);)*) => {
        /// Consuming variants of the setters.
        impl Request {
            $(
                #[doc(hidden)]
                #[allow(missing_docs, reason = "each is the setter that it is named after")]
                pub fn $build<$($generic)*>(mut self, $($argument: $ty),*) -> Self {
                    self.$set($($argument),*);
                    self
                }
            )*
        }
    };
}

builders! {
    query = set_query [] (name: &'static str, value: &dyn Display);
    query_list = set_query_list [T: Display, I: IntoIterator<Item = T>]
        (name: &'static str, style: Style, values: I);
    query_object = set_query_object [T: Codec] (name: &'static str, style: Style, value: T);
    reserved = set_reserved [] (name: &'static str);
    header = set_header [] (name: &'static str, value: &dyn Display);
    header_list = set_header_list [T: Display, I: IntoIterator<Item = T>]
        (name: &'static str, style: Style, values: I);
    header_object = set_header_object [T: Codec] (name: &'static str, style: Style, value: T);
    cookie = set_cookie [] (name: &'static str, value: &dyn Display);
    cookie_list = set_cookie_list [T: Display, I: IntoIterator<Item = T>]
        (name: &'static str, style: Style, values: I);
    cookie_object = set_cookie_object [T: Codec] (name: &'static str, style: Style, value: T);
    form = set_form [] (name: &'static str, value: &dyn Display);
    form_list = set_form_list [T: Display, I: IntoIterator<Item = T>]
        (name: &'static str, style: Style, values: I);
    form_object = set_form_object [T: Codec] (name: &'static str, style: Style, value: T);
    form_json = set_form_json [T: Codec] (name: &'static str, value: T);
    form_json_list = set_form_json_list [T: Codec, I: IntoIterator<Item = T>]
        (name: &'static str, values: I);
    base64_files = set_base64_files [I: IntoIterator<Item = Upload>]
        (name: &'static str, files: I);
    files = set_files [I: IntoIterator<Item = Upload>] (name: &'static str, files: I);
    json = set_json [B: Codec] (content_type: &'static str, body: &B);
    bytes = set_bytes [B: Into<Body>] (content_type: &'static str, body: B);
    text = set_text [] (content_type: &'static str, body: String);
}
