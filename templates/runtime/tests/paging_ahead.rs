//! Pages that are requested ahead: how many in parallel, in which order they are returned, and when the
//! stream ends.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::pages;
use std::time::Duration;

use crate::pages::{COUNTED, THINGS, by_body, by_number, by_start, call, request};
use crate::virtual_time::{LATENCY, Reply, Slow};
use sdk_runtime::runtime::{
    Client, Items, PageEnd, PageSize, PageStyle, Paging, RateLimit, Request, RetryPolicy,
};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);

fn client(service: &Slow) -> Client {
    let builder = Client::builder().host("host").transport(service.clone());
    builder.build().unwrap()
}

fn items(service: &Slow, request: Request) -> Items<pages::Things> {
    call(&client(service), request).into_stream()
}

/// The number of the page that is asked for.
fn number(asked: &str) -> u64 {
    let (_, number) = asked.split_once("pageNumber").unwrap_or(("", "1"));
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().unwrap()
}

/// A service with this many pages of two items, which counts them.
fn counted(pages: u64) -> Slow {
    Slow::new(move |asked, _| {
        let number = number(asked);
        Reply::new(
            200,
            json!({"entities": [number, number], "pageCount": pages}),
        )
    })
}

/// A page of as many items as there are, when the service does not count.
fn uncounted(asked: &str, pages: u64) -> Value {
    let number = number(asked);
    match number {
        number if number < pages => json!({"entities": [number, number]}),
        number if number == pages => json!({"entities": [number]}),
        _ => json!({"entities": []}),
    }
}

fn of_two(pages: u64) -> Vec<Value> {
    (1..=pages)
        .flat_map(|number| [json!(number), json!(number)])
        .collect()
}

#[test]
fn pages_at_the_same_time_take_a_sixth_of_the_time() {
    let one_by_one = counted(114);
    let stream = items(&one_by_one, by_number());
    let found = one_by_one.run(stream.try_collect()).unwrap();
    assert_eq!(found, of_two(114));
    assert_eq!(one_by_one.now(), 114 * LATENCY);
    assert_eq!(one_by_one.state.lock().unwrap().most, 1);

    let ahead = counted(114);
    let stream = items(&ahead, by_number()).concurrency(8);
    assert_eq!(ahead.run(stream.try_collect()).unwrap(), found);
    assert_eq!(ahead.asked().len(), 114, "each page is asked for once");
    assert_eq!(ahead.state.lock().unwrap().most, 8);
    assert!(ahead.now() * 6 <= one_by_one.now(), "{:?}", ahead.now());
}

#[test]
fn a_total_tells_how_many_pages_there_are() {
    let service = Slow::new(|asked, _| {
        let mut page = uncounted(asked, 5);
        page["total"] = json!(9);
        Reply::new(200, page)
    });
    let stream = items(&service, by_number()).concurrency(100);
    assert_eq!(service.run(stream.try_collect()).unwrap().len(), 9);
    assert_eq!(service.asked().len(), 5);
    assert_eq!(service.now(), 2 * LATENCY);
}

#[test]
fn pages_are_given_in_their_order_whichever_arrives_first() {
    let service = Slow::new(|asked, _| {
        let number = number(asked);
        let body = json!({"entities": [number], "pageCount": 20});
        // The later, the faster.
        Reply::new(200, body).after(LATENCY * (21 - u32::try_from(number).unwrap()))
    });
    let stream = items(&service, by_number()).concurrency(20);
    let found = service.run(stream.try_collect()).unwrap();
    assert_eq!(found, (1..=20).map(|it| json!(it)).collect::<Vec<_>>());
}

#[test]
fn numbers_in_the_body_are_counted_ahead() {
    let service = counted(10);
    let stream = items(&service, by_body(COUNTED)).concurrency(4);
    assert_eq!(service.run(stream.try_collect()).unwrap(), of_two(10));
    assert_eq!(service.state.lock().unwrap().most, 4);
    assert_eq!(service.asked().len(), 10);
}

#[test]
fn without_a_count_a_short_or_empty_page_ends_it() {
    for pages in [1, 2, 5, 8, 9, 20] {
        let service = Slow::new(move |asked, _| Reply::new(200, uncounted(asked, pages)));
        let stream = items(&service, by_number()).concurrency(4);
        let found = service.run(stream.try_collect()).unwrap();
        assert_eq!(found.len() as u64, 2 * pages - 1);
        let asked = service.asked().len() as u64;
        assert!(
            asked <= pages + 4,
            "{asked} requests for {pages} pages and those that were in vain"
        );
        if pages == 5 {
            assert_eq!(asked, 5, "the short page arrived before another was sent");
        }
        assert_eq!(service.state.lock().unwrap().open, 0);
    }
}

#[test]
fn what_is_beyond_the_last_page_does_not_matter() {
    let service = Slow::new(|asked, _| match number(asked) {
        number if number > 3 => Reply::new(400, json!({"message": "no such page"})),
        _ => Reply::new(200, uncounted(asked, 3)),
    });
    let stream = items(&service, by_number()).concurrency(8);
    assert_eq!(service.run(stream.try_collect()).unwrap().len(), 5);
}

#[test]
fn the_first_error_ends_it_after_the_pages_before() {
    let service = Slow::new(|asked, _| match number(asked) {
        4 => Reply::new(403, json!({"message": "no"})),
        number => Reply::new(200, json!({"entities": [number], "pageCount": 100})),
    });
    let mut stream = items(&service, by_number()).concurrency(8);
    service.run(async {
        for number in 1..=3 {
            assert_eq!(stream.try_next().await.unwrap(), Some(json!(number)));
        }
        let error = stream.try_next().await.unwrap_err();
        assert!(error.is_forbidden(), "{error}");
        assert!(stream.try_next().await.unwrap().is_none());
    });
    let state = service.state.lock().unwrap();
    assert_eq!((state.open, state.asked.len()), (0, 9));
}

#[test]
fn a_page_that_cannot_be_read_cancels_the_others() {
    let service = Slow::new(|asked, _| {
        let page = json!({"entities": [1], "pageCount": 100});
        match number(asked) {
            2 => Reply::new(302, json!(1)),
            number => Reply::new(200, page).after(LATENCY * u32::try_from(number).unwrap()),
        }
    });
    let mut stream = items(&service, by_number()).concurrency(4);
    service.run(async {
        assert_eq!(stream.try_next().await.unwrap(), Some(json!(1)));
        stream.try_next().await.unwrap_err();
        assert!(stream.try_next().await.unwrap().is_none());
    });
    assert_eq!(service.state.lock().unwrap().open, 0);
}

#[test]
fn no_more_pages_are_in_memory_than_may_be_on_their_way() {
    let service = counted(100);
    let mut stream = items(&service, by_number()).concurrency(5);
    service.run(async {
        // The page that is read, and four behind it.
        stream.try_next().await.unwrap();
        service.pass(SECOND);
        stream.try_next().await.unwrap();
    });
    assert_eq!(service.asked().len(), 5);
    service.run(async {
        stream.try_next().await.unwrap();
    });
    assert_eq!(service.asked().len(), 6);
}

#[test]
fn limits_ask_for_no_more_than_is_given() {
    let service = counted(100);
    let stream = items(&service, by_number()).concurrency(8).max_pages(3);
    assert_eq!(service.run(stream.try_collect()).unwrap().len(), 6);
    assert_eq!(service.asked().len(), 3);

    let service = counted(100);
    let stream = items(&service, by_number()).concurrency(8).max_items(7);
    assert_eq!(service.run(stream.try_collect()).unwrap().len(), 7);
    assert_eq!(service.asked().len(), 4);
}

#[test]
fn cursors_and_positions_are_one_page_ahead() {
    let cursor = PageStyle::Token {
        parameter: "after",
        token: &["after"],
    };
    for request in [request(cursor, PageEnd::NONE), by_start()] {
        let service = Slow::new(|_, before| {
            let mut page = json!({"entities": [before], "totalResults": 5});
            if before < 4 {
                page["after"] = json!(before.to_string());
            }
            Reply::new(200, page)
        });
        let mut pages = call(&client(&service), request).into_pages().concurrency(8);
        service.run(async {
            for given in 1..=5 {
                pages.try_next().await.unwrap().unwrap();
                assert_eq!(service.asked().len(), (given + 1).min(5));
                // The next page arrives while this one is worked on.
                service.pass(LATENCY);
            }
            assert!(pages.try_next().await.unwrap().is_none());
        });
        assert_eq!(service.state.lock().unwrap().most, 1);
        assert_eq!(service.now(), LATENCY * 6);
    }
}

#[test]
fn a_page_that_was_ready_while_nobody_looked_is_not_lost() {
    let service = counted(3);
    let mut pages = call(&client(&service), by_number())
        .into_pages()
        .concurrency(2);
    service.run(async {
        for _ in 0..3 {
            assert!(pages.try_next().await.unwrap().is_some());
            // Longer than a call may take.
            service.pass(60 * SECOND);
        }
        assert!(pages.try_next().await.unwrap().is_none());
    });
}

#[test]
fn what_was_sent_ahead_goes_on_while_items_are_given() {
    let service = Slow::new(|asked, before| match before {
        // The first response for the second page.
        1 => Reply::new(503, json!({})),
        _ => {
            let number = number(asked);
            Reply::new(
                200,
                json!({"entities": [number, number, number], "pageCount": 2}),
            )
        }
    });
    let mut stream = items(&service, by_number()).concurrency(2);
    for requests in [2, 2, 3] {
        assert_eq!(service.run(stream.try_next()).unwrap(), Some(json!(1)));
        assert_eq!(service.asked().len(), requests);
        // The response, then the wait before the retry.
        service.pass(10 * SECOND);
    }
    let begun = service.now();
    assert_eq!(service.run(stream.try_next()).unwrap(), Some(json!(2)));
    assert_eq!(service.now(), begun, "it was there already");
}

#[test]
fn a_service_that_counts_from_one_although_it_should_from_zero() {
    let style = PageStyle::Number {
        parameter: "pageNumber",
        first: 0,
    };
    let service = counted(9);
    let stream = items(&service, request(style, COUNTED)).concurrency(4);
    assert_eq!(service.run(stream.try_collect()).unwrap(), of_two(9));
}

#[test]
fn a_refusal_of_one_holds_back_all_of_them() {
    for rate_limit in [None, Some(RateLimit::new())] {
        let service = Slow::new(|asked, before| match before {
            3 => Reply::new(429, json!({})).header("retry-after", "3"),
            _ => {
                let number = number(asked);
                Reply::new(200, json!({"entities": [number], "pageCount": 40}))
            }
        });
        let policy = RetryPolicy::new().total_time(600 * SECOND);
        let builder = Client::builder().host("host").transport(service.clone());
        let mut builder = builder.retry(policy);
        if let Some(limit) = rate_limit {
            builder = builder.rate_limit(limit);
        }
        let client = builder.build().unwrap();
        let stream = call(&client, by_number()).into_stream().concurrency(8);
        assert_eq!(service.run(stream.try_collect()).unwrap().len(), 40);
        let state = service.state.lock().unwrap();
        let refused = 2 * LATENCY;
        let early = state.asked.iter();
        let early = early.filter(|(at, _)| *at >= refused && *at < refused + 3 * SECOND);
        assert_eq!(early.count(), 0, "{:?}", state.asked);
        assert_eq!(state.asked.len(), 41);
    }
}

#[test]
fn the_largest_page_is_asked_for() {
    let paged = |size| by_number().query("pageSize", &25).page_size_up_to(size);
    let query = PageSize::Query {
        parameter: "pageSize",
        max: 500,
    };
    let body = PageSize::Body {
        size: &["paging", "pageSize"],
        max: 100,
    };
    let service = counted(2);
    let stream = items(&service, paged(query)).max_page_size();
    service.run(stream.try_collect()).unwrap();
    assert_eq!(service.asked()[0], "/things?pageSize=500");
    assert_eq!(service.asked()[1], "/things?pageSize=500&pageNumber=2");

    let service = counted(1);
    let request = by_body(COUNTED).page_size_up_to(body);
    let pages = call(&client(&service), request).into_pages();
    let mut pages = pages.max_page_size();
    service.run(pages.try_next()).unwrap();
    let sent = pages::body(&service.asked()[0]);
    assert_eq!(sent, json!({"paging": {"pageSize": 100}, "q": "x"}));

    // Without a maximum nothing changes, and neither does it between two pages.
    let service = counted(2);
    let mut pages = call(&client(&service), by_number()).into_pages();
    pages = pages.max_page_size();
    service.run(pages.try_next()).unwrap();
    let mut pages = call(&client(&service), paged(query)).into_pages();
    service.run(pages.try_next()).unwrap();
    service.run(pages.max_page_size().try_next()).unwrap();
    let asked = service.asked();
    assert_eq!(asked[0], "/things");
    assert_eq!(asked[2], "/things?pageSize=25&pageNumber=2");
}

#[test]
fn a_list_that_is_too_long_says_what_to_do() {
    let too_deep = |asked: &str, _| match number(asked) {
        number if number > 4 => Reply::new(400, json!({"code": "bad.page"})),
        number => {
            let entities = vec![number; 2500];
            Reply::new(200, json!({"entities": entities, "pageCount": 9}))
        }
    };
    let end = |error: sdk_runtime::runtime::Error| error.to_string();
    for requests in [1, 8] {
        let service = Slow::new(too_deep);
        let mut pages = call(&client(&service), by_number()).into_pages();
        pages = pages.concurrency(requests);
        for _ in 0..4 {
            service.run(pages.try_next()).unwrap().unwrap();
        }
        let line = end(service.run(pages.try_next()).unwrap_err());
        assert!(line.contains("400 bad.page; the page is beyond"), "{line}");
        assert!(line.contains("filter") && line.contains("job"), "{line}");
    }
    // The first page that is asked for may be as deep.
    let size = PageSize::Query {
        parameter: "pageSize",
        max: 500,
    };
    let line = |number: u32| {
        let request = by_number().query("pageSize", &500).page_size_up_to(size);
        let request = request.query("pageNumber", &number);
        let service = Slow::new(|_, _| Reply::new(400, json!({"code": "bad.page"})));
        let stream = items(&service, request);
        end(service.run(stream.try_collect()).unwrap_err())
    };
    assert!(line(21).contains("filter"), "{}", line(21));
    assert!(!line(20).contains("filter"), "{}", line(20));
}

#[test]
fn an_operation_that_does_not_page_is_one_page() {
    let service = counted(5);
    let stream = items(&service, Request::new(&THINGS)).concurrency(8);
    assert_eq!(service.run(stream.try_collect()).unwrap().len(), 2);
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn raw_calls_fetch_ahead_as_well() {
    let service = counted(9);
    let paging = Paging {
        style: PageStyle::Number {
            parameter: "pageNumber",
            first: 1,
        },
        items: "entities",
        end: COUNTED,
    };
    let call = client(&service).raw(sdk_runtime::runtime::Method::Get, "/things");
    let mut stream = call.into_stream::<u64>(paging).concurrency(4);
    let mut found = 0;
    while service.run(stream.try_next()).unwrap().is_some() {
        found += 1;
    }
    assert_eq!(found, 18);
    assert_eq!(service.state.lock().unwrap().most, 4);
}
