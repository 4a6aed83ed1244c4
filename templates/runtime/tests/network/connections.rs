//! The settings of connections, through the builder and a file.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use sdk_runtime::runtime::{Client, ClientBuilder, RetryPolicy};

use crate::wire::read_head;
use crate::{GET, builder, call};

const SOON: Duration = Duration::from_millis(200);

/// A server that keeps its connections, and tells from where each of them was opened.
fn server() -> (String, Receiver<SocketAddr>) {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (sender, opened) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = sender.send(stream.peer_addr().unwrap());
            thread::spawn(move || {
                while read_head(&mut stream).is_some() {
                    crate::wire::answer(&mut stream, "HTTP/1.1 204 No Content\r\n\r\n");
                }
            });
        }
    });
    (url, opened)
}

async fn connections(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> usize {
    let (url, opened) = server();
    let client = change(builder(url)).build().unwrap();
    for _ in 0..3 {
        call(&client, &GET).await.unwrap();
        tokio::time::sleep(SOON / 4).await;
    }
    opened.try_iter().count()
}

#[tokio::test]
async fn unused_connections_are_kept_as_long_and_as_many_as_is_set() {
    assert_eq!(connections(|builder| builder).await, 1);
    assert_eq!(
        connections(|builder| builder.pool_max_idle_per_host(0)).await,
        3
    );
    let short = Duration::from_millis(1);
    assert_eq!(
        connections(|builder| builder.pool_idle_timeout(short)).await,
        3
    );
    assert_eq!(connections(|builder| builder.tcp_keepalive(SOON)).await, 1);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn connections_are_opened_from_the_local_address() {
    let (url, opened) = server();
    let address = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));
    let client = builder(url).local_address(address).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(opened.recv().unwrap().ip(), address);
}

/// An address at which nothing answers: the queue of a listener that accepts nothing is full.
fn silent() -> (TcpListener, Vec<std::net::TcpStream>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connect = || std::net::TcpStream::connect_timeout(&address, SOON);
    let waiting: Vec<_> = std::iter::from_fn(|| connect().ok()).take(5000).collect();
    (listener, waiting, format!("http://{address}"))
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_connection_that_takes_too_long_is_one_that_failed_and_is_tried_again() {
    let (_listener, _waiting, url) = silent();
    let retry = RetryPolicy::new()
        .delays(SOON / 10, SOON / 10)
        .max_retries(1);
    let builder = builder(url).connect_timeout(SOON).retry(retry);
    let client = builder.build().unwrap();
    let begun = Instant::now();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error}");
    assert!(begun.elapsed() >= SOON * 2, "{:?}", begun.elapsed());
}

#[tokio::test]
#[cfg(feature = "config")]
async fn a_file_has_the_same_settings() {
    use sdk_runtime::runtime::config::Config;

    let path = std::env::temp_dir().join(format!("sdk-connections-{}.toml", std::process::id()));
    let text = "user_agent = 'app/1'\n[network]\nconnect_timeout = 3\npool_idle_timeout = 60\n\
                pool_max_idle_per_host = 0\ntcp_keepalive = 30\nlocal_address = '127.0.0.9'\n";
    std::fs::write(&path, text).unwrap();
    let config = Config::loader().file(&path).load();
    std::fs::write(&path, "[network]\nlocal_address = 'eth0'\n").unwrap();
    let wrong = Config::loader().file(&path).load().unwrap_err().to_string();
    std::fs::remove_file(&path).unwrap();
    assert!(
        wrong.contains("local_address has to be an IP address"),
        "{wrong}"
    );
    let config = config.unwrap();
    assert_eq!(
        config
            .warnings()
            .iter()
            .filter(|it| it.contains("network"))
            .count(),
        0
    );
    let (url, opened) = server();
    let builder = config.client_builder().unwrap().host(url).access_token("t");
    let client = builder.build().unwrap();
    for _ in 0..2 {
        call(&client, &GET).await.unwrap();
        let peer = opened.recv().unwrap();
        assert_eq!(peer.ip(), IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9)));
    }
    let text = format!("{client:?}");
    assert!(text.contains("app/1 "), "{text}");
}

#[test]
fn a_transport_of_ones_own_would_ignore_them() {
    let set: [fn(ClientBuilder) -> ClientBuilder; 5] = [
        |builder| builder.connect_timeout(SOON),
        |builder| builder.pool_idle_timeout(SOON),
        |builder| builder.pool_max_idle_per_host(1),
        |builder| builder.tcp_keepalive(SOON),
        |builder| builder.local_address(Ipv4Addr::LOCALHOST.into()),
    ];
    for set in set {
        let builder = set(Client::builder().transport(crate::Unused));
        let error = builder.build().unwrap_err().to_string();
        assert!(error.contains("ClientBuilder::transport"), "{error}");
    }
}
