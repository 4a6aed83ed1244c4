//! HTTP as bytes, for faulty servers and proxies.

#![allow(dead_code, reason = "no test uses all of it")]

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A whole response without a body, after which the connection ends.
pub(crate) const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

/// The request line and the headers, or nothing if the connection ended first.
pub(crate) fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    Some(String::from_utf8(head).unwrap())
}

/// Sends a response to a client that may be gone, which some tests are about.
pub(crate) fn answer(stream: &mut impl Write, response: impl AsRef<[u8]>) {
    let _ = stream.write_all(response.as_ref());
    let _ = stream.flush();
}

/// The first line of a request.
pub(crate) fn first_line(head: &str) -> &str {
    head.lines().next().unwrap()
}

/// The value of a header, by its name in lower case.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = head.lines().filter_map(|line| line.split_once(": "));
    let found = pairs.find(|(known, _)| known.to_ascii_lowercase() == name);
    found.map(|(_, value)| value)
}

/// A server that answers one request with a status, these header lines and these
/// bytes, whatever they are, and ends the connection.
pub(crate) fn server(status: u16, headers: &str, body: &[u8]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {status} Some Reason\r\n{headers}connection: close\r\n\r\n");
    let response = [head.as_bytes(), body].concat();
    let (sender, seen) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = sender.send(read_head(&mut stream).unwrap());
        answer(&mut stream, response);
    });
    (url, seen)
}

/// The address of a server without TLS, which answers a handshake with an error of HTTP.
pub(crate) fn plain_server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            answer(
                &mut stream,
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
            );
        }
    });
    address
}

/// Passes on what each end sends to the other, until both are done.
pub(crate) fn join(client: TcpStream, server: TcpStream) {
    let ends = Arc::new((client, server));
    let back = Arc::clone(&ends);
    thread::spawn(move || pass(&back.1, &back.0));
    pass(&ends.0, &ends.1);
}

fn pass(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
