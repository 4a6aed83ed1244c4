//! A server that speaks TLS.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustls::{ServerConnection, StreamOwned};

use crate::authority::{Authority, Pair, server_config};
use crate::wire::{NO_CONTENT, answer, read_head};

/// A server that answers each request with 204 over TLS.
pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    seen: Receiver<String>,
}

impl TlsServer {
    /// A server that shows this certificate and asks clients for one of this
    /// authority, if it is given.
    pub(crate) fn start(own: &Pair, clients: Option<&Authority>) -> Self {
        let config = Arc::new(server_config(own, clients));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, seen) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = StreamOwned::new(connection, stream.unwrap());
                let sender = sender.clone();
                thread::spawn(move || {
                    // A client that does not trust the server sends nothing.
                    if let Some(head) = read_head(&mut stream) {
                        let _ = sender.send(head);
                        answer(&mut stream, NO_CONTENT);
                        stream.conn.send_close_notify();
                        answer(&mut stream, "");
                    }
                });
            }
        });
        Self { address, seen }
    }

    /// The base URL of the server by this name.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("https://{name}:{}", self.address.port())
    }

    /// The heads of the requests that arrived so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }
}
