// features: client, blocking, users
//! The example without async does what it says, against a server on this machine.

mod support;

#[allow(dead_code)]
#[path = "../examples/blocking.rs"]
mod blocking;

use purecloud_platform_client_v2::blocking::SendBlocking;
use serde_json::json;
use support::{Answer, Server};

#[test]
fn calls_and_pages_need_no_async() {
    let server = Server::start(|seen| match seen.line.contains("/users/me") {
        true => Answer::new(200, json!({"name": "Ada"})),
        false => {
            let users = json!([{"name": "Grace"}, {"name": "Alan"}]);
            Answer::new(200, json!({"entities": users, "pageCount": 1}))
        }
    });
    let client = server.client();
    assert_eq!(blocking::my_name(&client).unwrap(), "Ada");
    assert_eq!(blocking::colleagues(&client).unwrap(), ["Grace", "Alan"]);
    // A request, its call and the whole response are sent alike.
    let call = client.users().get_users_me();
    let response = call.send_for_response().send_blocking().unwrap();
    assert_eq!(response.status(), 200);
}
