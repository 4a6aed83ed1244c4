//! An invalid value in a union without a discriminator: what is skipped, and how it is
//! reported.

#![cfg(feature = "client")]

use crate::support::{Answer, Server};
use jiff::Timestamp;
use sdk_runtime::runtime::model::{
    Codec, Reader, Record, RecordShape, Shape, ShapedRecord, Table, Union, UnionTable, Variant,
    Writer, deserialize, deserialize_union, read_variant,
};
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, Response, decode,
};
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// A struct as it is emitted.
macro_rules! record {
    (
        $name:ident [$($required:tt)*] {
            $($number:literal $field:ident: $ty:ty, $method:ident, $shape:expr;)*
        }
    ) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $name {
            $($field: $ty,)*
        }

        impl ShapedRecord for $name {
            fn table() -> &'static Table {
                static TABLE: Table = Table {
                    name: stringify!($name),
                    fields: &[$(stringify!($field)),*],
                    required: &[$($required)*],
                    tells_null: false,
                };
                &TABLE
            }

            fn shape() -> &'static RecordShape {
                &RecordShape {
                    fields: &[$($shape),*],
                    rest: None,
                    required: &[],
                }
            }
        }

        impl Record for $name {
            fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
                match field {
                    $($number => reader.$method(&mut self.$field),)*
                    _ => reader.skip(),
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize(Self::table(), deserializer)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut writer = Writer::new(serializer);
                $(writer.$method(stringify!($field), &self.$field);)*
                writer.end()
            }
        }

        impl Codec for $name {}
    };
}

record!(User [0] {
    0 id: String, required, Shape::Text;
    1 at: Option<Timestamp>, optional, Shape::DateTime;
});
record!(Page [0] {
    0 entities: Vec<User>, required, Shape::List(&Shape::Record {
        table: User::table,
        shape: User::shape,
    });
});
record!(Busy [0] {
    0 wait: i64, required, Shape::Int64;
});

#[derive(Clone, Debug, PartialEq)]
enum Listing {
    Page(Page),
    Busy(Busy),
    Unknown(Value),
}

impl Union for Listing {
    fn table() -> &'static UnionTable {
        const fn untagged(shape: Shape) -> Variant {
            Variant { tags: &[], shape }
        }
        static LISTING: UnionTable = UnionTable {
            name: "Listing",
            tag: None,
            is_declared: false,
            variants: &[
                untagged(Shape::Record {
                    table: Page::table,
                    shape: Page::shape,
                }),
                untagged(Shape::Record {
                    table: Busy::table,
                    shape: Busy::shape,
                }),
            ],
        };
        &LISTING
    }

    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error> {
        match variant {
            0 => read_variant(deserializer).map(Self::Page),
            1 => read_variant(deserializer).map(Self::Busy),
            _ => read_variant(deserializer).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Listing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_union(deserializer)
    }
}

impl Serialize for Listing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Page(page) => page.serialize(serializer),
            Self::Busy(busy) => busy.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl Codec for Listing {}

static GET_LISTING: Operation = Operation {
    name: "get_listing",
    method: Method::Get,
    path: "/listing",
    accept: "application/json",
    permissions: Permissions::None,
};

async fn get(body: &Value, is_strict: bool) -> Response<Listing> {
    let server = Server::start(vec![Answer::new(200, body.to_string())]);
    let client = Client::builder()
        .host(&server.url)
        .strict_decoding(is_strict);
    let request = Request::new(&GET_LISTING);
    let call = Call::new(client.build().unwrap(), request, decode::json);
    call.send_for_response().await.unwrap()
}

/// Five hundred users, one of which was last seen at no time.
fn page() -> Value {
    let user = |id: usize| {
        let at = match id {
            7 => "junk",
            _ => "2026-01-01T00:00:00Z",
        };
        json!({"id": id.to_string(), "at": at})
    };
    json!({"entities": (0..500).map(user).collect::<Vec<_>>()})
}

#[tokio::test]
async fn one_odd_value_costs_its_field_and_is_told() {
    let response = get(&page(), false).await;
    let problems = response.decode_problems().as_slice();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].path(), "Listing.entities[7].at");
    assert_eq!(problems[0].json(), "\"junk\"");
    assert!(problems[0].message().starts_with("invalid value: string,"));
    let Listing::Page(page) = response.value() else {
        panic!("{:?}", response.value())
    };
    assert_eq!(page.entities.len(), 500);
    let unseen = page.entities.iter().filter(|user| user.at.is_none());
    assert_eq!(
        unseen.map(|user| user.id.as_str()).collect::<Vec<_>>(),
        ["7"]
    );
}

#[tokio::test]
async fn an_item_without_a_required_property_is_left_out() {
    let body = json!({"entities": [{"id": "a"}, {"at": null}, {"id": "c"}]});
    let response = get(&body, false).await;
    let problems = response.decode_problems().as_slice();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].path(), "Listing.entities[1]");
    assert_eq!(problems[0].message(), "missing field `id`");
    let Listing::Page(page) = response.value() else {
        panic!("{:?}", response.value())
    };
    assert_eq!(page.entities.len(), 2);
}

#[tokio::test]
async fn what_is_none_of_the_variants_is_whole_and_no_problem() {
    for body in [
        json!({"wait": "soon"}),
        json!({"entities": 5}),
        json!([page()]),
    ] {
        let response = get(&body, false).await;
        assert_eq!(*response.value(), Listing::Unknown(body));
        assert!(response.decode_problems().is_empty());
    }
    let response = get(&json!({"wait": 5}), false).await;
    assert_eq!(*response.value(), Listing::Busy(Busy { wait: 5 }));
}

#[tokio::test]
async fn a_strict_client_has_the_whole() {
    let response = get(&page(), true).await;
    assert_eq!(*response.value(), Listing::Unknown(page()));
    assert!(response.decode_problems().is_empty());
}
