//! Content encodings that were not requested, and requests without `Accept-Encoding`.

use sdk_runtime::runtime::{Call, Client, Error, Method, Operation, Request, RetryPolicy, decode};

use crate::support::{Answer, Server, login};
use crate::wire::{header, server};
use crate::{GET, POST, builder, operation};

static HEAD: Operation = operation(Method::Head);

const ACCEPTED: &str = if cfg!(feature = "gzip") {
    "gzip"
} else {
    "identity"
};

/// Encodings that no client asks for here.
const FOREIGN: [&str; 8] = [
    "br",
    "zstd",
    "deflate",
    "compress",
    "gzip, br",
    "br, gzip",
    "aws-chunked",
    "x-custom",
];

fn client(status: u16, encoding: &str, body: &[u8]) -> Client {
    let headers = format!("content-encoding: {encoding}\r\ninin-correlation-id: c-1\r\n");
    let (url, _) = server(status, &headers, body);
    builder(url).build().unwrap()
}

fn bytes(client: &Client, operation: &'static Operation) -> Call<Vec<u8>> {
    Call::new(client.clone(), Request::new(operation), decode::bytes)
}

fn is_explained(error: &Error, encoding: &str) {
    assert!(error.is_decode() && !error.is_transport(), "{error}");
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.correlation_id(), Some("c-1"));
    assert_eq!(
        error.to_string(),
        format!(
            "GET /thing: the response cannot be read: the body has the content encoding \
             `{encoding}`, which was not accepted by `Accept-Encoding: {ACCEPTED}`; status 200, no \
             media type, content encoding {encoding} (correlation id c-1)"
        )
    );
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_an_error_that_names_it() {
    for encoding in FOREIGN {
        let error = bytes(&client(200, encoding, b"\x0b\x02\x80"), &GET)
            .send()
            .await;
        is_explained(&error.unwrap_err(), encoding);
        let call = bytes(&client(200, encoding, b"\x0b\x02\x80"), &GET);
        is_explained(&call.download().await.unwrap_err(), encoding);
    }
    // Several headers are one list.
    let two = client(200, "gzip\r\ncontent-encoding: br", b"\x0b\x02\x80");
    is_explained(&bytes(&two, &GET).send().await.unwrap_err(), "gzip, br");
}

#[cfg(not(feature = "gzip"))]
#[tokio::test]
async fn without_the_feature_gzip_is_not_asked_for_either() {
    let error = bytes(&client(200, "gzip", b"\x1f\x8b"), &GET).send().await;
    is_explained(&error.unwrap_err(), "gzip");
    let (url, seen) = server(200, "", b"");
    bytes(&builder(url).build().unwrap(), &GET)
        .send()
        .await
        .unwrap();
    let head = seen.recv().unwrap();
    assert_eq!(header(&head, "accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn another_try_does_not_mend_an_encoding() {
    let server = Server::answering(|_, _| Answer::new(200, "x").header("content-encoding", "br"));
    let client = builder(&server.url).retry(RetryPolicy::new());
    let client = client.build().unwrap();
    assert!(bytes(&client, &GET).send().await.unwrap_err().is_decode());
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn an_error_stays_one_whatever_the_encoding_of_its_body() {
    for encoding in FOREIGN {
        let error = bytes(&client(503, encoding, b"\x0b\x02\x80"), &GET)
            .send()
            .await;
        let error = error.unwrap_err();
        assert!(error.is_server_error(), "{error}");
        assert_eq!(error.body(), Some(&b"\x0b\x02\x80"[..]));
        assert_eq!(
            error.to_string(),
            format!(
                "GET /thing: 503 Service Unavailable, with a body in the content encoding \
                 `{encoding}` (correlation id c-1)"
            )
        );
        let call = bytes(&client(404, encoding, b"\x0b\x02\x80"), &GET);
        assert!(call.download().await.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn an_error_in_a_foreign_encoding_is_tried_again_like_any_other() {
    let server = Server::answering(|_, number| match number {
        0 => Answer::new(503, "x")
            .header("content-encoding", "br")
            .header("retry-after", "0"),
        1 => Answer::new(429, "x")
            .header("content-encoding", "zstd")
            .header("retry-after", "0"),
        _ => Answer::new(200, "ok"),
    });
    let client = builder(&server.url).retry(RetryPolicy::new());
    let client = client.build().unwrap();
    assert_eq!(bytes(&client, &GET).send().await.unwrap(), b"ok");
    assert_eq!(server.targets().len(), 3);
}

#[tokio::test]
async fn a_redirect_stays_one_whatever_the_encoding_of_its_body() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        "GET /thing" => Answer::new(303, "x")
            .header("content-encoding", "br")
            .header("location", "/file"),
        _ => Answer::new(200, "ok"),
    });
    let client = builder(&server.url).build().unwrap();
    let download = bytes(&client, &GET).download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), b"ok");
}

#[tokio::test]
async fn where_there_is_no_body_there_is_nothing_to_decode() {
    for encoding in ["gzip", "br"] {
        let headers = format!("content-encoding: {encoding}\r\ncontent-length: 500\r\n");
        let (url, _seen) = server(200, &headers, b"");
        let client = builder(url).build().unwrap();
        let response = bytes(&client, &HEAD).send_for_response().await.unwrap();
        assert_eq!(response.headers().get("content-encoding"), Some(encoding));
        assert_eq!(response.headers().get("content-length"), Some("500"));
        assert!(response.value().is_empty());

        assert!(
            bytes(&self::client(204, encoding, b""), &GET)
                .send()
                .await
                .unwrap()
                .is_empty()
        );
        let download = bytes(&self::client(204, encoding, b""), &GET)
            .download()
            .await;
        assert!(download.unwrap().bytes().await.unwrap().is_empty());

        let unmodified = bytes(&self::client(304, encoding, b""), &GET).send().await;
        assert_eq!(unmodified.unwrap_err().status(), Some(304));

        let empty = format!("{encoding}\r\ncontent-length: 0");
        assert!(
            bytes(&self::client(200, &empty, b""), &GET)
                .send()
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn what_the_caller_asks_for_and_nobody_decodes_arrives_as_it_is() {
    for accepted in ["br", "zstd;q=0.5, BR", "*"] {
        let call = bytes(&client(200, "br", b"\x0b\x02\x80"), &GET);
        let call = call.header("Accept-Encoding", accepted);
        let response = call.send_for_response().await.unwrap();
        assert_eq!(response.value(), b"\x0b\x02\x80");
        assert_eq!(response.headers().get("content-encoding"), Some("br"));
    }
    let call = bytes(&client(200, "br", b"\x0b\x02\x80"), &GET);
    let error = call.header("Accept-Encoding", "br;q=0, *").send().await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_login_in_a_foreign_encoding_is_explained_without_what_it_holds() {
    let server =
        Server::answering(|_, _| Answer::new(200, "s3cret").header("content-encoding", "br"));
    let client = login::builder(&server).credentials(login::credentials());
    let error = bytes(&client.build().unwrap(), &GET)
        .send()
        .await
        .unwrap_err();
    let login_error = error.login_error().unwrap();
    assert!(
        login_error.is_decode() && login_error.body() == Some(&[]),
        "{error}"
    );
    assert!(
        error.to_string().contains("content encoding `br`"),
        "{error}"
    );
    login::has_no_secret(&error);
    assert_eq!(server.targets(), [login::LOGIN]);
}

/// The `Accept-Encoding` of a call that is made of this request.
async fn asked(
    operation: &'static Operation,
    name: &'static str,
    is_own_parameter: bool,
) -> String {
    let (url, seen) = server(206, "content-length: 2\r\n", b"ok");
    let client = builder(url).build().unwrap();
    let mut request = Request::new(operation);
    if is_own_parameter {
        request.set_header(name, &"bytes=0-1");
    }
    let mut call = Call::new(client, request, decode::bytes);
    if !is_own_parameter {
        call = call.header(name, "bytes=0-1");
    }
    assert_eq!(call.send().await.unwrap(), b"ok");
    let head = seen.recv().unwrap();
    assert_eq!(
        header(&head, "range"),
        (name != "If-Match").then_some("bytes=0-1")
    );
    header(&head, "accept-encoding").unwrap().to_owned()
}

#[tokio::test]
async fn a_request_for_a_range_does_not_ask_for_compression() {
    for name in ["Range", "range", "RANGE"] {
        for is_own_parameter in [false, true] {
            assert_eq!(asked(&GET, name, is_own_parameter).await, "identity");
        }
        assert_eq!(asked(&POST, name, false).await, "identity");
    }
    assert_eq!(asked(&GET, "If-Match", false).await, ACCEPTED);

    let (url, seen) = server(206, "content-length: 2\r\n", b"ok");
    let call = bytes(&builder(url).build().unwrap(), &GET).header("Range", "bytes=0-1");
    assert_eq!(call.download().await.unwrap().bytes().await.unwrap(), b"ok");
    let head = seen.recv().unwrap();
    assert_eq!(header(&head, "accept-encoding"), Some("identity"));
}
