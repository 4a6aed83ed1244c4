//! What stands between cargo and the registry, and fails when it is told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What happens to an upload.
pub(crate) enum Fault {
    /// The registry answers with this status and body, and has nothing.
    Answer(u16, &'static str),
    /// The connection ends in the middle of the upload.
    DropRequest,
    /// The upload arrives, and the connection ends before the answer.
    DropAnswer,
}

#[derive(Default)]
struct State {
    faults: VecDeque<Fault>,
    /// Whether the index is kept back, as if it lagged behind.
    is_hidden: bool,
    /// The first line of each request.
    seen: Vec<String>,
}

/// The proxy, which ends with the tests.
pub(crate) struct Proxy {
    /// Where it listens, on this machine.
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl Proxy {
    /// Hands on to a registry at `address`.
    pub(crate) fn start(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, address) = (Arc::clone(&state), address.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, address) = (Arc::clone(&shared), address.clone());
                // A connection that breaks is what this is for.
                thread::spawn(move || exchange(stream?, &address, &shared));
            }
        });
        Self { port, state }
    }

    /// Lets the next uploads fail, one after the other.
    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    /// Keeps the entries of the index back, or no longer.
    pub(crate) fn hide(&self, is_hidden: bool) {
        self.state.lock().unwrap().is_hidden = is_hidden;
    }

    /// How many uploads began.
    pub(crate) fn uploads(&self) -> usize {
        let state = self.state.lock().unwrap();
        let uploads = state.seen.iter().filter(|line| line.starts_with("PUT "));
        uploads.count()
    }

    /// Waits until someone asks for an entry of the index after an upload.
    pub(crate) fn wait_for_question_after_upload(&self) {
        let start = Instant::now();
        loop {
            let state = self.state.lock().unwrap();
            let upload = state.seen.iter().position(|line| line.starts_with("PUT "));
            let after = upload.map_or(&[][..], |upload| &state.seen[upload + 1..]);
            if after.iter().any(|line| is_entry(line)) {
                return;
            }
            drop(state);
            assert!(start.elapsed() < Duration::from_secs(240), "no upload");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// One request and its answer.
fn exchange(mut client: TcpStream, address: &str, state: &Mutex<State>) -> Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut head = first.clone();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if lower.starts_with("expect:") {
            client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        } else if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let (fault, is_hidden) = {
        let mut state = state.lock().unwrap();
        state.seen.push(first.trim().to_owned());
        let is_upload = first.starts_with("PUT ");
        let fault = is_upload.then(|| state.faults.pop_front()).flatten();
        (fault, state.is_hidden)
    };
    if let Some(Fault::DropRequest) = fault {
        return reader.read_exact(&mut vec![0; length / 2]);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if let Some(Fault::Answer(status, text)) = fault {
        return answer(&mut client, status, text);
    }
    if is_hidden && is_entry(&first) {
        return answer(&mut client, 404, "");
    }
    let mut registry = TcpStream::connect(address)?;
    write!(registry, "{head}Connection: close\r\n\r\n")?;
    registry.write_all(&body)?;
    let mut response = Vec::new();
    registry.read_to_end(&mut response)?;
    if let Some(Fault::DropAnswer) = fault {
        return Ok(());
    }
    // The registry says so of a file that it has not, where a sparse index says 404.
    if is_entry(&first) && response.starts_with(b"HTTP/1.1 405") {
        return answer(&mut client, 404, "");
    }
    let status = response.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
    client.write_all(&response[..status])?;
    client.write_all(b"Connection: close\r\n")?;
    client.write_all(&response[status..])
}

fn answer(client: &mut TcpStream, status: u16, text: &str) -> Result<()> {
    write!(
        client,
        "HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
}

/// Whether a request is for what the index has of a crate: `GET /crates/ca/ts/cats HTTP/1.1`.
fn is_entry(line: &str) -> bool {
    let path = line.split(' ').nth(1).unwrap_or_default();
    path.starts_with("/crates/") && path.matches('/').count() == 4
}
