//! A registry on this machine, of a few lines: an index of files, uploads, downloads, and a list of what
//! goes wrong.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The name by which cargo knows the registry.
pub(crate) const NAME: &str = "local";

/// What must never be seen.
pub(crate) const TOKEN: &str = "a-token-that-nobody-may-see";

/// What happens to an upload.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// The registry answers with this status and body, and has nothing.
    Answer(u16, &'static str),
    /// The registry takes it, and the answer is an error.
    TakeSilently,
    /// The connection ends in the middle of the upload.
    DropRequest,
    /// The registry takes it, and the connection ends before the answer.
    DropAnswer,
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
    faults: VecDeque<Fault>,
    /// Whether the index is kept back, as if it lagged behind.
    is_hidden: bool,
    /// The first line of each request.
    seen: Vec<String>,
    uploads: Vec<Upload>,
    /// The entries of the index, by the names of crates.
    index: BTreeMap<String, Vec<Value>>,
    /// The packed files, by name and version.
    packed: BTreeMap<(String, String), Vec<u8>>,
}

/// The registry, which cargo forgets when it is dropped.
pub(crate) struct Registry {
    /// A name of its own, so that what cargo keeps of it is told from all else.
    host: String,
    /// Its address.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Registry {
    /// A registry without crates. An upload for which there is no fault is taken.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let host = format!("xtask-{}-{port}.localhost", std::process::id());
        let url = format!("http://{host}:{port}");
        let state = Arc::new(Mutex::new(State::default()));
        let (address, shared) = (url.clone(), Arc::clone(&state));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (address, shared) = (address.clone(), Arc::clone(&shared));
                // A connection that breaks is what faults are for.
                thread::spawn(move || exchange(stream?, &address, &shared));
            }
        });
        Self { host, url, state }
    }

    /// Tells cargo about the registry.
    pub(crate) fn configure(&self, command: &mut Command) {
        let index = format!("sparse+{}/index/", self.url);
        command.env("CARGO_REGISTRIES_LOCAL_INDEX", index);
        command.env("CARGO_REGISTRIES_LOCAL_TOKEN", TOKEN);
        command.env("NO_PROXY", ".localhost");
    }

    /// Lets the next uploads fail, one after the other.
    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    /// Keeps the entries of the index back, or no longer.
    pub(crate) fn hide(&self, is_hidden: bool) {
        self.state.lock().unwrap().is_hidden = is_hidden;
    }

    /// How many uploads of a crate began.
    pub(crate) fn attempts(&self) -> usize {
        let state = self.state.lock().unwrap();
        state.seen.iter().filter(|line| is_upload(line)).count()
    }

    /// The uploads that arrived since the last look.
    pub(crate) fn uploads(&self) -> Vec<Upload> {
        std::mem::take(&mut self.state.lock().unwrap().uploads)
    }

    /// Waits until someone asks for an entry of the index after an upload.
    pub(crate) fn wait_for_question_after_upload(&self) {
        let start = Instant::now();
        loop {
            let state = self.state.lock().unwrap();
            let upload = state.seen.iter().position(|line| is_upload(line));
            let after = upload.map_or(&[][..], |upload| &state.seen[upload + 1..]);
            if after.iter().any(|line| crate_of_entry(line).is_some()) {
                return;
            }
            drop(state);
            assert!(start.elapsed() < Duration::from_secs(240), "no upload");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The packed file of a version, if it is there.
    pub(crate) fn packed(&self, name: &str, version: &str) -> Option<Vec<u8>> {
        let state = self.state.lock().unwrap();
        state
            .packed
            .get(&(name.to_owned(), version.to_owned()))
            .cloned()
    }

    /// Marks all versions of a crate as yanked.
    pub(crate) fn yank(&self, name: &str) {
        let mut state = self.state.lock().unwrap();
        for entry in state.index.get_mut(name).into_iter().flatten() {
            entry["yanked"] = true.into();
        }
    }

    /// Has these entries of a crate, and no others.
    pub(crate) fn set_index(&self, name: &str, entries: Vec<Value>) {
        self.state
            .lock()
            .unwrap()
            .index
            .insert(name.to_owned(), entries);
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        for kind in ["index", "cache", "src"] {
            let folder = cargo_home().join("registry").join(kind);
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with(&self.host) {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        }
    }
}

fn cargo_home() -> PathBuf {
    let home = || std::env::home_dir().unwrap().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// One request and its answer.
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
    let length = length.and_then(|it| it.trim().parse().ok()).unwrap_or(0);
    if lower.contains("expect: 100-continue") {
        reader
            .get_mut()
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let fault = {
        let mut state = state.lock().unwrap();
        state.seen.push(first.trim().to_owned());
        let fault = is_upload(&first).then(|| state.faults.pop_front());
        fault.flatten()
    };
    if let Some(Fault::DropRequest) = fault {
        return reader.read_exact(&mut vec![0; length / 2]);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut state = state.lock().unwrap();
    let (status, body) = if is_upload(&first) {
        let upload = Upload { headers, body };
        match receive(&mut state, upload, fault) {
            Some(answer) => answer,
            None => return Ok(()),
        }
    } else {
        give(&state, first.split(' ').nth(1).unwrap_or_default(), url)
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

/// Takes an upload, or does not; the answer, if there is to be one.
fn receive(state: &mut State, upload: Upload, fault: Option<Fault>) -> Option<(u16, Vec<u8>)> {
    let (metadata, packed) = upload.parts();
    let [name, version] = ["name", "vers"].map(|key| metadata[key].as_str().unwrap().to_owned());
    if !matches!(fault, Some(Fault::Answer(..))) {
        let entries = state.index.entry(name.clone()).or_default();
        entries.push(entry(&metadata, packed));
        state.packed.insert((name, version), packed.to_owned());
    }
    state.uploads.push(upload);
    match fault {
        None => Some((200, b"{}".to_vec())),
        Some(Fault::Answer(status, text)) => Some((status, text.into())),
        Some(Fault::TakeSilently) => Some((502, b"gone".to_vec())),
        Some(Fault::DropRequest | Fault::DropAnswer) => None,
    }
}

/// The answer to a question for the index or a packed file.
fn give(state: &State, path: &str, url: &str) -> (u16, Vec<u8>) {
    if path == "/index/config.json" {
        let config = json!({"dl": format!("{url}/dl/{{crate}}/{{version}}"), "api": url});
        return (200, config.to_string().into());
    }
    if let [name, version] = path
        .trim_start_matches("/dl/")
        .split('/')
        .collect::<Vec<_>>()[..]
    {
        let packed = state.packed.get(&(name.to_owned(), version.to_owned()));
        return packed.map_or((404, Vec::new()), |bytes| (200, bytes.clone()));
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    match state.index.get(name) {
        Some(entries) if !state.is_hidden && !entries.is_empty() => {
            let lines = entries.iter().map(|entry| format!("{entry}\n"));
            (200, lines.collect::<String>().into())
        }
        _ => (404, Vec::new()),
    }
}

/// The entry of the index for an upload, as the book of cargo describes both.
fn entry(metadata: &Value, packed: &[u8]) -> Value {
    let digest = Sha256::digest(packed);
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let dependencies = metadata["deps"].as_array().into_iter().flatten();
    let dependencies: Vec<_> = dependencies.map(dependency).collect();
    json!({
        "name": metadata["name"], "vers": metadata["vers"], "cksum": checksum, "v": 2,
        "deps": dependencies, "features": {}, "features2": metadata["features"], "yanked": false,
    })
}

/// A dependency in the index: two of its keys have other names there.
fn dependency(uploaded: &Value) -> Value {
    let mut entry: Map<String, Value> = uploaded.as_object().unwrap().clone();
    let requirement = entry.remove("version_req").unwrap();
    entry.insert("req".to_owned(), requirement);
    if let Some(renamed) = entry
        .remove("explicit_name_in_toml")
        .filter(|it| !it.is_null())
    {
        let name = entry.insert("name".to_owned(), renamed).unwrap();
        entry.insert("package".to_owned(), name);
    }
    entry.into()
}

fn is_upload(line: &str) -> bool {
    line.starts_with("PUT /api/v1/crates/new ")
}

/// The crate that the index is asked for: `GET /index/ca/ts/cats HTTP/1.1`.
fn crate_of_entry(line: &str) -> Option<&str> {
    let path = line.split(' ').nth(1)?.strip_prefix("/index/")?;
    (path != "config.json")
        .then(|| path.rsplit('/').next())
        .flatten()
}
