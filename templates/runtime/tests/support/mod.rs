//! A server that responds as a test defines, with or without faults, and records its
//! requests. It implements as much of HTTP as these tests need.

#![allow(dead_code, reason = "no test uses all of it")]

pub(crate) mod login;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// A received request.
pub(crate) struct Seen {
    /// The method and the target, such as `GET /users?a=b`.
    pub(crate) target: String,
    /// The header lines, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// A response of the server.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
    pub(crate) fault: Fault,
}

/// A fault after the request was received.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The connection ends without a response.
    Reset,
    /// The body stops in its middle, and the connection stays open.
    Stall,
    /// The connection ends in the middle of the body.
    Cut,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
            fault: Fault::None,
        }
    }

    pub(crate) fn fault(fault: Fault) -> Self {
        Self {
            fault,
            ..Self::new(200, "{}")
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// A running server. It ends with the last answer.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Receiver<Seen>,
}

impl Server {
    pub(crate) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, seen) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                exchange(stream, &answer, &sender);
            }
        });
        Self { url, seen }
    }

    /// A server that makes an answer of each request and of the number of
    /// requests before it, several at once.
    pub(crate) fn answering(
        answer: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::answering_at(([127, 0, 0, 1], 0).into(), answer)
    }

    /// The same at a given address.
    pub(crate) fn answering_at(
        address: SocketAddr,
        answer: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, seen) = channel();
        let shared = Arc::new((answer, AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, sender) = (Arc::clone(&shared), sender.clone());
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream.unwrap());
                    let Some(request) = read_request(&mut reader) else {
                        return;
                    };
                    let number = shared.1.fetch_add(1, Ordering::SeqCst);
                    let answer = (shared.0)(&request, number);
                    let _ = sender.send(request);
                    write_answer(reader.into_inner(), &answer);
                });
            }
        });
        Self { url, seen }
    }

    /// The targets of all requests that arrived so far.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.seen.try_iter().map(|seen| seen.target).collect()
    }

    /// The next request, if one has arrived.
    pub(crate) fn next(&self) -> Option<Seen> {
        self.seen.try_recv().ok()
    }

    /// The next request that arrived.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.recv_timeout(Duration::from_secs(5)).unwrap()
    }
}

fn exchange(stream: TcpStream, answer: &Answer, sender: &Sender<Seen>) {
    let mut reader = BufReader::new(stream);
    let Some(seen) = read_request(&mut reader) else {
        return;
    };
    // A test that does not look at the request is free not to.
    let _ = sender.send(seen);
    write_answer(reader.into_inner(), answer);
}

/// The request, or nothing if the connection ended without one.
fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let first = read_line(reader);
    if first.is_empty() {
        return None;
    }
    let target = first.trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader);
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut seen = Seen {
        target,
        headers,
        body: Vec::new(),
    };
    let length = seen.header("content-length").unwrap_or("0");
    seen.body.resize(length.parse().unwrap(), 0);
    reader.read_exact(&mut seen.body).unwrap();
    Some(seen)
}

fn write_answer(mut stream: TcpStream, answer: &Answer) {
    thread::sleep(answer.delay);
    if answer.fault == Fault::Reset {
        return;
    }
    let mut text = format!("HTTP/1.1 {} Some Reason\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let stalls = answer.fault == Fault::Stall;
    let is_short = matches!(answer.fault, Fault::Stall | Fault::Cut);
    let length = answer.body.len() + usize::from(is_short);
    text.push_str(&format!(
        "content-length: {length}\r\nconnection: close\r\n\r\n{}",
        answer.body
    ));
    // The client may have given up by now, which some tests are about.
    let _ = stream.write_all(text.as_bytes());
    if stalls {
        thread::sleep(Duration::from_secs(5));
    }
}

fn read_line(reader: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
