//! The models of a list of users as they would be written by hand with derives of serde.
//!
//! Made from the generated models that `UserEntityListing` reaches: the same fields of the same
//! types in the same order, and enums that keep values they do not know. They know nothing of
//! explicit nulls and of required fields, which the generated ones carry besides. Nothing keeps
//! them in step but the comparison of both in `sample`, so a change of the definition is made here
//! by hand.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Declares an enum of texts that keeps a text it does not know, without copying those it knows.
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $($variant,)*
            Unknown(String),
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok(match text {
                            $($text => $name::$variant,)*
                            _ => $name::Unknown(text.to_owned()),
                        })
                    }
                }
                input.deserialize_str(Text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
                output.serialize_str(match self {
                    $($name::$variant => $text,)*
                    $name::Unknown(text) => text,
                })
            }
        }
    };
}

/// Declares a struct whose fields may all be missing.
macro_rules! record {
    ($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                $(#[$meta])*
                pub $field: Option<$type>,
            )*
        }
    };
}

pub(crate) use {open_enum, record};

record!(UserEntityListing {
    entities: Vec<User>,
    page_size: i32,
    page_number: i32,
    total: i64,
    self_uri: String,
    first_uri: String,
    previous_uri: String,
    last_uri: String,
    next_uri: String,
    page_count: i32,
});

record!(User {
    id: String,
    name: String,
    chat: Chat,
    department: String,
    email: String,
    primary_contact_info: Vec<Contact>,
    addresses: Vec<Contact>,
    state: UserState,
    title: String,
    username: String,
    manager: Box<User>,
    images: Vec<UserImage>,
    version: i32,
    routing_status: RoutingStatus,
    presence: UserPresence,
    conversation_summary: UserConversationSummary,
    out_of_office: OutOfOffice,
    geolocation: Geolocation,
    station: UserStations,
    authorization: UserAuthorization,
    profile_skills: Vec<String>,
    locations: Vec<Location>,
    groups: Vec<Group>,
    self_uri: String,
});

record!(Chat { jabber_id: String });

record!(Contact {
    address: String,
    display: String,
    media_type: ContactMediaType,
    #[serde(rename = "type")]
    type_: ContactType,
    extension: String,
});

open_enum!(UserState { Active = "active", Inactive = "inactive", Deleted = "deleted" });

record!(UserImage {
    resolution: String,
    image_uri: String,
});

record!(RoutingStatus {
    user_id: String,
    status: RoutingStatusStatus,
    start_time: Timestamp,
});

record!(UserPresence {
    id: String,
    name: String,
    source: String,
    primary: bool,
    presence_definition: PresenceDefinition,
    message: String,
    modified_date: Timestamp,
    self_uri: String,
});

record!(UserConversationSummary {
    user_id: String,
    call: MediaSummary,
    callback: MediaSummary,
    email: MediaSummary,
    message: MediaSummary,
    chat: MediaSummary,
    social_expression: MediaSummary,
    video: MediaSummary,
});

record!(OutOfOffice {
    id: String,
    name: String,
    user: Box<User>,
    start_date: Timestamp,
    end_date: Timestamp,
    active: bool,
    indefinite: bool,
    self_uri: String,
});

record!(Geolocation {
    id: String,
    name: String,
    #[serde(rename = "type")]
    type_: String,
    primary: bool,
    latitude: f64,
    longitude: f64,
    country: String,
    region: String,
    city: String,
    locations: Vec<LocationDefinition>,
    self_uri: String,
});

record!(UserStations {
    associated_station: UserStation,
    effective_station: UserStation,
    default_station: UserStation,
    last_associated_station: UserStation,
});

record!(UserAuthorization {
    roles: Vec<DomainRole>,
    permissions: Vec<String>,
    permission_policies: Vec<ResourcePermissionPolicy>,
});

record!(Location {
    id: String,
    floorplan_id: String,
    coordinates: BTreeMap<String, f64>,
    notes: String,
    location_definition: LocationDefinition,
});

record!(Group {
    id: String,
    name: String,
    description: String,
    date_modified: Timestamp,
    member_count: i64,
    state: GroupState,
    version: i32,
    #[serde(rename = "type")]
    type_: GroupType,
    images: Vec<UserImage>,
    addresses: Vec<GroupContact>,
    rules_visible: bool,
    visibility: GroupVisibility,
    owners: Vec<User>,
    self_uri: String,
});

open_enum!(ContactMediaType { Phone = "PHONE", Email = "EMAIL", Sms = "SMS" });

open_enum!(ContactType { Primary = "PRIMARY", Work = "WORK", Work2 = "WORK2", Work3 = "WORK3", Work4 = "WORK4", Home = "HOME", Mobile = "MOBILE", Main = "MAIN" });

open_enum!(RoutingStatusStatus { OffQueue = "OFF_QUEUE", Idle = "IDLE", Interacting = "INTERACTING", NotResponding = "NOT_RESPONDING", Communicating = "COMMUNICATING" });

record!(PresenceDefinition {
    id: String,
    system_presence: String,
    self_uri: String,
});

record!(MediaSummary {
    contact_center: MediaSummaryDetail,
    enterprise: MediaSummaryDetail,
});

record!(LocationDefinition {
    id: String,
    name: String,
    address: LocationAddress,
    address_verified: bool,
    emergency_number: LocationEmergencyNumber,
    state: LocationDefinitionState,
    version: i32,
    path: Vec<String>,
    self_uri: String,
});

record!(UserStation {
    id: String,
    name: String,
    #[serde(rename = "type")]
    type_: String,
    associated_user: Box<User>,
    associated_date: Timestamp,
    default_user: Box<User>,
    provider_info: BTreeMap<String, String>,
});

record!(DomainRole {
    id: String,
    name: String,
});

record!(ResourcePermissionPolicy {
    id: String,
    domain: String,
    entity_name: String,
    policy_name: String,
    policy_description: String,
    action_set_key: String,
    allow_conditions: bool,
    resource_condition_node: ResourceConditionNode,
    named_resources: Vec<String>,
    resource_condition: String,
    action_set: Vec<String>,
});

open_enum!(GroupState { Active = "active", Inactive = "inactive", Deleted = "deleted" });

open_enum!(GroupType { Official = "official", Social = "social" });

record!(GroupContact {
    address: String,
    display: String,
    #[serde(rename = "type")]
    type_: GroupContactType,
    media_type: GroupContactMediaType,
});

open_enum!(GroupVisibility { Public = "public", Owners = "owners", Members = "members" });

record!(MediaSummaryDetail {
    active: i32,
    acw: i32,
});

record!(LocationAddress {
    city: String,
    country: String,
    country_name: String,
    state: String,
    street1: String,
    street2: String,
    zipcode: String,
});

record!(LocationEmergencyNumber {
    e164: String,
    number: String,
    #[serde(rename = "type")]
    type_: LocationEmergencyNumberType,
});

open_enum!(LocationDefinitionState { Active = "active", Deleted = "deleted" });

record!(ResourceConditionNode {
    variable_name: String,
    conjunction: ResourceConditionNodeConjunction,
    operator: ResourceConditionNodeOperator,
    operands: Vec<ResourceConditionValue>,
    terms: Vec<ResourceConditionNode>,
});

open_enum!(GroupContactType { Groupring = "GROUPRING", Groupphone = "GROUPPHONE" });

open_enum!(GroupContactMediaType { Phone = "PHONE" });

open_enum!(LocationEmergencyNumberType { Default = "default", Elin = "elin" });

open_enum!(ResourceConditionNodeConjunction { And = "AND", Or = "OR" });

open_enum!(ResourceConditionNodeOperator { Eq = "EQ", In = "IN", Ge = "GE", Gt = "GT", Le = "LE", Lt = "LT" });

record!(ResourceConditionValue {
    #[serde(rename = "type")]
    type_: ResourceConditionValueType,
    value: String,
});

open_enum!(ResourceConditionValueType { Scalar = "SCALAR", Variable = "VARIABLE", User = "USER", Queue = "QUEUE" });
