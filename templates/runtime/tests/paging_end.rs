//! The end of pagination by number or offset.

#![cfg(feature = "client")]

use crate::pages::{COUNTED, body, by_body, by_number, by_start, call, service, walk};
use sdk_runtime::runtime::{PageEnd, Request};
use serde_json::{Value, json};

/// A service with so many things, which gives at most so many of them at once, whatever is asked for,
/// and what its pages say of how many there are.
struct Stock {
    things: u64,
    most: u64,
    says: fn(&Stock) -> Value,
}

impl Stock {
    /// The page that a body asks for.
    fn page(&self, asked: &str) -> Value {
        let number = body(asked)["paging"]["pageNumber"].as_u64().unwrap_or(1);
        let first = (number - 1) * self.most;
        let last = (first + self.most).min(self.things);
        let mut page = (self.says)(self);
        page["entities"] = (first..last).collect::<Vec<_>>().into();
        page
    }
}

fn nothing(_: &Stock) -> Value {
    json!({})
}

fn total(stock: &Stock) -> Value {
    json!({"total": stock.things})
}

fn size(stock: &Stock) -> Value {
    json!({"pageSize": stock.most})
}

/// How many things a stream gives, and after how many calls it ends.
async fn count(request: Request, answer: fn(&str) -> Value) -> (usize, usize) {
    let (items, asked) = walk(request, answer).await;
    (items.len(), asked.len())
}

#[tokio::test]
async fn a_total_that_is_reached_is_the_end() {
    let three_pages = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), three_pages).await, (30, 3));
    let with_a_rest = |asked: &str| {
        Stock {
            things: 31,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), with_a_rest).await, (31, 4));
    let one_page = |asked: &str| {
        Stock {
            things: 3,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), one_page).await, (3, 1));
    let none = |asked: &str| {
        Stock {
            things: 0,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), none).await, (0, 1));
}

#[tokio::test]
async fn a_total_counts_from_the_page_that_a_stream_begins_with() {
    let start = json!({"paging": {"pageNumber": 3}});
    let request = by_body(COUNTED).json("application/json", &start);
    let answer = |asked: &str| {
        Stock {
            things: 40,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(request, answer).await, (20, 2));
    let request = by_start().query("startIndex", &3);
    let (items, asked) = walk(request, |asked| match asked {
        "/things?startIndex=3" => json!({"entities": [3, 4], "totalResults": 5}),
        _ => json!({"entities": [5], "totalResults": 5}),
    })
    .await;
    assert_eq!(items, [3, 4, 5]);
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn a_total_that_counts_something_else_loses_no_page() {
    // Less than what is on the page itself, and nothing at all.
    for answer in [
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": 1}),
            }
            .page(asked)
        },
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": 0}),
            }
            .page(asked)
        },
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": "?"}),
            }
            .page(asked)
        },
    ] {
        assert_eq!(count(by_body(COUNTED), answer).await, (25, 3));
    }
}

#[tokio::test]
async fn more_than_the_total_says_is_left_is_waited_for() {
    // A short page is no end where the total says that there is more: some are filtered afterwards.
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1, 2, 3], "total": 7, "pageSize": 3}),
        "/things?pageNumber=2" => json!({"entities": [4], "total": 7, "pageSize": 3}),
        "/things?pageNumber=3" => json!({"entities": [5, 6, 7], "total": 7, "pageSize": 3}),
        _ => json!({"entities": [], "total": 7}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (7, 3));
}

#[tokio::test]
async fn a_short_page_is_the_end() {
    let says_its_size = |asked: &str| {
        Stock {
            things: 25,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), says_its_size).await, (25, 3));
    let one_page = |asked: &str| {
        Stock {
            things: 5,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    // Whether that page is a full one of a service with a lower limit, only the second one says.
    assert_eq!(count(by_body(COUNTED), one_page).await, (5, 2));
    let says_nothing = |asked: &str| {
        Stock {
            things: 25,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), says_nothing).await, (25, 3));
}

#[tokio::test]
async fn after_a_last_page_that_is_full_comes_an_empty_one() {
    let says_its_size = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), says_its_size).await, (30, 4));
    let says_nothing = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), says_nothing).await, (30, 4));
}

#[tokio::test]
async fn a_first_page_of_unknown_size_is_no_end() {
    // Whether 5 is all that there is, or as many as the service gives at once, the second page says.
    let answer = |asked: &str| {
        Stock {
            things: 5,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), answer).await, (5, 2));
}

#[tokio::test]
async fn a_service_that_gives_fewer_than_asked_for_loses_no_page() {
    let ask = |end| {
        let wanted = json!({"paging": {"pageSize": 500, "pageNumber": 1}});
        by_body(end).json("application/json", &wanted)
    };
    let says_nothing = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(ask(PageEnd::NONE), says_nothing).await, (250, 3));
    let says_its_size = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(ask(COUNTED), says_its_size).await, (250, 3));
    let says_its_total = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(ask(COUNTED), says_its_total).await, (250, 3));
}

#[tokio::test]
async fn a_size_that_only_repeats_what_was_asked_for_loses_no_page() {
    let request = by_body(COUNTED).json(
        "application/json",
        &json!({"paging": {"pageSize": 500, "pageNumber": 1}}),
    );
    let answer = |asked: &str| {
        Stock {
            things: 7,
            most: 2,
            says: |_| json!({"pageSize": 500}),
        }
        .page(asked)
    };
    assert_eq!(count(request, answer).await, (7, 4));
}

#[tokio::test]
async fn empty_pages_alike_between_others_are_no_repetition() {
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 4}),
        "/things?pageNumber=4" => json!({"entities": [4], "pageCount": 4}),
        _ => json!({"entities": [], "pageCount": 4}),
    })
    .await;
    assert_eq!(items, [1, 4]);
    assert_eq!(asked.len(), 4);
    let answer = |_: &str| json!({"entities": [], "pageCount": 3});
    assert_eq!(count(by_body(COUNTED), answer).await, (0, 3));
}

#[tokio::test]
async fn a_page_in_the_body_that_is_repeated_is_the_end() {
    let answer = |_: &str| json!({"entities": [1, 2], "pageSize": 2});
    assert_eq!(count(by_body(COUNTED), answer).await, (2, 2));
}

#[tokio::test]
async fn a_limit_of_items_ends_a_stream_within_a_page() {
    let answer = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    let (client, asked) = service(answer);
    let items = call(&client, by_body(COUNTED)).into_stream().max_items(15);
    assert_eq!(items.try_collect().await.unwrap().len(), 15);
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn counts_are_read_however_they_are_written() {
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 2.0}),
        _ => json!({"entities": [2], "pageCount": 2.0}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (2, 2));
}
