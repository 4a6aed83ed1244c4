//! A server on this machine that gives every request the same answer.
//!
//! It has a thread of its own and reads no more of a request than where it ends, so that what is
//! measured is the client.

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::thread;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Starts a server that lives as long as the process, and gives its address.
///
/// # Errors
/// If no port can be opened.
pub fn start(body: &[u8]) -> Result<SocketAddr> {
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
         inin-correlation-id: 5a0c1e5c\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    let answer: &'static [u8] = answer.leak();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let (sender, receiver) = channel();
    thread::spawn(move || runtime.block_on(serve(answer, sender)));
    receiver.recv().context("the server did not start")
}

async fn serve(answer: &'static [u8], address: std::sync::mpsc::Sender<SocketAddr>) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    address.send(listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(converse(stream, answer));
    }
}

/// Answers requests without bodies until the client closes the connection.
async fn converse(mut stream: TcpStream, answer: &'static [u8]) -> std::io::Result<()> {
    let mut request = Vec::with_capacity(4096);
    loop {
        while !request.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        request.clear();
        stream.write_all(answer).await?;
    }
}
