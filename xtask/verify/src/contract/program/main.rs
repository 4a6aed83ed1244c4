//! Calls every operation of an SDK with a fake transport and the values of a file, and writes the
//! requests and the results to another file.

// Deprecated operations are called as well.
#![allow(deprecated)]
// Some helpers are not used by every definition.
#![allow(dead_code, unused_variables)]

mod calls;

use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::future::Future;
use std::pin::pin;
use std::str::FromStr;
use std::task::{Context, Poll, Waker};

use sdk::testing::{FakeService, RecordedCall, Reply, When};
use sdk::{Client, RetryPolicy, Upload};
use sdk::request::Sending;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

/// The result of a call as JSON; `None` if it has no JSON form.
type Outcome = Result<Option<Value>, Failure>;

/// A test case: `{ function, all, inputs, reply: { status, mediaType, location, body }
/// }`.
struct Case(Value);

impl Case {
    /// Whether the case has optional parameters.
    fn has_all(&self) -> bool {
        self.0["all"] == true
    }

    fn input(&self, key: &str) -> Result<&Value, Failure> {
        let input = self.0["inputs"].get(key);
        input.ok_or_else(|| format!("the definition has no `{key}` for this call").into())
    }

    fn text(&self, key: &str) -> Result<String, Failure> {
        Ok(plain(self.input(key)?))
    }

    fn bytes(&self, key: &str) -> Result<Vec<u8>, Failure> {
        self.json(key)
    }

    fn base64(&self, key: &str) -> Result<Vec<u8>, Failure> {
        base64(self.input(key)?)
    }

    fn base64_list(&self, key: &str) -> Result<Vec<Vec<u8>>, Failure> {
        self.items(key)?.iter().map(base64).collect()
    }

    fn upload(&self, key: &str) -> Result<Upload, Failure> {
        upload(self.input(key)?)
    }

    fn uploads(&self, key: &str) -> Result<Vec<Upload>, Failure> {
        self.items(key)?.iter().map(upload).collect()
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, Failure> {
        Ok(self.items(key)?.iter().map(plain).collect())
    }

    fn parsed<T: FromStr<Err: Display>>(&self, key: &str) -> Result<T, Failure> {
        parse(key, self.input(key)?)
    }

    fn parsed_list<T: FromStr<Err: Display>>(&self, key: &str) -> Result<Vec<T>, Failure> {
        let items = self.items(key)?.iter();
        items.map(|item| parse(key, item)).collect()
    }

    fn json<T: DeserializeOwned>(&self, key: &str) -> Result<T, Failure> {
        let input = self.input(key)?.to_string();
        serde_json::from_str(&input).map_err(|error| format!("`{key}`: {error}").into())
    }

    fn items(&self, key: &str) -> Result<&Vec<Value>, Failure> {
        let items = self.input(key)?.as_array();
        items.ok_or_else(|| format!("`{key}` is not an array in the definition").into())
    }

    fn reply(&self) -> Result<Reply, Failure> {
        let reply = &self.0["reply"];
        let status = reply["status"].as_u64().and_then(|it| it.try_into().ok());
        let status = status.unwrap_or_default();
        let made = match reply["mediaType"].as_str() {
            Some(kind) => Reply::bytes(kind, bytes(&reply["body"])?).with_status(status),
            None => Reply::empty(status),
        };
        Ok(match reply["location"].as_str() {
            Some(address) => made.header("location", address),
            None => made,
        })
    }
}

/// Decodes bytes from a base64 string.
fn base64(value: &Value) -> Result<Vec<u8>, Failure> {
    Ok(sdk::runtime::model::decode_base64(value)?)
}

fn bytes(value: &Value) -> Result<Vec<u8>, Failure> {
    Ok(serde_json::from_value(value.clone())?)
}

/// A file: `{ bytes, fileName?, mediaType? }`.
fn upload(value: &Value) -> Result<Upload, Failure> {
    let mut upload = Upload::new(bytes(&value["bytes"])?);
    if let Some(name) = value["fileName"].as_str() {
        upload = upload.file_name(name);
    }
    if let Some(kind) = value["mediaType"].as_str() {
        upload = upload.content_type(kind);
    }
    Ok(upload)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn parse<T: FromStr<Err: Display>>(key: &str, value: &Value) -> Result<T, Failure> {
    let text = plain(value);
    let parsed = text.parse();
    parsed.map_err(|error| format!("`{key}`: {text:?} was rejected: {error}").into())
}

/// Sends a call. The fake transport never waits, so a pending call is an error.
fn sent<T: 'static>(sending: Sending<T>) -> Result<T, Failure> {
    match pin!(sending).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Ok(result?),
        Poll::Pending => Err("the call does not finish at once".into()),
    }
}

fn run<T: 'static>(sending: Sending<T>) -> Outcome {
    sent(sending).map(|_| None)
}

fn run_for_value<T: Serialize + 'static>(sending: Sending<T>) -> Outcome {
    Ok(Some(serde_json::to_value(sent(sending)?)?))
}

fn recorded(call: &RecordedCall) -> Value {
    let headers: Vec<_> = call.headers().iter().collect();
    json!({
        "method": call.method().as_str(),
        "origin": call.origin(),
        "path": call.path(),
        "query": call.encoded_query(),
        "headers": headers,
        "body": call.has_body().then(|| call.body()),
    })
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: contract CASES OUTCOMES".into());
    };
    let input = fs::read_to_string(input)?;
    let mut lines = input.lines();
    // The first line is the base URL, the others are cases.
    let host: Option<String> = serde_json::from_str(lines.next().unwrap_or("null"))?;
    let service = FakeService::new();
    let mut builder = Client::builder().transport(service.clone());
    builder = builder.retry(RetryPolicy::never()).strict_decoding(true);
    if let Some(host) = host {
        builder = builder.host(host);
    }
    let client = builder.build()?;
    let mut outcomes = String::new();
    for line in lines {
        let case = Case(serde_json::from_str(line)?);
        service.reset();
        service.reply(When::any(), case.reply()?);
        let function = case.0["function"].as_u64().unwrap_or(u64::MAX);
        let function = usize::try_from(function)?;
        let function = calls::ALL.get(function).ok_or("no such function")?;
        let outcome = function(&client, &case);
        let calls: Vec<Value> = service.calls().iter().map(recorded).collect();
        let outcome = json!({
            "sent": calls,
            "error": outcome.as_ref().err().map(ToString::to_string),
            "values": outcome.ok().flatten().into_iter().collect::<Vec<_>>(),
        });
        outcomes += &format!("{outcome}\n");
    }
    fs::write(output, outcomes)?;
    Ok(())
}
