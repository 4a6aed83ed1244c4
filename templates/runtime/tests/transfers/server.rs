//! A server that breaks connections where a test wants it to, in either direction.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A request as it arrived, as far as the server read it.
pub(crate) struct Seen {
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// What the server does with one connection.
#[derive(Clone, Default)]
pub(crate) struct Script {
    /// Reads no more of the request's body than this, and ends the connection then.
    pub(crate) reads: Option<usize>,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Sends no more of the body than this, and ends the connection then.
    pub(crate) sends: Option<usize>,
    /// Waits before each piece of 1000 bytes of either body.
    pub(crate) pause: Duration,
}

impl Script {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            ..Self::default()
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        self.sends = Some(bytes);
        self
    }
}

pub(crate) struct Server {
    pub(crate) url: String,
    seen: Receiver<Seen>,
}

impl Server {
    /// Answers the connections one after the other, by what the function makes of their number.
    pub(crate) fn start(script: impl Fn(&Seen, usize) -> Script + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, seen) = channel();
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let mut reader = BufReader::new(stream.unwrap());
                let Some(mut request) = head(&mut reader) else {
                    continue;
                };
                let script = script(&request, number);
                let is_whole = read_body(&mut reader, &mut request, &script);
                let _ = sender.send(request);
                if is_whole {
                    answer(reader.get_mut(), &script);
                }
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.recv_timeout(Duration::from_secs(5)).unwrap()
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.seen.try_recv().is_err()
    }
}

fn line(reader: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    line.trim_end().to_owned()
}

fn head(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let first = line(reader);
    let target = first.strip_suffix(" HTTP/1.1")?.to_owned();
    let mut headers = Vec::new();
    while let Some((name, value)) = line(reader).split_once(": ") {
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let body = Vec::new();
    Some(Seen {
        target,
        headers,
        body,
    })
}

/// Whether all of the body was read.
fn read_body(reader: &mut BufReader<TcpStream>, seen: &mut Seen, script: &Script) -> bool {
    let limit = script.reads.unwrap_or(usize::MAX);
    if seen.header("transfer-encoding") == Some("chunked") {
        loop {
            let length = usize::from_str_radix(&line(reader), 16).unwrap_or(0);
            let from = seen.body.len();
            seen.body.resize(from + length, 0);
            reader.read_exact(&mut seen.body[from..]).unwrap();
            line(reader);
            if length == 0 || seen.body.len() >= limit {
                return length == 0;
            }
        }
    }
    let length = seen.header("content-length").unwrap_or("0");
    let length: usize = length.parse().unwrap();
    while seen.body.len() < length.min(limit) {
        thread::sleep(script.pause);
        let from = seen.body.len();
        seen.body.resize((from + 1000).min(length.min(limit)), 0);
        if reader.read_exact(&mut seen.body[from..]).is_err() {
            return false;
        }
    }
    length <= limit
}

fn answer(stream: &mut TcpStream, script: &Script) {
    let mut text = format!("HTTP/1.1 {} Reason\r\n", script.status);
    for (name, value) in &script.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let length = script.body.len();
    text.push_str(&format!(
        "content-length: {length}\r\nconnection: close\r\n\r\n"
    ));
    let _ = stream.write_all(text.as_bytes());
    let sent = &script.body[..script.sends.unwrap_or(length).min(length)];
    for piece in sent.chunks(1000) {
        thread::sleep(script.pause);
        if stream.write_all(piece).is_err() {
            return;
        }
    }
}

/// A body whose bytes tell where they are.
pub(crate) fn data(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}
