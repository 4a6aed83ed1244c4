//! The client without async: the same calls, pages and logins, from any thread
//! that may block.

#![cfg(feature = "blocking")]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::support::login::{GET, builder, credentials, get, logins, service};
use crate::support::{Answer, Server};
use sdk_runtime::runtime::blocking::{IterBlocking, SendBlocking};
use sdk_runtime::runtime::model::{Codec, Page};
use sdk_runtime::runtime::{
    Call, Client, Error, Method, Operation, PageEnd, PageStyle, Paging, Permissions, Request,
    decode,
};

static POST: Operation = Operation {
    name: "post_thing",
    method: Method::Post,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

fn client(server: &Server) -> Client {
    builder(server).access_token("t").build().unwrap()
}

struct Numbers(Vec<u32>);

impl<'de> serde::Deserialize<'de> for Numbers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut page = HashMap::<String, serde_json::Value>::deserialize(deserializer)?;
        let entities = page.remove("entities").unwrap_or_default();
        Ok(Self(serde_json::from_value(entities).unwrap()))
    }
}

impl serde::Serialize for Numbers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("entities", &self.0)])
    }
}

impl Codec for Numbers {}

impl Page for Numbers {
    type Item = u32;

    fn into_items(self) -> Vec<u32> {
        self.0
    }
}

/// A list whose page of this number is missing.
fn list(missing: &'static str) -> (Server, Call<Numbers>) {
    let server = Server::answering(move |request, _| {
        let page = request.target.rsplit('=').next().unwrap_or_default();
        let page: u32 = page.parse().unwrap_or(1);
        if page.to_string() == missing {
            return Answer::new(404, "");
        }
        let items = [2 * page - 1, 2 * page];
        Answer::new(200, format!(r#"{{"entities":{items:?},"pageCount":3}}"#))
    });
    let style = PageStyle::Number {
        parameter: "page",
        first: 1,
    };
    let request = Request::new(&GET).pages(Paging {
        style,
        items: "entities",
        end: PageEnd {
            pages: Some(&["pageCount"]),
            ..PageEnd::NONE
        },
    });
    let call = Call::new(client(&server), request, decode::json);
    (server, call)
}

#[test]
fn a_call_and_its_error() {
    let server = Server::start(vec![Answer::new(204, ""), Answer::new(404, "")]);
    let client = client(&server);
    get(&client).send_blocking().unwrap();
    let error = get(&client).send_blocking().unwrap_err();
    assert!(error.is_not_found());
}

#[test]
fn the_whole_response_can_be_had() {
    let server = Server::start(vec![Answer::new(204, "").header("x-a", "b")]);
    let sending = get(&client(&server)).send_for_response();
    let response = sending.send_blocking().unwrap();
    assert_eq!(response.headers().get("x-a"), Some("b"));
}

#[test]
fn a_time_limit_ends_a_call() {
    let server = Server::start(vec![Answer::new(204, "").after(Duration::from_secs(5))]);
    let call = get(&client(&server)).timeout(Duration::from_millis(50));
    assert!(call.send_blocking().unwrap_err().is_timeout());
}

#[test]
fn pages_and_items_are_iterators() {
    let (server, call) = list("");
    let items: Result<Vec<u32>, Error> = call.into_stream().iter_blocking().collect();
    assert_eq!(items.unwrap(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(server.targets().len(), 3);
    let (_server, call) = list("");
    let pages = call.into_pages().max_pages(2).iter_blocking();
    assert_eq!(pages.map(|page| page.unwrap().0.len()).sum::<usize>(), 4);
}

#[test]
fn nothing_follows_the_error_of_a_page() {
    let (_server, call) = list("2");
    let mut items = call.into_stream().iter_blocking();
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert_eq!(items.next().unwrap().unwrap(), 2);
    assert!(items.next().unwrap().unwrap_err().is_not_found());
    assert!(items.next().is_none() && items.next().is_none());
}

#[test]
fn many_threads_share_a_client_and_its_login() {
    let server = service(3600, false);
    let client = builder(&server).credentials(credentials()).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                for _ in 0..4 {
                    get(&client).send_blocking().unwrap();
                }
            });
        }
    });
    assert_eq!(logins(&server), 1);
}

fn refused(client: &Client) {
    let error = get(client).send_blocking().unwrap_err();
    assert!(error.is_config());
    assert!(error.to_string().contains("spawn_blocking"), "{error}");
}

#[tokio::test]
async fn an_async_task_gets_an_error() {
    let server = Server::answering(|_, _| Answer::new(204, ""));
    let client = client(&server);
    refused(&client);
    let spawned = client.clone();
    tokio::spawn(async move { refused(&spawned) })
        .await
        .unwrap();
    let local = tokio::task::LocalSet::new();
    local.run_until(async { refused(&client) }).await;
    let (_server, call) = list("");
    let mut items = call.into_stream().iter_blocking();
    assert!(items.next().unwrap().unwrap_err().is_config());
    assert!(items.next().is_none());
    // The task goes on as before.
    get(&client).send().await.unwrap();
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tasks_of_a_runtime_with_many_threads_get_it_too() {
    let server = Server::answering(|_, _| Answer::new(204, ""));
    let client = client(&server);
    refused(&client);
    tokio::spawn(async move { refused(&client) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_runtime_allows_to_block_calls_work() {
    let server = Server::answering(|_, _| Answer::new(204, ""));
    let client = client(&server);
    let inner = client.clone();
    let sent = tokio::task::spawn_blocking(move || get(&inner).send_blocking());
    sent.await.unwrap().unwrap();
    tokio::task::block_in_place(|| get(&client).send_blocking()).unwrap();
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_task_that_cannot_be_told_apart_does_not_panic() {
    let server = Server::answering(|_, _| Answer::new(204, ""));
    let client = client(&server);
    let call = async { get(&client).send_blocking() };
    tokio::task::unconstrained(call).await.unwrap();
}

/// A `POST` is not sent again over a connection that broke off, so a pooled one
/// that the server has closed must be known to be closed.
#[test]
fn a_connection_that_was_closed_between_two_calls_is_not_used() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            stream.write_all(b"HTTP/1.1 204 X\r\n\r\n").unwrap();
        }
    });
    let client = Client::builder().host(url).build().unwrap();
    for _ in 0..2 {
        let call = Call::new(client.clone(), Request::new(&POST), decode::empty);
        call.send_blocking().unwrap();
        thread::sleep(Duration::from_millis(100));
    }
}
