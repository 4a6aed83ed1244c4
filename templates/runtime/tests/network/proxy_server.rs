//! An HTTP proxy that connects every host to one server.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::wire::{NO_CONTENT, answer, first_line, header, join, read_head};

const REFUSED: &str = "HTTP/1.1 407 Proxy Authentication Required\r\n\
     proxy-authenticate: Basic\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A running proxy.
pub(crate) struct ProxyServer {
    pub(crate) address: SocketAddr,
    seen: Receiver<String>,
}

impl ProxyServer {
    /// A proxy whose tunnels end at this address, and that answers plain http
    /// itself. It asks for this `Proxy-Authorization`, if it is given.
    pub(crate) fn start(target: SocketAddr, authorization: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, seen) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let sender = sender.clone();
                thread::spawn(move || {
                    let Some(head) = read_head(&mut stream) else {
                        return;
                    };
                    let is_let_in = authorization.is_none()
                        || header(&head, "proxy-authorization") == authorization;
                    let is_tunnel = first_line(&head).starts_with("CONNECT ");
                    let _ = sender.send(head);
                    match (is_let_in, is_tunnel) {
                        (false, _) => answer(&mut stream, REFUSED),
                        (true, false) => answer(&mut stream, NO_CONTENT),
                        (true, true) => tunnel(stream, target),
                    }
                });
            }
        });
        Self { address, seen }
    }

    /// The URL of the proxy.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of the requests that arrived so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }
}

fn tunnel(mut client: TcpStream, target: SocketAddr) {
    let server = TcpStream::connect(target).unwrap();
    answer(&mut client, "HTTP/1.1 200 Connection Established\r\n\r\n");
    join(client, server);
}
