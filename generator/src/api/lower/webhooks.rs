//! Reads the events of `x-sdk-webhooks`, and `x-sdk-webhook-signature`.
//!
//! The stage `repair` has collected webhooks and callbacks in `x-sdk-webhooks`.

use serde_json::{Map, Value};

use super::client::is_header_name;
use super::{Lowering, vendor};
use crate::extensions::{WEBHOOK_SIGNATURE, WEBHOOKS};
use crate::ir::{Content, Encoding, SignedTime, TypeRef, Untyped, Webhook, WebhookSignature};
use crate::pointer::escape;
use crate::select::Choice;

/// An error in the extension: the key, and a sentence.
type Wrong = (&'static str, String);

const HELP_EVENT: &str =
    "write `NAME: {$ref: SCHEMA}`, or `NAME: {payload: none}`, `text` or `bytes`";

const HELP_SIGNATURE: &str = "write `header`, and where they are not the default `encoding`, `prefix`, \
                              `secret`, `secret-prefix`, `signed` and `timestamp`";

/// The key of the prefix of a secret.
const SECRET_PREFIX: &str = "secret-prefix";

/// The maximum tolerance in seconds. A longer one does not prevent replays.
const MAX_TOLERANCE: u64 = 86_400;

impl Lowering<'_> {
    /// Lowers all events, except those of tags that are not selected. Events without tags are kept.
    pub(super) fn webhooks(&mut self, choice: &mut Choice<'_>) -> Vec<Webhook> {
        let Some(declared) = vendor::webhooks(&self.document.extensions) else {
            return Vec::new();
        };
        let root = format!("#/{}", WEBHOOKS);
        let Some(events) = declared.as_object() else {
            let message = "the webhooks are not an object".to_owned();
            self.error("webhooks", &root, message, HELP_EVENT);
            return Vec::new();
        };
        let mut webhooks = Vec::with_capacity(events.len());
        for (name, event) in events {
            let tags = event["tags"].as_array().into_iter().flatten();
            let tags: Vec<&str> = tags.filter_map(Value::as_str).collect();
            if choice.takes_event(&tags) {
                let own_pointer = format!("{root}/{}", escape(name));
                webhooks.push(self.webhook(name, event, own_pointer));
            }
        }
        webhooks
    }

    fn webhook(&mut self, name: &str, event: &Value, own_pointer: String) -> Webhook {
        let pointer = event["pointer"].as_str().map_or(own_pointer, str::to_owned);
        let texts = [&event["description"], &event["summary"]];
        let description = texts.into_iter().find_map(Value::as_str);
        Webhook {
            payload: self.payload(event, &pointer),
            pointer,
            name: name.to_owned(),
            description: description.map(str::to_owned),
            deprecated: event["deprecated"] == Value::Bool(true),
        }
    }

    fn payload(&mut self, event: &Value, pointer: &str) -> Option<Content> {
        if let Some(reference) = event["$ref"].as_str() {
            let found = self.component(reference);
            if found.is_none() {
                self.warn(
                    "webhook-without-schema",
                    pointer,
                    format!("there is no schema `{reference}`"),
                    "the body of the event is any JSON value; correct the reference",
                );
            }
            return Some(Content::Json(
                found.unwrap_or(TypeRef::Json(Untyped::Dangling)),
            ));
        }
        match event["payload"].as_str() {
            Some("none") => None,
            Some("text") => Some(Content::Text),
            Some("bytes") => Some(Content::Bytes),
            _ => {
                let message = "the webhook declares no body".to_owned();
                self.error("webhooks", pointer, message, HELP_EVENT);
                None
            }
        }
    }

    /// The signature scheme, if the definition declares it.
    pub(super) fn signature(&mut self) -> Option<WebhookSignature> {
        let declared = vendor::webhook_signature(&self.document.extensions)?;
        match signature(declared) {
            Ok(signature) => Some(signature),
            Err((key, message)) => {
                let mut pointer = format!("#/{WEBHOOK_SIGNATURE}");
                if !key.is_empty() {
                    pointer = format!("{pointer}/{key}");
                }
                self.error("webhook-signature", &pointer, message, HELP_SIGNATURE);
                None
            }
        }
    }
}

fn signature(value: &Value) -> Result<WebhookSignature, Wrong> {
    const KEYS: [&str; 7] = [
        "header",
        "encoding",
        "prefix",
        "secret",
        SECRET_PREFIX,
        "signed",
        "timestamp",
    ];
    let Value::Object(keys) = value else {
        return Err(("", format!("`{value}` describes no signature")));
    };
    known(keys, &KEYS, "")?;
    let timestamp = keys.get("timestamp").map(time).transpose()?;
    let signature = WebhookSignature {
        header: header(keys, "header", "header")?,
        encoding: match encoding(keys, "encoding", Encoding::Hex)? {
            Encoding::Text => {
                let message = "a signature is written as `hex` or `base64`".to_owned();
                return Err(("encoding", message));
            }
            encoding => encoding,
        },
        prefix: text(keys, "prefix", "prefix")?.unwrap_or_default(),
        secret: encoding(keys, "secret", Encoding::Text)?,
        secret_prefix: text(keys, SECRET_PREFIX, SECRET_PREFIX)?.unwrap_or_default(),
        signed: text(keys, "signed", "signed")?.unwrap_or_else(|| "{body}".to_owned()),
        timestamp,
    };
    template(&signature)?;
    Ok(signature)
}

fn time(value: &Value) -> Result<SignedTime, Wrong> {
    let Value::Object(keys) = value else {
        return Err(("timestamp", format!("`{value}` describes no timestamp")));
    };
    known(keys, &["header", "prefix", "tolerance"], "timestamp")?;
    let tolerance = match keys.get("tolerance") {
        None => Some(300),
        Some(value) => value.as_u64().filter(|seconds| *seconds <= MAX_TOLERANCE),
    };
    let tolerance = tolerance.and_then(|seconds| u32::try_from(seconds).ok());
    Ok(SignedTime {
        header: header(keys, "header", "timestamp")?,
        prefix: text(keys, "prefix", "timestamp")?.unwrap_or_default(),
        tolerance: tolerance.ok_or_else(|| {
            let message = format!("a tolerance is a number of seconds up to {MAX_TOLERANCE}");
            ("timestamp", message)
        })?,
    })
}

/// Checks that the template contains the body, and the time if and only if there is one, because an
/// unsigned time could be changed by an attacker.
fn template(signature: &WebhookSignature) -> Result<(), Wrong> {
    let signed = &signature.signed;
    let wrong = |message: String| Err(("signed", message));
    let mut rest = signed.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}').filter(|_| !before.contains('}')) else {
            return wrong(format!("the braces of `{signed}` are not closed"));
        };
        if !matches!(name, "body" | "timestamp") && !is_header_name(name) {
            return wrong(format!("`{name}` is no name of a header"));
        }
        rest = after;
    }
    if !signed.contains("{body}") {
        return wrong(format!("`{signed}` does not have the body in it"));
    }
    match (signed.contains("{timestamp}"), &signature.timestamp) {
        (true, None) => wrong("it has a timestamp, and `timestamp` is missing".to_owned()),
        (false, Some(_)) => wrong(format!(
            "`{signed}` does not have the timestamp in it, which anybody could change then"
        )),
        _ => Ok(()),
    }
}

fn known(keys: &Map<String, Value>, all: &[&str], parent: &'static str) -> Result<(), Wrong> {
    match keys.keys().find(|key| !all.contains(&key.as_str())) {
        Some(unknown) => Err((parent, format!("`{unknown}` says nothing about signatures"))),
        None => Ok(()),
    }
}

fn text(
    keys: &Map<String, Value>,
    key: &str,
    parent: &'static str,
) -> Result<Option<String>, Wrong> {
    match keys.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') => {
            Ok(Some(text.clone()))
        }
        Some(value) => Err((parent, format!("`{value}` is no plain string"))),
    }
}

fn header(keys: &Map<String, Value>, key: &str, parent: &'static str) -> Result<String, Wrong> {
    let name = text(keys, key, parent)?.filter(|name| is_header_name(name));
    name.ok_or_else(|| (parent, format!("`{key}` is not the name of a header")))
}

fn encoding(
    keys: &Map<String, Value>,
    key: &'static str,
    otherwise: Encoding,
) -> Result<Encoding, Wrong> {
    match keys.get(key).map(|value| value.as_str()) {
        None => Ok(otherwise),
        Some(Some("text")) => Ok(Encoding::Text),
        Some(Some("hex")) => Ok(Encoding::Hex),
        Some(Some("base64")) => Ok(Encoding::Base64),
        Some(_) => Err((key, "an encoding is `text`, `hex` or `base64`".to_owned())),
    }
}
