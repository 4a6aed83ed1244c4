//! Selects the requests that a reply is for.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::call::RecordedCall;
use super::same::Expected;
use crate::runtime::call::Call;
use crate::runtime::http::method::Method;
use crate::runtime::request::Request;
use crate::runtime::service::login::LOGIN;

/// A condition for requests.
#[derive(Clone)]
#[must_use = "a choice does nothing until a service has it"]
pub struct When {
    /// `None` for any request.
    target: Option<Target>,
    conditions: Vec<Condition>,
}

/// A method and a path.
#[derive(Clone)]
struct Target {
    method: Method,
    path: Cow<'static, str>,
    /// The operation, which is compared by its name and not by the path.
    operation: Option<&'static str>,
}

#[derive(Clone)]
struct Condition {
    text: String,
    holds: Arc<dyn Fn(&RecordedCall) -> bool + Send + Sync>,
}

impl When {
    /// Requests with a method and a path, such as `/users/{userId}`. A placeholder
    /// matches any string without a slash; the rest is percent-encoded. If the base URL
    /// of the client has a path, the path begins with it.
    pub fn call(method: Method, path: impl Into<String>) -> Self {
        Self {
            target: Some(Target {
                method,
                path: Cow::Owned(path.into()),
                operation: None,
            }),
            conditions: Vec::new(),
        }
    }

    /// Requests of an operation, and raw calls with its method and path. Generated code has a function
    /// for each operation, which calls this one.
    #[doc(hidden)]
    pub fn operation(name: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            target: Some(Target {
                method,
                path: Cow::Borrowed(path),
                operation: Some(name),
            }),
            conditions: Vec::new(),
        }
    }

    /// The request of a call: of its operation, with the same path, query and body, and with the headers
    /// that the call sets. The order of query parameters and of JSON properties does not matter. Files
    /// and streams are not compared.
    ///
    /// ```no_run
    /// use sdk_runtime::runtime::testing::{FakeService, Reply, When};
    /// # use sdk_runtime::runtime::Call;
    /// # use serde_json::{Value, json};
    ///
    /// # fn example(service: FakeService, call: Call<Value>) {
    /// service.reply(When::same_as(&call), Reply::json(json!({ "id": "1" })));
    /// # }
    /// ```
    pub fn same_as<T, O>(call: &Call<T, O>) -> Self {
        Self::request(call.request.clone())
    }

    fn request(request: Request) -> Self {
        let operation = request.operation();
        let when = Self::operation(operation.name, operation.method, operation.path);
        match Expected::of(request) {
            Ok(expected) => when.and(expected.to_string(), move |call| expected.is(call)),
            Err(error) => when.and(format!("a request that cannot be sent ({error})"), |_| {
                false
            }),
        }
    }

    /// `GET` requests with a path.
    pub fn get(path: impl Into<String>) -> Self {
        Self::call(Method::Get, path)
    }

    /// `POST` requests with a path.
    pub fn post(path: impl Into<String>) -> Self {
        Self::call(Method::Post, path)
    }

    /// `PUT` requests with a path.
    pub fn put(path: impl Into<String>) -> Self {
        Self::call(Method::Put, path)
    }

    /// `PATCH` requests with a path.
    pub fn patch(path: impl Into<String>) -> Self {
        Self::call(Method::Patch, path)
    }

    /// `DELETE` requests with a path.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::call(Method::Delete, path)
    }

    /// Logins. The client has to know the login service, from its region, its host, or
    /// `ClientBuilder::login_url`.
    pub fn login() -> Self {
        Self::post(LOGIN.path)
    }

    /// Every request.
    pub fn any() -> Self {
        Self {
            target: None,
            conditions: Vec::new(),
        }
    }

    /// Adds a condition: a query parameter has this value.
    pub fn query(self, name: &str, value: &str) -> Self {
        let text = format!("{name}={value}");
        let (name, value) = (name.to_owned(), value.to_owned());
        self.and(text, move |call| {
            call.query_values(&name).contains(&value.as_str())
        })
    }

    /// Adds a condition: the origin is this one, such as `https://storage.example.com`.
    pub fn origin(self, origin: &str) -> Self {
        let wanted = origin.to_owned();
        self.and(format!("the origin {origin}"), move |call| {
            call.origin() == wanted
        })
    }

    /// Adds a condition, with its description for messages.
    pub fn and(
        mut self,
        text: impl Into<String>,
        holds: impl Fn(&RecordedCall) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.conditions.push(Condition {
            text: text.into(),
            holds: Arc::new(holds),
        });
        self
    }

    /// Whether a request matches.
    pub(super) fn fits(&self, call: &RecordedCall) -> bool {
        let is_target = match &self.target {
            Some(target) => target.fits(call),
            None => true,
        };
        is_target && self.conditions.iter().all(|it| (it.holds)(call))
    }
}

impl Target {
    fn fits(&self, call: &RecordedCall) -> bool {
        match (self.operation, call.operation()) {
            (Some(wanted), Some(called)) => wanted == called,
            _ => self.method == call.method() && path_fits(&self.path, call.path()),
        }
    }
}

fn path_fits(template: &str, path: &str) -> bool {
    let mut found = path.split('/');
    let mut parts = template.split('/');
    parts.all(|part| found.next().is_some_and(|text| part_fits(part, text)))
        && found.next().is_none()
}

/// Whether a string matches a part of a template, in which each placeholder matches at least one character
/// and as few as possible.
fn part_fits(part: &str, text: &str) -> bool {
    let Some((before, after)) = part.split_once('{') else {
        return part == text;
    };
    let Some((_, rest)) = after.split_once('}') else {
        return part == text;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let ends = text.char_indices().map(|(at, found)| at + found.len_utf8());
    let mut ends = ends.map(|at| &text[at..]);
    ends.any(|remaining| part_fits(rest, remaining))
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Some(Target { method, path, .. }) => write!(f, "{method} {path}")?,
            None => f.write_str("any request")?,
        }
        for (index, condition) in self.conditions.iter().enumerate() {
            let word = if index == 0 { "with" } else { "and" };
            write!(f, " {word} {}", condition.text)?;
        }
        Ok(())
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{When, path_fits};

    #[test]
    fn a_place_takes_one_segment_or_a_part_of_it() {
        assert!(path_fits("/users/{id}", "/users/a%2Fb"));
        assert!(path_fits("/users/{id}.json", "/users/7.json"));
        assert!(path_fits("/{a}-{b}/x", "/1-2-3/x"));
        assert!(!path_fits("/users/{id}", "/users/"));
        assert!(!path_fits("/users/{id}", "/users/1/roles"));
        assert!(!path_fits("/users/{id}/roles", "/users/1"));
        assert!(!path_fits("/users/{id}.json", "/users/.json"));
    }

    #[test]
    fn a_template_without_its_brace_is_taken_as_it_is() {
        assert!(path_fits("/a{b", "/a{b"));
        assert!(!path_fits("/a{b", "/ab"));
    }

    #[test]
    fn a_choice_says_what_it_is() {
        let when = When::get("/a").query("b", "c").and("a body", |_| true);
        assert_eq!(when.to_string(), "GET /a with b=c and a body");
        assert_eq!(format!("{:?}", When::any()), "When(any request)");
    }
}
