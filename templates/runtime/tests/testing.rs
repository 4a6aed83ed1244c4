//! The fake service, as tests of applications use it.

#![cfg(feature = "testing")]

use std::time::Duration;

use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, ClientCredentials, Error, Method, Operation, Permissions, Request,
    RetryPolicy, Style, decode,
};
use serde_json::{Value, json};

static GET: Operation = operation("get_thing", Method::Get);
static PUT: Operation = operation("put_thing", Method::Put);
static POST: Operation = operation("post_thing", Method::Post);

const fn operation(name: &'static str, method: Method) -> Operation {
    Operation {
        name,
        method,
        path: "/things/{id}",
        accept: "application/json",
        permissions: Permissions::None,
    }
}

const THING: &str = "/things/{id}";

fn builder(service: &FakeService) -> ClientBuilder {
    let builder = Client::builder().host("https://api.example.com");
    builder.transport(service.clone())
}

fn client(service: &FakeService) -> Client {
    builder(service).build().unwrap()
}

fn call(client: &Client, operation: &'static Operation, id: &str) -> Call<Value> {
    let request = Request::new(operation).path("id", &id);
    Call::new(client.clone(), request, decode::json)
}

#[tokio::test]
async fn a_request_is_kept_with_all_its_parts() {
    let service = FakeService::new();
    service.reply(When::any(), Reply::json(json!({ "id": 1 })));
    let client = builder(&service).access_token("s3cret").build().unwrap();
    let request = Request::new(&PUT)
        .path("id", &"a/b")
        .query("q", &"x y&z")
        .query_list("expand", Style::form().exploded(), ["é", "+"])
        .header("x-key", &"7")
        .json("application/json", &json!({ "name": "n" }));
    let call: Call<Value> = Call::new(client, request, decode::json);
    let call = call.timeout(Duration::from_secs(3));
    assert_eq!(call.send().await.unwrap(), json!({ "id": 1 }));

    let call = service.only_call().unwrap();
    assert_eq!(call.method(), Method::Put);
    assert_eq!(call.origin(), "https://api.example.com");
    assert_eq!(call.path(), "/things/a%2Fb");
    assert_eq!(call.encoded_query(), "q=x%20y%26z&expand=%C3%A9&expand=%2B");
    assert_eq!(call.query_values("expand"), ["é", "+"]);
    assert_eq!(call.query()[0], ("q".to_owned(), "x y&z".to_owned()));
    assert_eq!(call.header("X-Key"), Ok("7"));
    assert_eq!(call.header("content-type"), Ok("application/json"));
    assert_eq!(call.json_value(), Ok(json!({ "name": "n" })));
    assert_eq!(call.timeout(), Some(Duration::from_secs(3)));
    assert!(call.has_token("s3cret") && !call.has_token("other"));
    let shown = format!("{call:?} {call} {service:?} {:?}", call.headers());
    assert!(!shown.contains("s3cret"), "{shown}");
    service.verify().unwrap();
}

#[tokio::test]
async fn what_was_not_expected_explains_itself() {
    let service = FakeService::new();
    service
        .reply_once(When::post(THING), Reply::json(json!({})))
        .reply(When::get("/others"), Reply::empty(204));
    let client = client(&service);
    call(&client, &POST, "1").send().await.unwrap();
    let error = call(&client, &POST, "2").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /things/{id}: the fake service has no reply to POST /things/2; it has replies to: \
         POST /things/{id} (used up), GET /others"
    );
    // It is tried again like any broken exchange, and told once.
    call(&client, &GET, "3").send().await.unwrap_err();
    assert_eq!(service.calls().len(), 8);
    assert_eq!(
        service.verify().unwrap_err().to_string(),
        "there was no reply to POST /things/2; there was no reply to GET /things/3"
    );
}

#[tokio::test]
async fn replies_to_one_request_go_first_and_in_order() {
    let service = FakeService::new();
    let thing = || When::get(THING);
    service
        .reply(thing(), Reply::json("first"))
        .reply(thing(), Reply::json("last"))
        .reply(thing().query("q", "x"), Reply::json("with q"))
        .reply_once(thing(), Reply::json(1))
        .reply_once(thing(), Reply::json(2));
    let client = client(&service);
    for expected in [json!(1), json!(2), json!("last"), json!("last")] {
        assert_eq!(call(&client, &GET, "a").send().await.unwrap(), expected);
    }
    let request = Request::new(&GET).path("id", &"a").query("q", &"x");
    let call: Call<Value> = Call::new(client, request, decode::json);
    assert_eq!(call.send().await.unwrap(), "with q");
    service.verify().unwrap();
}

#[tokio::test]
async fn a_reply_can_be_made_of_the_request() {
    let service = FakeService::new();
    let own = service.clone();
    service.reply_with(When::get(THING), move |call| {
        Reply::json(json!([call.path(), own.calls().len()]))
    });
    let client = client(&service);
    call(&client, &GET, "a").send().await.unwrap();
    let second = call(&client, &GET, "b").send().await.unwrap();
    assert_eq!(second, json!(["/things/b", 2]));
}

#[tokio::test]
async fn faults_are_those_of_a_network() {
    let service = FakeService::new();
    let client = builder(&service).retry(RetryPolicy::never());
    let client = client.build().unwrap();
    let fail = async |reply: Reply| -> Error {
        service.reply_once(When::any(), reply);
        call(&client, &GET, "a").send().await.unwrap_err()
    };
    let error = fail(Reply::error(404, "not.found", "gone")).await;
    assert!(error.is_not_found());
    assert_eq!(error.code(), Some("not.found"));
    assert!(fail(Reply::timeout()).await.is_timeout());
    assert!(fail(Reply::no_connection()).await.is_connect());
    assert!(fail(Reply::broken()).await.is_transport());
    assert!(fail(Reply::text("no JSON")).await.is_decode());
    let error = fail(Reply::empty(429).header("Retry-After", "7")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    // Longer than the 16 seconds that a request may take.
    let late = Reply::json(1).after(Duration::from_secs(17));
    assert!(fail(late).await.is_timeout());
    // A map whose keys are no texts has no JSON.
    let unspeakable = std::collections::BTreeMap::from([(vec![0], 1)]);
    let error = fail(Reply::json(unspeakable)).await;
    assert!(error.to_string().contains("is not JSON"), "{error}");
}

#[tokio::test]
async fn waits_and_delays_last_no_time() {
    let service = FakeService::new();
    let busy = || Reply::empty(429).header("Retry-After", "60");
    service
        .reply_once(When::any(), busy().after(Duration::from_secs(5)))
        .reply_once(When::any(), Reply::json(1));
    let begun = std::time::Instant::now();
    call(&client(&service), &GET, "a").send().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    let [wait] = service.waits()[..] else {
        panic!("{:?}", service.waits());
    };
    assert!(wait >= Duration::from_secs(60));
    assert_eq!(service.elapsed(), wait + Duration::from_secs(5));
    service.reset();
    assert!(service.calls().is_empty() && service.waits().is_empty());
}

#[tokio::test]
async fn logins_go_through_it() {
    let service = FakeService::new();
    let hour = Duration::from_secs(3600);
    service
        .reply(When::login(), Reply::token("t1", hour))
        .reply(When::get(THING), Reply::json(1));
    let builder = builder(&service).credentials(ClientCredentials::new("id", "s3cret"));
    let client = builder.build().unwrap();
    call(&client, &GET, "a").send().await.unwrap();
    call(&client, &GET, "b").send().await.unwrap();
    let login = service.only_call_to(&When::login()).unwrap();
    assert_eq!(login.origin(), "https://login.example.com");
    let field = ("grant_type".to_owned(), "client_credentials".to_owned());
    assert_eq!(login.form(), [field]);
    assert!(login.is_authorized());
    let calls = service.calls_to(&When::get(THING));
    assert!(calls.iter().all(|call| call.has_token("t1")));
    assert_eq!(calls.len(), 2);
}

#[tokio::test]
async fn what_a_test_misses_is_named() {
    let service = FakeService::new();
    let missing = service.only_call().unwrap_err();
    let text = "any request was not called; the calls were: none";
    assert_eq!(missing.to_string(), text);
    // What `unwrap` prints.
    assert_eq!(format!("{missing:?}"), text);
    service.reply(When::any(), Reply::json(1));
    let client = client(&service);
    call(&client, &GET, "a").send().await.unwrap();
    call(&client, &GET, "b").send().await.unwrap();
    let twice = service.only_call_to(&When::get(THING)).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "GET /things/{id} was called 2 times instead of once; the calls were: \
         GET /things/a, GET /things/b"
    );
    let call = service.calls().remove(0);
    assert_eq!(
        call.header("x-key").unwrap_err().to_string(),
        "GET /things/a has no header `x-key`"
    );
    let error = call.json_value().unwrap_err().to_string();
    assert!(error.starts_with("the body of GET /things/a cannot be read:"));
    service.reply_once(When::post("/b"), Reply::empty(204));
    let unused = service.verify().unwrap_err();
    assert_eq!(unused.to_string(), "POST /b was not called");
}

#[tokio::test]
async fn transfers_are_played() {
    const STORE: &str = "https://storage.example.com";
    let service = FakeService::new();
    let data: Vec<u8> = (0..100).collect();
    let at_store = |when: When| when.origin(STORE);
    service.reply_once(at_store(When::put("/prompt.wav")), Reply::broken());
    service.reply(at_store(When::put("/prompt.wav")), Reply::empty(200));
    let file = Reply::file("audio/wav", data.clone(), "v1");
    let when = at_store(When::get("/prompt.wav"));
    service.reply_once(when.clone(), file.clone().breaking_after(40));
    service.reply(when.clone(), file);
    let client = builder(&service).access_token("s3cret").build().unwrap();
    let url = format!("{STORE}/prompt.wav?signature=1");
    let transfer = client.transfer().put(&url).body(data.clone());
    transfer.send().await.unwrap();
    for call in service.calls() {
        assert!(call.body() == data && !call.is_authorized());
    }
    let download = client.transfer().get(&url).download().await.unwrap();
    assert!(download.bytes().await.unwrap() == data);
    let calls = service.calls_to(&when);
    assert_eq!(calls[1].header("range").unwrap(), "bytes=40-");
    assert_eq!(calls[1].header("if-range").unwrap(), "\"v1\"");
    assert_eq!(service.waits().len(), 2);
    service.verify().unwrap();
}

/// A call with everything that a request can have; the query in the order of the names.
fn full_call(client: &Client, id: &str, names: [&'static str; 2], body: &Value) -> Call<Value> {
    let [first, second] = names;
    let request = Request::new(&PUT)
        .path("id", &id)
        .query(first, &first)
        .query(second, &second)
        .header("x-key", &"7")
        .json("application/json", body);
    Call::new(client.clone(), request, decode::json)
}

#[tokio::test]
async fn a_call_names_the_request_that_a_reply_is_for() {
    let service = FakeService::new();
    let client = builder(&service).access_token("s3cret").build().unwrap();
    let body = json!({ "a": 1, "b": [true] });
    let expected = full_call(&client, "1", ["p", "q"], &body);
    service.reply_to(&expected, &json!("it"));

    let same = || full_call(&client, "1", ["q", "p"], &json!({ "b": [true], "a": 1 }));
    assert_eq!(same().send().await.unwrap(), "it");
    assert_eq!(same().header("x-more", "1").send().await.unwrap(), "it");

    let others = [
        full_call(&client, "2", ["p", "q"], &body),
        full_call(&client, "1", ["p", "r"], &body),
        full_call(&client, "1", ["p", "q"], &json!({ "a": 2, "b": [true] })),
        full_call(&client, "1", ["p", "q"], &body).header("x-key", "8"),
        call(&client, &PUT, "1"),
        call(&client, &GET, "1"),
    ];
    for other in others {
        let other = other.retry(RetryPolicy::never());
        let error = other.send().await.unwrap_err();
        assert!(error.to_string().contains("has no reply"), "{error}");
    }
    let found = service.only_call_to(&When::same_as(&call(&client, &GET, "1")));
    assert_eq!(found.unwrap().operation(), Some("get_thing"));
    let text = When::same_as(&expected).to_string();
    assert_eq!(
        text,
        "PUT /things/{id} with the path /things/1 and p=p and q=q and the same body"
    );
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_is_no_request() {
    let service = FakeService::new();
    let client = client(&service);
    let when = When::same_as(&call(&client, &GET, ".."));
    assert!(when.to_string().contains("cannot be sent"), "{when}");
    service.reply(When::any(), Reply::json(1));
    call(&client, &GET, "1").send().await.unwrap();
    assert!(service.calls_to(&when).is_empty());
}

#[tokio::test]
async fn a_form_with_a_random_boundary_is_the_same_form() {
    let service = FakeService::new();
    let client = client(&service);
    let form = |name: &str| -> Call<Value> {
        let request = Request::new(&POST).path("id", &"1");
        let request = request.form_body("multipart/form-data");
        let request = request.form("name", &name);
        Call::new(client.clone(), request, decode::json)
    };
    service.reply_to(&form("a"), &json!("a"));
    assert_eq!(form("a").send().await.unwrap(), "a");
    let other = form("b").retry(RetryPolicy::never());
    other.send().await.unwrap_err();
}

#[tokio::test]
async fn operations_are_told_by_their_names_below_any_path_of_the_host() {
    let service = FakeService::new();
    let client = Client::builder()
        .host("https://gateway.example.com/v1")
        .transport(service.clone())
        .build()
        .unwrap();
    let when = || When::operation("get_thing", Method::Get, "/things/{id}");
    service.reply(When::any(), Reply::json("any"));
    service.reply(when(), Reply::json("thing"));
    assert_eq!(call(&client, &GET, "1").send().await.unwrap(), "thing");
    // Another operation whose path has the same form.
    static MINE: Operation = Operation {
        name: "get_mine",
        path: "/things/mine",
        ..operation("get_mine", Method::Get)
    };
    let mine: Call<Value> = Call::new(client.clone(), Request::new(&MINE), decode::json);
    assert_eq!(mine.send().await.unwrap(), "any");
    service.reply_to(&call(&client, &GET, "2"), &json!("second"));
    assert_eq!(call(&client, &GET, "2").send().await.unwrap(), "second");
    // A raw call has no operation, and goes by its path.
    let raw = client.raw(Method::Get, "/things/{id}").path("id", "3");
    assert_eq!(raw.send::<Value>().await.unwrap(), "any");
    let service = FakeService::new();
    service.reply(when(), Reply::json("thing"));
    let client = builder(&service).build().unwrap();
    let raw = client.raw(Method::Get, "/things/{id}").path("id", "3");
    assert_eq!(raw.send::<Value>().await.unwrap(), "thing");
}
