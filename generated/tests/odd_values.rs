// features: architect, client, search, testing, users
//! What the service really sends: values that the definition says nothing of. None of them costs a
//! page, and none is lost without a word.

use jiff::Timestamp;
use jiff::civil::date;
use purecloud_platform_client_v2::models::{SuggestSearchRequest, User};
use purecloud_platform_client_v2::testing::{FakeService, Mismatch, Reply, When};
use purecloud_platform_client_v2::{Client, ClientBuilder, Interval, Region};
use serde_json::{Value, json};

const USERS: &str = "/api/v2/users";

fn builder(service: &FakeService) -> ClientBuilder {
    let builder = Client::builder().region(Region::EuWest1);
    builder
        .access_token("test-token")
        .transport(service.clone())
}

fn client(service: &FakeService) -> Client {
    builder(service).build().unwrap()
}

/// Ten values of ten fields that fit none of them: where in a user, and what.
fn odd_values() -> [(&'static str, Value, &'static str); 10] {
    [
        ("/name", json!(17), "name"),
        ("/version", json!("twelve"), "version"),
        ("/state", json!({"id": "active"}), "state"),
        ("/profileSkills/1", json!(["nested"]), "profileSkills[1]"),
        ("/images", json!("portrait.png"), "images"),
        (
            "/presence/modifiedDate",
            json!("yesterday"),
            "presence.modifiedDate",
        ),
        ("/manager", json!([]), "manager"),
        (
            "/routingStatus/startTime",
            json!(false),
            "routingStatus.startTime",
        ),
        (
            "/geolocation/latitude",
            json!("51° N"),
            "geolocation.latitude",
        ),
        ("/addresses/0/mediaType", json!(5), "addresses[0].mediaType"),
    ]
}

fn page_of_500() -> Value {
    let mut users: Vec<Value> = (0..500)
        .map(|number| {
            json!({
                "id": format!("u{number}"),
                "name": "Grace Hopper",
                "version": number,
                "state": "active",
                "profileSkills": ["COBOL", "Compilers"],
                "images": [{"resolution": "x48"}],
                "presence": {"modifiedDate": "2026-03-01T09:30:00.123Z"},
                "manager": {"id": "u0"},
                "routingStatus": {"startTime": "2026-03-01T09:30:00+0000"},
                "geolocation": {"latitude": 51.5},
                "addresses": [{"mediaType": "EMAIL"}],
            })
        })
        .collect();
    for (index, (pointer, value, _)) in odd_values().into_iter().enumerate() {
        *users[index * 50].pointer_mut(pointer).unwrap() = value;
    }
    json!({"entities": users, "pageSize": 500, "pageNumber": 1, "total": 500, "pageCount": 1})
}

#[tokio::test]
async fn ten_odd_values_among_500_users_cost_nothing_else() {
    let service = FakeService::new();
    service.reply(When::get(USERS), Reply::json(page_of_500()));
    let call = client(&service).users().get_users().page_size(500);
    let response = call.send_for_response().await.unwrap();

    let problems = response.decode_problems();
    assert_eq!(problems.count(), 10);
    for (index, (problem, (_, value, path))) in
        problems.as_slice().iter().zip(odd_values()).enumerate()
    {
        let place = format!("UserEntityListing.entities[{}].{path}", index * 50);
        assert_eq!(problem.path(), place);
        assert_eq!(problem.json(), value.to_string());
        assert!(!problem.message().is_empty());
    }
    let users = response.into_value().entities.unwrap();
    assert_eq!(users.len(), 500);
    assert_eq!(users[0].name, None);
    assert_eq!(
        users[150].profile_skills.as_deref(),
        Some(&["COBOL".to_owned()][..])
    );
    let kept = users[250].presence.as_ref().unwrap();
    assert_eq!(kept.modified_date, None);
    let same = users
        .iter()
        .filter(|user| user.name.as_deref() == Some("Grace Hopper"));
    assert_eq!(same.count(), 499);
}

#[tokio::test]
async fn a_stream_goes_on_and_a_strict_client_does_not() {
    let service = FakeService::new();
    service.reply(When::get(USERS), Reply::json(page_of_500()));
    let stream = client(&service).users().get_users().into_stream();
    assert_eq!(stream.try_collect().await.unwrap().len(), 500);

    let strict = builder(&service).strict_decoding(true).build().unwrap();
    let error = strict.users().get_users().send().await.unwrap_err();
    assert!(error.is_decode());
    let text = error.to_string();
    assert!(
        text.contains("UserEntityListing.entities[0].name"),
        "{text}"
    );
}

#[tokio::test]
async fn rows_of_a_data_table_hold_any_value() -> Result<(), Mismatch> {
    let row = json!({"KEY": "open", "from": 8, "isOpen": true, "rate": 0.5, "note": null});
    let service = FakeService::new();
    let rows = "/api/v2/flows/datatables/{datatableId}/rows";
    let page = json!({"entities": [row, {"KEY": ["a", {"b": 1}]}], "pageCount": 1});
    service.reply(When::get(rows), Reply::json(page));
    service.reply(When::post(rows), Reply::json(&row));
    let client = client(&service);

    let rows = client.architect().get_flows_datatable_rows("t1");
    let mut rows = rows.into_stream().try_collect().await.unwrap();
    assert_eq!(rows[1]["KEY"], json!(["a", {"b": 1}]));
    let first = rows.swap_remove(0);
    assert_eq!(first["KEY"], "open");
    assert_eq!(first["isOpen"], true);

    let stored = client.architect().post_flows_datatable_rows("t1", first);
    assert_eq!(stored.send().await.unwrap()["rate"], 0.5);
    let sent: Value = service.calls()[1].json()?;
    assert_eq!(sent, row);
    Ok(())
}

#[tokio::test]
async fn a_json_node_is_any_value() {
    let service = FakeService::new();
    let found = json!({
        "total": 1, "pageCount": 1, "pageSize": 25, "pageNumber": 1, "types": ["users"],
        "results": [{"name": "Grace"}], "aggregations": "none",
    });
    service.reply(When::post("/api/v2/search/suggest"), Reply::json(found));
    let request = SuggestSearchRequest::new(vec!["users".to_owned()], Vec::new());
    let search = client(&service).search().post_search_suggest(request);
    let found = search.send().await.unwrap();
    assert_eq!(found.results, Some(json!([{"name": "Grace"}])));
    assert_eq!(found.aggregations, Some(json!("none")));
}

#[test]
fn dates_and_integers_are_read_as_they_come() {
    let read = |time: &str| {
        let user: User = serde_json::from_value(json!({
            "version": 3.0,
            "presence": {"modifiedDate": time},
        }))
        .unwrap();
        assert_eq!(user.version, Some(3));
        user.presence.unwrap().modified_date.unwrap()
    };
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    for time in [
        "2026-03-01T12:00:00+0000",
        "2026-03-01T12:00:00",
        "2026-03-01T13:00:00.0000000000+01:00",
    ] {
        assert_eq!(read(time), noon, "{time}");
    }
    let midnight = date(2026, 3, 1).at(0, 0, 0, 0);
    assert_eq!(read("2026-03-01").to_string(), format!("{midnight}Z"));
    for never in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z"] {
        assert_eq!(read(never), Timestamp::MAX);
    }
}

#[test]
fn timestamps_are_sent_with_three_digits() {
    let mut user = User::new(1);
    let read: User = serde_json::from_value(json!({
        "presence": {"modifiedDate": "2026-03-01"},
        "outOfOffice": {"endDate": "9999-12-31T23:59:59Z"},
    }))
    .unwrap();
    user.presence = read.presence;
    user.out_of_office = read.out_of_office;
    assert_eq!(
        serde_json::to_value(&user).unwrap(),
        json!({
            "version": 1,
            "presence": {"modifiedDate": "2026-03-01T00:00:00.000Z"},
            "outOfOffice": {"endDate": "9999-12-31T23:59:59.999Z"},
        })
    );
    let start: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    assert_eq!(
        Interval::new(start, Timestamp::MAX).as_str(),
        "2026-03-01T00:00:00.000Z/9999-12-31T23:59:59.999Z"
    );
}
