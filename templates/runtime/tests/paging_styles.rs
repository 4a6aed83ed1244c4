//! Paging styles of several vendors: where a page has the cursor or link, and how the last page is
//! marked.

#![cfg(feature = "client")]

use crate::pages::{THINGS, call, request, service, walk};
use sdk_runtime::runtime::{Call, PageEnd, PageStyle, Paging, Request, decode};
use serde_json::{Value, json};

const MORE: PageEnd = PageEnd {
    more: Some(&["has_more"]),
    ..PageEnd::NONE
};

#[tokio::test]
async fn the_link_header_is_followed() {
    let request = request(PageStyle::LinkHeader, PageEnd::NONE).query("q", &"x");
    let (items, asked) = walk(request, |asked| match asked {
        "/things?q=x" => json!({
            "entities": [1],
            "link": "<https://other/1?q=x&page=1>; rel=\"first\", <https://other/1?q=x&page=2>; rel=\"next\""
        }),
        _ => json!({"entities": [2], "link": "<https://other/1?q=x&page=1>; rel=\"prev\""}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked, ["/things?q=x", "/things?q=x&page=2"]);
}

#[tokio::test]
async fn a_link_without_a_query_is_an_error() {
    let (client, _) = service(|_| json!({"entities": [1], "link": "<https://x/2>; rel=next"}));
    let request = request(PageStyle::LinkHeader, PageEnd::NONE);
    let mut items = call(&client, request).into_stream();
    assert_eq!(items.try_next().await.unwrap(), Some(json!(1)));
    let error = items.try_next().await.unwrap_err().to_string();
    assert!(error.contains("has no query"), "{error}");
}

#[tokio::test]
async fn a_link_that_differs_in_its_path_alone_is_an_error_and_not_the_end() {
    let (client, _) =
        service(|_| json!({"entities": [1], "link": "<https://x/things/2?limit=10>; rel=next"}));
    let request = request(PageStyle::LinkHeader, PageEnd::NONE).query("limit", &10);
    let mut items = call(&client, request).into_stream();
    assert_eq!(items.try_next().await.unwrap(), Some(json!(1)));
    let error = items.try_next().await.unwrap_err().to_string();
    assert!(error.contains("differs only in its path"), "{error}");
}

#[tokio::test]
async fn a_link_may_be_inside_another_property() {
    let link = PageStyle::Link {
        link: &["_links", "next", "href"],
    };
    let (items, asked) = walk(request(link, PageEnd::NONE), |asked| match asked {
        "/things" => json!({"entities": [1], "_links": {"next": {"href": "/things?page=2"}}}),
        _ => json!({"entities": [2], "_links": {"self": {"href": "/things"}}}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked[1], "/things?page=2");
}

fn behind_the_last(end: PageEnd) -> Request {
    let style = PageStyle::LastItem {
        parameter: "starting_after",
        key: "id",
    };
    request(style, end).query("limit", &2)
}

#[tokio::test]
async fn pages_follow_the_last_item_while_there_are_more() {
    let (items, asked) = walk(behind_the_last(MORE), |asked| {
        if asked.contains("starting_after=b%2F2") {
            json!({"entities": [{"id": "c"}], "has_more": false})
        } else {
            json!({"entities": [{"id": "a"}, {"id": "b/2"}], "has_more": true})
        }
    })
    .await;
    assert_eq!(items.len(), 3);
    assert_eq!(
        asked,
        ["/things?limit=2", "/things?limit=2&starting_after=b%2F2"]
    );
}

#[tokio::test]
async fn an_item_without_the_property_ends_the_pages() {
    let (items, asked) = walk(
        behind_the_last(MORE),
        |_| json!({"entities": [{"name": "a"}], "has_more": true}),
    )
    .await;
    assert_eq!((items.len(), asked.len()), (1, 1));
    let (_, asked) = walk(behind_the_last(MORE), |_| json!({"entities": []})).await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn a_cursor_is_not_followed_when_nothing_follows() {
    let token = PageStyle::Token {
        parameter: "after",
        token: &["last_id"],
    };
    let (items, asked) = walk(request(token, MORE), |asked| match asked {
        "/things" => json!({"entities": [1], "last_id": "1", "has_more": true}),
        _ => json!({"entities": [2], "last_id": "2", "has_more": false}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked.len(), 2);
}

fn by_offset(end: PageEnd) -> Request {
    let style = PageStyle::Start {
        parameter: "offset",
        first: 0,
    };
    request(style, end).query("limit", &2)
}

#[tokio::test]
async fn a_boolean_ends_pages_by_offset() {
    // The total is left out by default, and the last page is full.
    let (items, asked) = walk(by_offset(MORE), |asked| match asked {
        "/things?limit=2" => json!({"entities": [1, 2], "has_more": true, "total": null}),
        _ => json!({"entities": [3, 4], "has_more": false, "total": null}),
    })
    .await;
    assert_eq!(items, [1, 2, 3, 4]);
    assert_eq!(asked, ["/things?limit=2", "/things?limit=2&offset=2"]);
    // A short page that is not the last one.
    let (items, _) = walk(by_offset(MORE), |asked| match asked {
        "/things?limit=2" => json!({"entities": [1, 2], "has_more": true}),
        "/things?limit=2&offset=2" => json!({"entities": [3], "has_more": true}),
        _ => json!({"entities": [4], "has_more": false}),
    })
    .await;
    assert_eq!(items, [1, 2, 3, 4]);
    // No position follows an empty page.
    let (_, asked) = walk(
        by_offset(MORE),
        |_| json!({"entities": [], "has_more": true}),
    )
    .await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn counts_may_be_inside_another_property() {
    let end = PageEnd {
        total: Some(&["meta", "page", "total"]),
        ..PageEnd::NONE
    };
    let (items, asked) = walk(by_offset(end), |asked| match asked {
        "/things?limit=2" => json!({"entities": [1, 2], "meta": {"page": {"total": 3}}}),
        _ => json!({"entities": [3], "meta": {"page": {"total": 3}}}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (3, 2));
}

#[tokio::test]
async fn a_page_may_be_the_list_itself() {
    let (client, asked) = service(|asked| match asked {
        "/things" | "/things?page=2" => json!([asked, 2]),
        _ => json!(["last"]),
    });
    let request = Request::new(&THINGS).pages(Paging {
        style: PageStyle::Number {
            parameter: "page",
            first: 1,
        },
        items: "",
        end: PageEnd::NONE,
    });
    let call = Call::new(client.clone(), request, decode::json::<Vec<Value>>);
    let items = call.into_stream().try_collect().await.unwrap();
    assert_eq!(items.len(), 5);
    let expected = ["/things", "/things?page=2", "/things?page=3"];
    assert_eq!(*asked.lock().unwrap(), expected);

    let paging = Paging {
        style: PageStyle::LinkHeader,
        items: "",
        end: PageEnd::NONE,
    };
    let call = client.raw(sdk_runtime::runtime::Method::Get, "/things");
    let mut items = call.into_stream::<Value>(paging);
    assert_eq!(items.try_next().await.unwrap(), Some(json!("/things")));
    assert_eq!(items.try_next().await.unwrap(), Some(json!(2)));
    assert_eq!(items.try_next().await.unwrap(), None);
}
