//! Details of users, as analytics lists them: lists of records with two instants each, as in the details of
//! conversations. The models with derives are those that the generated ones correspond to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::derived::{open_enum, record};

record!(DetailsResponse {
    user_details: Vec<UserDetail>,
});

record!(UserDetail {
    user_id: String,
    primary_presence: Vec<PresenceRecord>,
    routing_status: Vec<RoutingStatusRecord>,
});

record!(PresenceRecord {
    start_time: Timestamp,
    end_time: Timestamp,
    system_presence: SystemPresence,
    organization_presence_id: String,
    duration_milliseconds: i64,
});

record!(RoutingStatusRecord {
    start_time: Timestamp,
    end_time: Timestamp,
    routing_status: Status,
    duration_milliseconds: i64,
});

open_enum!(SystemPresence { Available = "AVAILABLE", Away = "AWAY", Offline = "OFFLINE" });
open_enum!(Status { OffQueue = "OFF_QUEUE", Idle = "IDLE" });

/// The details of so many users, as the body of a response.
pub fn listing(users: usize) -> String {
    let instants = |hour: usize| {
        format!(
            r#""startTime":"2026-05-04T{hour:02}:00:12.345Z","endTime":"2026-05-04T{hour:02}:48:59.001Z""#
        )
    };
    let details = (0..users).map(|user| {
        let presences = (0..12).map(|hour| {
            format!(
                r#"{{{},"systemPresence":"AVAILABLE","organizationPresenceId":"6a3af858-942f-489d-9700-5f9bcdcdae9b"}}"#,
                instants(hour)
            )
        });
        let statuses =
            (0..12).map(|hour| format!(r#"{{{},"routingStatus":"IDLE"}}"#, instants(hour)));
        format!(
            r#"{{"userId":"7c1b9d2e-3b0f-4d2a-9a55-{user:012}","primaryPresence":[{}],"routingStatus":[{}]}}"#,
            presences.collect::<Vec<_>>().join(","),
            statuses.collect::<Vec<_>>().join(",")
        )
    });
    let details: Vec<_> = details.collect();
    format!(r#"{{"userDetails":[{}]}}"#, details.join(","))
}

#[cfg(test)]
mod tests {
    use purecloud_platform_client_v2::models;

    #[test]
    fn both_models_hold_the_same() {
        let body = super::listing(2);
        let sdk: models::AnalyticsUserDetailsQueryResponse = serde_json::from_str(&body).unwrap();
        let derived: super::DetailsResponse = serde_json::from_str(&body).unwrap();
        let value = serde_json::to_value(&sdk).unwrap();
        assert_eq!(value, serde_json::to_value(&derived).unwrap());
        let presences = value["userDetails"][1]["primaryPresence"].as_array();
        assert_eq!(presences.unwrap().len(), 12);
    }
}
