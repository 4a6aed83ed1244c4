// features: users
//! Models by themselves, as a program uses them that has JSON from elsewhere: from a webhook, a
//! queue or a file. Nothing here needs the client.
//!
//! ```text
//! cargo test --no-default-features --features users --test models
//! ```

use jiff::Timestamp;
use purecloud_platform_client_v2::Model;
use purecloud_platform_client_v2::models::{
    Geolocation, UpdateUser, UpdateUserState, User, UserEntityListing, UserPresence, UserState,
};
use serde_json::{Value, json};

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

const fn is_plain_data<T: Send + Sync + Clone + PartialEq + 'static>() {}

const _: () = {
    is_plain_data::<User>();
    is_plain_data::<UserState>();
    is_plain_data::<UpdateUser>();
};

#[test]
fn absent_null_and_value_survive_the_way_there_and_back() {
    let change = UpdateUser::new(7).title("Lead").clear_department();
    let body = json!({"version": 7, "title": "Lead", "department": null});
    assert_eq!(written(&change), body);

    let read: UpdateUser = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(read, change);
    assert_eq!(written(&read), body);
}

#[test]
fn the_last_word_about_a_property_counts() {
    let set = UpdateUser::new(1).clear_title().title("Lead");
    assert_eq!(written(&set), json!({"version": 1, "title": "Lead"}));
    let cleared = UpdateUser::new(1).title("Lead").clear_title();
    assert_eq!(written(&cleared), json!({"version": 1, "title": null}));
    let mut assigned = UpdateUser::new(1).clear_title();
    assigned.title = Some("Lead".to_owned());
    assert_eq!(written(&assigned), json!({"version": 1, "title": "Lead"}));
}

#[test]
fn what_a_body_requires_is_required() {
    let error = serde_json::from_value::<UpdateUser>(json!({"title": "Lead"})).unwrap_err();
    assert_eq!(error.to_string(), "missing field `version`");
    let error = serde_json::from_value::<UpdateUser>(json!({"version": null})).unwrap_err();
    assert!(
        error.to_string().starts_with("invalid type: null"),
        "{error}"
    );
}

#[test]
fn a_value_that_the_definition_does_not_list_keeps_its_text() {
    let user: User = serde_json::from_value(json!({"state": "hibernating"})).unwrap();
    let state = user.state.clone().unwrap();
    assert_eq!(state, UserState::Unknown("hibernating".to_owned()));
    assert_eq!(
        (state.as_str(), state.to_string().as_str()),
        ("hibernating", "hibernating")
    );
    assert_eq!(written(&user), json!({"state": "hibernating"}));

    let known: UpdateUserState = "active".parse().unwrap();
    assert!(matches!(known, UpdateUserState::Active));
    // Values differ in case alone in some places of the service, so case counts.
    let unknown: UserState = "Active".parse().unwrap();
    assert!(matches!(unknown, UserState::Unknown(text) if text == "Active"));
    for text in UserState::VALUES {
        let state: UserState = text.parse().unwrap();
        assert!(!matches!(state, UserState::Unknown(_)), "{text}");
        assert_eq!(written(&state), json!(text));
    }
}

#[test]
fn properties_that_the_definition_does_not_list_are_passed_over() {
    let text = r#"{"new": {"deep": [1, {"er": null}]}, "name": "Ada", "": 0, "title": "Lead"}"#;
    let user: User = serde_json::from_str(text).unwrap();
    assert_eq!(written(&user), json!({"name": "Ada", "title": "Lead"}));
}

#[test]
fn the_order_of_properties_does_not_count() {
    let forth = r#"{"id": "1", "name": "Ada", "version": 3, "selfUri": "/x"}"#;
    let back = r#"{"selfUri": "/x", "version": 3, "name": "Ada", "id": "1"}"#;
    let forth: User = serde_json::from_str(forth).unwrap();
    assert_eq!(forth, serde_json::from_str(back).unwrap());
    assert_eq!(forth.self_uri.as_deref(), Some("/x"));
}

#[test]
fn a_moment_is_read_with_fractions_and_zones() {
    let moment: Timestamp = "2026-03-01T09:30:00.123Z".parse().unwrap();
    for text in ["2026-03-01T09:30:00.123Z", "2026-03-01T10:30:00.123+01:00"] {
        let presence: UserPresence = serde_json::from_value(json!({"modifiedDate": text})).unwrap();
        assert_eq!(presence.modified_date, Some(moment));
        assert_eq!(
            written(&presence),
            json!({"modifiedDate": "2026-03-01T09:30:00.123Z"})
        );
    }
    assert_eq!(
        UserPresence::new().modified_date(moment).modified_date,
        Some(moment)
    );
    let error = serde_json::from_value::<UserPresence>(json!({"modifiedDate": "yesterday"}));
    assert!(error.is_err());
}

#[test]
fn a_number_beyond_the_precision_of_a_float_survives() {
    let text = r#"{"total":9007199254740993}"#;
    let page: UserEntityListing = serde_json::from_str(text).unwrap();
    assert_eq!(page.total, Some(9_007_199_254_740_993));
    assert_eq!(serde_json::to_string(&page).unwrap(), text);
}

#[test]
fn a_model_that_holds_itself_is_read() {
    let body = json!({"id": "1", "manager": {"id": "2", "manager": {"id": "3"}}});
    let user: User = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(
        user.manager
            .as_ref()
            .unwrap()
            .manager
            .as_ref()
            .unwrap()
            .id
            .as_deref(),
        Some("3")
    );
    assert_eq!(written(&user), body);
}

#[test]
fn a_model_is_empty_when_nothing_of_it_is_sent() {
    assert!(Geolocation::new().is_empty());
    assert!(User::default().is_empty());
    assert!(!Geolocation::new().city("Bonn").is_empty());
    assert!(!UpdateUser::new(7).is_empty());
    let one = Geolocation::new()
        .maybe(Some("Bonn"), Geolocation::city)
        .maybe(None::<String>, Geolocation::country);
    assert_eq!(written(&one), json!({"city": "Bonn"}));
}
