//! Topics, and the models of their events.
//!
//! A topic is a template, such as `v2.users.{id}.presence`, whose placeholders are
//! filled.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::channel::SUBSCRIBE;
use super::event::Event;
use crate::runtime::error::Error;

/// A topic with the model of its events. Each function of the module `topics` returns
/// one. For a topic that is not in the definition, use [`new`](Self::new) with a model of
/// your own:
///
/// ```no_run
/// use purecloud_platform_client_v2::notifications::Topic;
/// # type Activity = serde_json::Value;
///
/// let topic = Topic::<Activity>::new("v2.users.{id}.activity", &["7"]);
/// assert_eq!(topic.name(), "v2.users.7.activity");
/// ```
pub struct Topic<T> {
    template: &'static str,
    name: TopicName,
    model: PhantomData<fn() -> T>,
}

impl<T> Topic<T> {
    /// Fills the placeholders of a template with values, in order. A value that is
    /// missing, or that would make it another topic, is an error when the topic is
    /// subscribed to.
    pub fn new(template: &'static str, values: &[&str]) -> Self {
        Self {
            template,
            name: TopicName::filled(template, values),
            model: PhantomData,
        }
    }

    /// The name, such as `v2.users.6d5a….presence`.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The name with its placeholders, such as `v2.users.{id}.presence`.
    pub fn template(&self) -> &'static str {
        self.template
    }
}

impl<T: Serialize> Topic<T> {
    /// An event of this topic, for tests.
    ///
    /// # Errors
    /// If the body cannot be serialized as JSON ([`Error::is_encode`]).
    pub fn event(&self, body: &T) -> Result<Event, Error> {
        Event::new(self.name(), body)
    }
}

impl<T: DeserializeOwned> Topic<T> {
    /// Decodes the body of an event; `None` if the event is of another topic.
    ///
    /// # Errors
    /// If the body is not the JSON of a `T`; [`Error::is_decode`] is true of it.
    pub fn read(&self, event: &Event) -> Result<Option<T>, Error> {
        match event.message() {
            Some(message) if message.topic() == self.name() => message.decode().map(Some),
            _ => Ok(None),
        }
    }

    /// Decodes the body of an event of any topic with the same template, and returns it
    /// with the values of the placeholders. So one topic can read the events of all
    /// users.
    ///
    /// # Errors
    /// If the body is not the JSON of a `T`; [`Error::is_decode`] is true of it.
    pub fn read_any<'e>(&self, event: &'e Event) -> Result<Option<(Vec<&'e str>, T)>, Error> {
        let Some(message) = event.message() else {
            return Ok(None);
        };
        match values(self.template, message.topic()) {
            Some(values) => message.decode().map(|body| Some((values, body))),
            None => Ok(None),
        }
    }
}

impl<T> Clone for Topic<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            ..*self
        }
    }
}

impl<T> fmt::Debug for Topic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Topic({:?})", self.name())
    }
}

/// The name of a topic: any string, or a [`Topic`].
///
/// An invalid name is an error when the topic is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicName {
    text: String,
    problem: Option<String>,
}

impl TopicName {
    /// The name as a string.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn filled(template: &str, values: &[&str]) -> Self {
        let mut text = String::with_capacity(template.len() + 36);
        let mut problem = None;
        let mut values = values.iter();
        let mut rest = template;
        while let Some((before, placeholder, after)) = next_placeholder(rest) {
            let value = values.next().copied().unwrap_or_default();
            if problem.is_none() && !is_value(value) {
                problem = Some(format!(
                    "the value of `{placeholder}` in the topic `{template}` is empty or has a dot, \
                     a space or another character that would make it another topic: pass the id alone"
                ));
            }
            text.push_str(before);
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Self { text, problem }
    }

    /// Checks the name and returns it.
    pub(super) fn checked(self) -> Result<String, Error> {
        let problem = self.problem.or_else(|| {
            let is_empty = self.text.trim().is_empty();
            is_empty.then(|| "the name of a topic is empty".to_owned())
        });
        match problem {
            Some(problem) => Err(Error::encode(&SUBSCRIBE, problem)),
            None => Ok(self.text),
        }
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for TopicName {
    fn from(text: String) -> Self {
        Self {
            text,
            problem: None,
        }
    }
}

impl From<&str> for TopicName {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T> From<&Topic<T>> for TopicName {
    fn from(topic: &Topic<T>) -> Self {
        topic.name.clone()
    }
}

impl<T> From<Topic<T>> for TopicName {
    fn from(topic: Topic<T>) -> Self {
        topic.name
    }
}

/// Splits a template at its first placeholder: the text before it, its name, the text
/// after it.
fn next_placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (placeholder, after) = rest.split_once('}')?;
    Some((before, placeholder, after))
}

/// Whether a value can be one part of a name.
fn is_value(value: &str) -> bool {
    let stray = |c: char| c.is_whitespace() || c.is_control() || ".?&{}\"".contains(c);
    !value.is_empty() && !value.contains(stray)
}

/// The values of the placeholders in a name, if it matches the template.
fn values<'n>(template: &str, name: &'n str) -> Option<Vec<&'n str>> {
    let mut values = Vec::new();
    let mut parts = name.split('.');
    for wanted in template.split('.') {
        let part = parts.next()?;
        match next_placeholder(wanted) {
            Some((before, _, after)) => {
                values.push(part.strip_prefix(before)?.strip_suffix(after)?);
            }
            None if part == wanted => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::{Topic, TopicName, values};

    #[test]
    fn a_template_is_filled_in_order() {
        let topic = Topic::<()>::new("v2.a.{id}.b.{other}", &["1", "2"]);
        assert_eq!(topic.name(), "v2.a.1.b.2");
        assert_eq!(topic.template(), "v2.a.{id}.b.{other}");
        let name = TopicName::from(&topic).checked();
        assert_eq!(name.unwrap(), "v2.a.1.b.2");
        assert_eq!(Topic::<()>::new("v2.system", &[]).name(), "v2.system");
    }

    #[test]
    fn a_value_that_would_change_the_topic_is_refused() {
        for value in ["", "a.b", "a b", "a?b", "{id}", "a\n"] {
            let topic = Topic::<()>::new("v2.users.{id}.presence", &[value]);
            let error = TopicName::from(topic).checked().unwrap_err();
            assert!(error.is_encode());
            let text = error.to_string();
            assert!(text.contains("the value of `id` in the topic"), "{text}");
        }
        assert!(TopicName::from(" ").checked().is_err());
        let combined = TopicName::from("v2.users.1?presence&station");
        assert_eq!(combined.checked().unwrap(), "v2.users.1?presence&station");
    }

    #[test]
    fn a_name_is_matched_with_a_template() {
        let template = "v2.users.{id}.presence";
        assert_eq!(values(template, "v2.users.7.presence"), Some(vec!["7"]));
        assert_eq!(values("v2.system", "v2.system"), Some(Vec::new()));
        for other in ["v2.users.7", "v2.users.7.presence.x", "v2.users.7.station"] {
            assert_eq!(values(template, other), None, "{other}");
        }
    }
}
