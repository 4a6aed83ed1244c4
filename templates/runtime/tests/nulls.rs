//! The explicit nulls of a record are the same however its JSON is read.

use std::collections::BTreeMap;

use sdk_runtime::runtime::model::{
    Codec, NULLS, Nulls, Reader, Record, Table, Writer, deserialize, read_leniently,
};
use serde::de::MapAccess;

/// A record with a required field that may be `null`, and additional properties that may be.
#[derive(Clone, Debug, Default, PartialEq)]
struct Thing {
    manager: Option<String>,
    title: Option<String>,
    rest: BTreeMap<String, Option<i32>>,
    nulls: Nulls,
}

impl Record for Thing {
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
        match field {
            0 => reader.required(&mut self.manager),
            1 => reader.optional(&mut self.title),
            NULLS => reader.nulls(&mut self.nulls),
            _ => reader.rest(&mut self.rest),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Thing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static TABLE: Table = Table {
            name: "Thing",
            fields: &["manager", "title"],
            required: &[0],
            tells_null: true,
        };
        deserialize(&TABLE, deserializer)
    }
}

impl serde::Serialize for Thing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::new(serializer);
        writer.nulls(&self.nulls);
        writer.required("manager", &self.manager);
        writer.optional("title", &self.title);
        writer.rest(&self.rest);
        writer.end()
    }
}

impl Codec for Thing {}

#[test]
fn lenient_reading_sees_the_nulls_that_strict_reading_sees() {
    for json in [
        r#"{ "manager": null }"#,
        r#"{ "manager": "Ada", "title": null }"#,
        r#"{ "manager": null, "title": "Dr", "floor": null }"#,
        r#"{ "manager": null, "title": null, "floor": 3, "room": null }"#,
    ] {
        let strictly: Thing = serde_json::from_str(json).unwrap();
        let (leniently, problems) = read_leniently::<Thing>("Thing", json.as_bytes()).unwrap();
        assert!(problems.as_slice().is_empty(), "{json}");
        assert_eq!(strictly, leniently, "{json}");
        assert_eq!(
            strictly.nulls.contains(1),
            json.contains(r#""title": null"#)
        );
        assert!(!strictly.nulls.contains(0) && !strictly.nulls.contains(2));
    }
}
