// features: client, users
//! Finds users by a part of their name. A search is a `POST`, and the number of the page is in its
//! body; the pages follow one another all the same.
//!
//! ```text
//! cargo run --example search_users --features users -- NAME
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;

use purecloud_platform_client_v2::models::{
    SearchSort, SearchSortSortOrder, User, UserSearchCriteria, UserSearchCriteriaType,
    UserSearchRequest,
};
use purecloud_platform_client_v2::{Client, Error, RetryPolicy};

const PAGE_SIZE: i32 = 50;
const AT_MOST: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = env::args().nth(1).ok_or("usage: search_users NAME")?;
    for user in find(&connect::client()?, &name).await? {
        println!("{}", user.name.unwrap_or_default());
    }
    Ok(())
}

pub async fn find(client: &Client, name: &str) -> Result<Vec<User>, Error> {
    let has_name = UserSearchCriteria::new(UserSearchCriteriaType::Contains)
        .fields(vec!["name".to_owned()])
        .value(name);
    let by_name = SearchSort::new()
        .sort_by("name")
        .sort_order(SearchSortSortOrder::Asc);
    let search = UserSearchRequest::new()
        .page_size(PAGE_SIZE)
        .query(vec![has_name])
        .sort(vec![by_name]);
    let found = client
        .users()
        .post_users_search(search)
        // A search changes nothing, so it may be repeated even if the service may have seen it.
        .retry(RetryPolicy::new().any_method());
    found.into_stream().max_items(AT_MOST).try_collect().await
}
