// features: client, external_contacts, scim, teams, users
//! The examples of paging ask for each page in its way, and for none twice. Pages by number in the
//! query are in `examples.rs`, unless several of them are on their way at the same time.

mod support;

// The examples share a module, which each of them has to have as its own.
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/count_users.rs"]
mod count_users;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/list_accounts.rs"]
mod list_accounts;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/list_teams.rs"]
mod list_teams;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/scan_external_organizations.rs"]
mod scan_external_organizations;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/search_users.rs"]
mod search_users;

use std::sync::Barrier;

use purecloud_platform_client_v2::models::{PagingSpec, UserDetailsQuery};
use serde_json::{Value, json};
use support::{Answer, Seen, Server};

/// A server with two pages, of which a request asks for the second or the first.
fn two_pages(
    asks_for_second: impl Fn(&Seen) -> bool + Send + Sync + 'static,
    pages: [Value; 2],
) -> Server {
    Server::start(move |seen| Answer::new(200, &pages[usize::from(asks_for_second(seen))]))
}

#[tokio::test]
async fn search_users_counts_pages_in_the_body() {
    let page = |name| json!({"results": [{"name": name}], "pageCount": 2});
    let is_second = |seen: &Seen| seen.json()["pageNumber"] == 2;
    let server = two_pages(is_second, [page("Ada"), page("Adele")]);
    let found = search_users::find(&server.client(), "ad").await.unwrap();
    let names: Vec<_> = found.iter().map(|user| user.name.as_deref()).collect();
    assert_eq!(names, [Some("Ada"), Some("Adele")]);

    let mut search = json!({
        "pageSize": 50,
        "query": [{"type": "CONTAINS", "fields": ["name"], "value": "ad"}],
        "sort": [{"sortBy": "name", "sortOrder": "ASC"}],
    });
    let first = server.seen();
    assert_eq!(first.line, "POST /api/v2/users/search");
    assert_eq!(first.json(), search);
    search["pageNumber"] = json!(2);
    assert_eq!(server.seen().json(), search);
    assert!(server.is_quiet());
}

/// The pages behind the first one are answered once all of them have been asked for.
#[tokio::test]
async fn count_users_asks_for_pages_at_the_same_time() {
    let together = Barrier::new(3);
    let server = Server::start(move |seen| {
        let (_, number) = seen.line.split_once("pageNumber=").unwrap_or(("", "1"));
        if number != "1" {
            together.wait();
        }
        let title = ["Agent", "Lead"][usize::from(number == "3")];
        Answer::new(
            200,
            json!({"entities": [{"title": title, "id": number}, {}], "pageCount": 4}),
        )
    });
    let titles = count_users::titles(&server.client()).await.unwrap();
    let titles: Vec<_> = titles
        .iter()
        .map(|(title, users)| (title.as_str(), *users))
        .collect();
    assert_eq!(titles, [("(no title)", 4), ("Agent", 3), ("Lead", 1)]);
    let mut lines: Vec<_> = (0..4).map(|_| server.seen().line).collect();
    lines.sort();
    let path = "GET /api/v2/users?pageSize=100";
    let numbers = ["", "&pageNumber=2", "&pageNumber=3", "&pageNumber=4"];
    assert_eq!(lines, numbers.map(|number| format!("{path}{number}")));
    assert!(server.is_quiet());
}

/// Details of analytics have no number of pages, and aggregations beside them.
#[tokio::test]
async fn details_of_users_end_with_a_short_page() {
    let page = |ids: &[&str]| {
        let details: Vec<_> = ids.iter().map(|id| json!({"userId": id})).collect();
        json!({"userDetails": details, "aggregations": [{}]})
    };
    let is_second = |seen: &Seen| seen.json()["paging"]["pageNumber"] == 2;
    let server = two_pages(is_second, [page(&["a", "b"]), page(&["c"])]);
    let paging = PagingSpec::new(2, 1);
    let query = UserDetailsQuery::new().paging(paging);
    let client = server.client();
    let details = client.users().post_analytics_users_details_query(query);
    let details = details.into_stream().try_collect().await.unwrap();
    let ids: Vec<_> = details.iter().map(|user| user.user_id.as_deref()).collect();
    assert_eq!(ids, [Some("a"), Some("b"), Some("c")]);

    let numbers = [server.seen(), server.seen()].map(|seen| seen.json()["paging"].take());
    assert_eq!(numbers[0], json!({"pageSize": 2, "pageNumber": 1}));
    assert_eq!(numbers[1], json!({"pageSize": 2, "pageNumber": 2}));
    assert!(server.is_quiet());
}

#[tokio::test]
async fn scan_external_organizations_follows_cursors() {
    let first = json!({"entities": [{"employeeCount": 3}, {}], "cursors": {"after": "c=2"}});
    let second = json!({"entities": [{"employeeCount": 4}], "cursors": {}});
    let server = two_pages(|seen| seen.line.contains("cursor="), [first, second]);
    let employees = scan_external_organizations::count_employees(&server.client()).await;
    assert_eq!(employees.unwrap(), 7);

    let path = "GET /api/v2/externalcontacts/scan/organizations?limit=200";
    assert_eq!(server.seen().line, path);
    assert_eq!(server.seen().line, format!("{path}&cursor=c%3D2"));
    assert!(server.is_quiet());
}

#[tokio::test]
async fn list_teams_follows_links_on_the_same_host() {
    let next = "https://elsewhere.example.com/api/v2/teams?pageSize=100&name=A&after=t2";
    let first = json!({"entities": [{"name": "A1"}, {"name": "A2"}], "nextUri": next});
    let second = json!({"entities": [{"name": "A3"}]});
    let server = two_pages(|seen| seen.line.contains("after="), [first, second]);
    let pages = list_teams::pages_of_teams(&server.client(), "A")
        .await
        .unwrap();
    assert_eq!(pages, [vec!["A1", "A2"], vec!["A3"]]);

    let path = "GET /api/v2/teams?pageSize=100&name=A";
    assert_eq!(server.seen().line, path);
    assert_eq!(server.seen().line, format!("{path}&after=t2"));
    assert!(server.is_quiet());
}

#[tokio::test]
async fn list_accounts_counts_items() {
    let page = |names: &[&str]| {
        let accounts: Vec<_> = names.iter().map(|name| json!({"userName": name})).collect();
        json!({"totalResults": 3, "Resources": accounts})
    };
    let pages = [page(&["ada", "alan"]), page(&["grace"])];
    let server = two_pages(|seen| seen.line.contains("startIndex="), pages);
    let accounts = list_accounts::inactive_accounts(&server.client())
        .await
        .unwrap();
    let names: Vec<_> = accounts
        .iter()
        .map(|account| account.user_name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["ada", "alan", "grace"]);

    let path = "GET /api/v2/scim/v2/users?count=25&attributes=id&attributes=userName\
                &filter=active%20eq%20false";
    assert_eq!(server.seen().line, path);
    assert_eq!(server.seen().line, format!("{path}&startIndex=3"));
    assert!(server.is_quiet());
}
