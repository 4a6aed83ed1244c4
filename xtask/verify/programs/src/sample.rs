//! Users as the service lists them: with fields in the order of the definition, among them some that
//! the models do not know. Knows neither kind of model.

/// What the service always gives of a user.
const USER: &str = include_str!("user.json");

/// What it gives besides where that was asked for.
const EXPANDED: &str = include_str!("expanded.json");

/// A list of so many users, as the body of a response. Every fourth is expanded.
pub fn listing(users: usize) -> String {
    let entities: Vec<_> = (0..users).map(user).collect();
    let uri = "/api/v2/users?pageSize=100&pageNumber=1";
    format!(
        r#"{{"entities":[{}],"pageSize":{users},"pageNumber":1,"total":{users},"selfUri":"{uri}","firstUri":"{uri}","lastUri":"{uri}","pageCount":1}}"#,
        entities.join(",")
    )
}

/// A single user.
pub fn user(number: usize) -> String {
    let expanded = if number.is_multiple_of(4) {
        EXPANDED
    } else {
        ""
    };
    let user = USER
        .replace("{expanded}", expanded)
        .replace("{number}", &format!("{number:012}"));
    // The service does not indent.
    user.lines().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use purecloud_platform_client_v2::models;

    use crate::derived;

    /// The comparison is fair only as long as both read and write the same.
    #[test]
    fn both_models_hold_the_same() {
        let body = super::listing(8);
        let sdk: models::UserEntityListing = serde_json::from_str(&body).unwrap();
        let derived: derived::UserEntityListing = serde_json::from_str(&body).unwrap();
        let written = serde_json::to_string(&sdk).unwrap();
        assert_eq!(written, serde_json::to_string(&derived).unwrap());
        assert!(written.contains(r#""type":"dynamic""#), "{written}");
        assert!(!written.contains("division"), "{written}");
    }
}
