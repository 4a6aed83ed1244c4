//! A server on this machine that answers as a test tells it to, and keeps what it was asked.
//!
//! It speaks as much HTTP as the tests need: each connection has a thread and stays open, so that
//! calls can wait for each other.

#![allow(dead_code, reason = "no test uses all of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use purecloud_platform_client_v2::{Client, RetryPolicy};
use serde_json::Value;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The method and the target, such as `GET /users?a=b`.
    pub line: String,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What the server answers.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: String,
}

impl Answer {
    pub fn new(status: u16, body: impl ToString) -> Self {
        Self {
            status,
            body: body.to_string(),
            ..Self::default()
        }
    }

    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A running server. It lives as long as the process of the test.
pub struct Server {
    pub url: String,
    seen: Receiver<Seen>,
}

impl Server {
    /// A server that makes an answer of each request, several of them at once.
    pub fn start(answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, seen) = channel();
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (sender, answer) = (sender.clone(), Arc::clone(&answer));
                thread::spawn(move || converse(stream.unwrap(), &*answer, &sender));
            }
        });
        Self { url, seen }
    }

    /// A server that always answers the same.
    pub fn answering(status: u16, body: impl ToString) -> Self {
        let answer = Answer::new(status, body);
        Self::start(move |_| answer.clone())
    }

    /// A client of this server, with a token that was set by hand. It tries everything once.
    pub fn client(&self) -> Client {
        let client = Client::builder().host(&self.url).access_token("a-token");
        client.retry(RetryPolicy::never()).build().unwrap()
    }

    /// The next request that arrived.
    pub fn seen(&self) -> Seen {
        self.seen.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// Whether nothing arrived that was not looked at.
    pub fn is_quiet(&self) -> bool {
        self.seen.try_recv().is_err()
    }
}

/// Answers one request after the other until the client closes the connection.
fn converse(stream: TcpStream, answer: &dyn Fn(&Seen) -> Answer, sender: &Sender<Seen>) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(seen) = read_request(&mut reader) {
        // A test that does not look at the request is free not to.
        let _ = sender.send(seen.clone());
        if write_answer(&mut writer, &answer(&seen)).is_err() {
            // The client has given up, which some tests are about.
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let line = read_line(reader)?;
    let line = line.strip_suffix(" HTTP/1.1")?.to_owned();
    let mut headers = Vec::new();
    while let Some((name, value)) = read_line(reader)?.split_once(": ") {
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut seen = Seen {
        line,
        headers,
        body: Vec::new(),
    };
    let length = seen
        .header("content-length")
        .unwrap_or("0")
        .parse()
        .unwrap();
    seen.body.resize(length, 0);
    reader.read_exact(&mut seen.body).ok()?;
    Some(seen)
}

fn read_line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    Some(line.trim_end().to_owned())
}

fn write_answer(writer: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut text = format!("HTTP/1.1 {} Some Reason\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    // A response without content has no length either.
    if answer.status != 204 {
        text.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    text.push_str("\r\n");
    text.push_str(&answer.body);
    writer.write_all(text.as_bytes())
}
