//! HTTP/2, where a server offers it.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::{ServerConnection, StreamOwned};
use sdk_runtime::runtime::RootCertificates;

use crate::authority::{Authority, server_config};
use crate::{GET, builder, call};

/// What begins each connection of HTTP/2 (RFC 9113, 3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[tokio::test]
async fn a_server_that_offers_http2_is_spoken_to_in_it() {
    let authority = Authority::new();
    let mut config = server_config(&authority.issue("localhost"), None);
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let mut begin = [0; 24];
        stream.read_exact(&mut begin).unwrap();
        begin
    });
    let roots = RootCertificates::new().bytes(authority.pem());
    let builder = builder(format!("https://localhost:{port}")).root_certificates(roots);
    // The server ends the connection after the first bytes.
    call(&builder.build().unwrap(), &GET).await.unwrap_err();
    assert_eq!(&server.join().unwrap(), PREFACE);
}
