//! A server that answers each request with the next of the given responses and
//! keeps what it was asked. It speaks as much HTTP as these tests need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// A request as it arrived.
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

/// What the server answers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: &'static str,
    pub(crate) delay: Duration,
}

impl Answer {
    pub(crate) fn new(status: u16, body: &'static str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
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

    /// The next request that arrived.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.recv_timeout(Duration::from_secs(5)).unwrap()
    }
}

fn exchange(stream: TcpStream, answer: &Answer, sender: &Sender<Seen>) {
    let mut reader = BufReader::new(stream);
    let first = read_line(&mut reader);
    let target = first.trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = Vec::new();
    loop {
        let line = read_line(&mut reader);
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
    // A test that does not look at the request is free not to.
    let _ = sender.send(seen);

    thread::sleep(answer.delay);
    let mut text = format!("HTTP/1.1 {} Some Reason\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let length = answer.body.len();
    text.push_str(&format!(
        "content-length: {length}\r\nconnection: close\r\n\r\n{}",
        answer.body
    ));
    // The client may have given up by now, which some tests are about.
    let _ = reader.into_inner().write_all(text.as_bytes());
}

fn read_line(reader: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
