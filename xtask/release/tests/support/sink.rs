//! A registry of a few lines: it keeps the requests that it gets, and answers uploads as it is told.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How the registry answers an upload.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// It takes it.
    Take,
    /// It takes it, and the answer is an error.
    TakeSilently,
    /// It does not take it, and has this status and body.
    Refuse(u16, &'static str),
}

/// An upload: the headers, and the body.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Upload {
    /// The metadata and the packed file.
    pub(crate) fn parts(&self) -> (Value, &[u8]) {
        let (metadata, rest) = part(&self.body);
        let (packed, rest) = part(rest);
        assert!(rest.is_empty());
        (serde_json::from_slice(metadata).unwrap(), packed)
    }
}

/// A part behind its length, and what follows.
pub(crate) fn part(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (length, rest) = bytes.split_at(4);
    let length = u32::from_le_bytes(length.try_into().unwrap());
    rest.split_at(usize::try_from(length).unwrap())
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    uploads: Vec<Upload>,
    /// The lines of the index.
    index: String,
}

/// The registry, which ends with the tests.
pub(crate) struct Sink {
    /// Its address.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Sink {
    /// A registry without crates. An upload for which there is no answer is taken.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let (address, shared) = (url.clone(), Arc::clone(&state));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = stream.and_then(|stream| exchange(stream, &address, &shared));
            }
        });
        Self { url, state }
    }

    /// Tells cargo about the registry, as `local`.
    pub(crate) fn configure(&self, command: &mut Command) {
        command.env(
            "CARGO_REGISTRIES_LOCAL_INDEX",
            format!("sparse+{}/index/", self.url),
        );
        command.env("NO_PROXY", "127.0.0.1");
    }

    /// Answers the next uploads.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().unwrap().answers.extend(answers);
    }

    /// The uploads since the last look.
    pub(crate) fn uploads(&self) -> Vec<Upload> {
        std::mem::take(&mut self.state.lock().unwrap().uploads)
    }

    /// Forgets all crates, or has a version with a checksum.
    pub(crate) fn set_index(&self, index: &str) {
        self.state.lock().unwrap().index = index.to_owned();
    }
}

fn exchange(stream: TcpStream, url: &str, state: &Mutex<State>) -> Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = String::new();
    while reader.read_line(&mut headers)? > 2 {}
    let lower = headers.to_lowercase();
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|it| it.trim().parse().ok()).unwrap_or(0)];
    if lower.contains("expect: 100-continue") {
        reader
            .get_mut()
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    reader.read_exact(&mut body)?;
    let mut state = state.lock().unwrap();
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, text) = match target.as_str() {
        "/index/config.json" => (
            200,
            json!({"dl": format!("{url}/dl"), "api": url}).to_string(),
        ),
        "/api/v1/crates/new" if first.starts_with("PUT ") => {
            let answer = state.answers.pop_front().unwrap_or(Answer::Take);
            let upload = Upload { headers, body };
            if !matches!(answer, Answer::Refuse(..)) {
                state.index.push_str(&entry(&upload));
            }
            state.uploads.push(upload);
            match answer {
                Answer::Take => (200, "{}".to_owned()),
                Answer::TakeSilently => (502, "gone".to_owned()),
                Answer::Refuse(status, text) => (status, text.to_owned()),
            }
        }
        _ if target.starts_with("/index/") && !state.index.is_empty() => (200, state.index.clone()),
        _ => (404, "Not Found".to_owned()),
    };
    let length = text.len();
    let answer = format!(
        "HTTP/1.1 {status} Status\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
    reader.into_inner().write_all(answer.as_bytes())
}

/// The line of the index for an upload.
fn entry(upload: &Upload) -> String {
    let (metadata, packed) = upload.parts();
    let digest = Sha256::digest(packed);
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let entry = json!({
        "name": metadata["name"], "vers": metadata["vers"], "cksum": checksum,
        "deps": [], "features": {}, "yanked": false,
    });
    format!("{entry}\n")
}
