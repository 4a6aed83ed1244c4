//! An HTTP proxy for tests: tunnels by `CONNECT`, with credentials, by TLS, and what it refuses.

#![allow(dead_code, reason = "no test uses all of it")]

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::wire::{NO_CONTENT, answer, first_line, header, join, read_head};

const UNAUTHORIZED: &str = "HTTP/1.1 407 Proxy Authentication Required\r\n\
     proxy-authenticate: Basic\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

const UNKNOWN: &str = "HTTP/1.1 403 Not Here\r\ncontent-length: 0\r\n\r\n";

const CONNECTED: &str = "HTTP/1.1 200 Connection Established\r\nvia: x\r\n\r\n";

/// Where tunnels end.
#[derive(Clone)]
pub(crate) enum Targets {
    /// At one server, whatever is asked for.
    One(SocketAddr),
    /// At the server of each name; other names are refused.
    Named(HashMap<&'static str, SocketAddr>),
}

/// What a proxy sends to a `CONNECT` to this host in place of a tunnel.
pub(crate) type Refusal = Option<(&'static str, &'static str)>;

/// How a proxy treats its clients. It answers plain HTTP itself.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) targets: Targets,
    /// The `Proxy-Authorization` that it asks for.
    pub(crate) authorization: Option<&'static str>,
    /// With these settings it is reached by TLS.
    pub(crate) tls: Option<Arc<ServerConfig>>,
    pub(crate) refusal: Arc<Mutex<Refusal>>,
}

impl Settings {
    /// A proxy for everybody.
    pub(crate) fn new(targets: Targets) -> Self {
        Self {
            targets,
            authorization: None,
            tls: None,
            refusal: Arc::default(),
        }
    }
}

/// A running proxy.
pub(crate) struct ProxyServer {
    pub(crate) address: SocketAddr,
    seen: Receiver<String>,
    refusal: Arc<Mutex<Refusal>>,
}

impl ProxyServer {
    pub(crate) fn start(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, seen) = channel();
        let refusal = Arc::clone(&settings.refusal);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let (settings, sender) = (settings.clone(), sender.clone());
                thread::spawn(move || {
                    let note = |head: String| {
                        let _ = sender.send(head);
                    };
                    settings.serve(stream, &note);
                });
            }
        });
        Self {
            address,
            seen,
            refusal,
        }
    }

    /// The URL of the proxy.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of the requests that arrived since this was called last.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }

    /// Refuses tunnels from now on.
    pub(crate) fn refuse(&self, refusal: (&'static str, &'static str)) {
        *self.refusal.lock().unwrap() = Some(refusal);
    }
}

impl Settings {
    fn serve(&self, mut stream: TcpStream, note: &dyn Fn(String)) {
        let Some(config) = &self.tls else {
            if let Some(server) = self.admit(&mut stream, note) {
                join(stream, server);
            }
            return;
        };
        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        if let Some(server) = self.admit(&mut stream, note) {
            take_turns(stream, server);
        }
    }

    /// The server that a client is connected with, if it is.
    fn admit(&self, stream: &mut (impl Read + Write), note: &dyn Fn(String)) -> Option<TcpStream> {
        let head = read_head(stream)?;
        let target = self.target(&head);
        note(head);
        match target {
            Ok(target) => {
                let server = TcpStream::connect(target).unwrap();
                answer(stream, CONNECTED);
                Some(server)
            }
            Err(response) => {
                answer(stream, response);
                None
            }
        }
    }

    /// Where a request leads, or the response in its place.
    fn target(&self, head: &str) -> Result<SocketAddr, &'static str> {
        let is_known = header(head, "proxy-authorization") == self.authorization;
        if self.authorization.is_some() && !is_known {
            return Err(UNAUTHORIZED);
        }
        let Some(target) = first_line(head).strip_prefix("CONNECT ") else {
            return Err(NO_CONTENT);
        };
        let host = target.split(':').next().unwrap_or_default();
        let found = match &self.targets {
            Targets::One(server) => *server,
            Targets::Named(servers) => *servers.get(host).ok_or(UNKNOWN)?,
        };
        match *self.refusal.lock().unwrap() {
            Some((refused, response)) if refused == host => Err(response),
            _ => Ok(found),
        }
    }
}

/// Passes on what a client sends that is reached by TLS, and back, one direction at a time: a session of TLS is not
/// written and read at once.
fn take_turns(mut client: StreamOwned<ServerConnection, TcpStream>, mut server: TcpStream) {
    client.sock.set_nonblocking(true).unwrap();
    server.set_nonblocking(true).unwrap();
    let mut buffer = [0; 16 * 1024];
    loop {
        match client.read(&mut buffer) {
            Ok(count @ 1..) => server.write_all(&buffer[..count]).unwrap(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            _ => return,
        }
        match server.read(&mut buffer) {
            Ok(count @ 1..) => {
                client.write_all(&buffer[..count]).unwrap();
                client.flush().unwrap();
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            _ => return,
        }
        thread::sleep(Duration::from_millis(1));
    }
}
