//! Which requests a reply is for.
//!
//! It knows the form of path templates, and nothing of replies.

use std::fmt;
use std::sync::Arc;

use super::call::RecordedCall;
use crate::runtime::http::method::Method;

/// A choice of requests.
#[derive(Clone)]
#[must_use = "a choice does nothing until a service has it"]
pub struct When {
    /// The method and the path; any, if there are none.
    target: Option<(Method, String)>,
    conditions: Vec<Condition>,
}

#[derive(Clone)]
struct Condition {
    text: String,
    holds: Arc<dyn Fn(&RecordedCall) -> bool + Send + Sync>,
}

impl When {
    /// Requests of a method and a path, such as `/users/{userId}`. A
    /// place in braces stands for any text without a slash; the rest has to be
    /// escaped as it is sent. If the host of the client has a path, the path
    /// begins with it.
    pub fn call(method: Method, path: impl Into<String>) -> Self {
        Self {
            target: Some((method, path.into())),
            conditions: Vec::new(),
        }
    }

    /// `GET` of a path.
    pub fn get(path: impl Into<String>) -> Self {
        Self::call(Method::Get, path)
    }

    /// `POST` to a path.
    pub fn post(path: impl Into<String>) -> Self {
        Self::call(Method::Post, path)
    }

    /// `PUT` to a path.
    pub fn put(path: impl Into<String>) -> Self {
        Self::call(Method::Put, path)
    }

    /// `PATCH` of a path.
    pub fn patch(path: impl Into<String>) -> Self {
        Self::call(Method::Patch, path)
    }

    /// `DELETE` of a path.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::call(Method::Delete, path)
    }

    /// The login. The client needs to know where that is: from its region, its
    /// host, or `ClientBuilder::login_url`.
    pub fn login() -> Self {
        Self::post("/oauth/token")
    }

    /// Every request.
    pub fn any() -> Self {
        Self {
            target: None,
            conditions: Vec::new(),
        }
    }

    /// Of these, the requests that have a value in their query.
    pub fn query(self, name: &str, value: &str) -> Self {
        let text = format!("{name}={value}");
        let (name, value) = (name.to_owned(), value.to_owned());
        self.and(text, move |call| {
            call.query_values(&name).contains(&value.as_str())
        })
    }

    /// Of these, the requests to a scheme and a host, such as `https://storage.example.com`.
    pub fn origin(self, origin: &str) -> Self {
        let wanted = origin.to_owned();
        self.and(format!("the origin {origin}"), move |call| {
            call.origin() == wanted
        })
    }

    /// Of these, the requests for which something holds. The text says what it
    /// is, for messages.
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

    /// Whether a request is among them.
    pub(super) fn fits(&self, call: &RecordedCall) -> bool {
        let is_target = match &self.target {
            Some((method, path)) => *method == call.method() && path_fits(path, call.path()),
            None => true,
        };
        is_target && self.conditions.iter().all(|it| (it.holds)(call))
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
            Some((method, path)) => write!(f, "{method} {path}")?,
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
