//! Changes to a definition that keep most of it a definition.

use serde_json::{Value, json};

/// Texts that mean something to Rust, cargo, file systems, Markdown, JSON pointers or terminals.
const TEXTS: [&str; 40] = [
    "",
    " ",
    "_",
    "1",
    "-1",
    "$ref",
    "x-y",
    "self",
    "Self",
    "crate",
    "super",
    "r#type",
    "Option",
    "Vec",
    "String",
    "Send",
    "main",
    "con",
    "../../x",
    "/etc/x",
    "C:\\x",
    "a/b~c",
    "a.b",
    "{a}",
    "{",
    "}{",
    "*/",
    "/*",
    "\"#]",
    "]]",
    "```",
    "<script>",
    "\u{202e}",
    "\0",
    "\n",
    "\u{1b}[31m",
    "ß",
    "日本",
    "#/components/schemas/A",
    "2024-01-31T00:00:00Z",
];

/// Keys that definitions have.
const KEYS: [&str; 36] = [
    "type",
    "format",
    "items",
    "properties",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "discriminator",
    "mapping",
    "additionalProperties",
    "nullable",
    "default",
    "example",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "schema",
    "headers",
    "in",
    "name",
    "style",
    "explode",
    "tags",
    "operationId",
    "security",
    "servers",
    "callbacks",
    "$defs",
    "default",
    "description",
    "200",
];

/// Random numbers, the same ones for the same seed.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below a limit, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn text(&mut self) -> String {
        match self.below(20) {
            0 => "long".repeat(1250),
            1 => format!(
                "{}{}",
                TEXTS[self.below(TEXTS.len())],
                TEXTS[self.below(TEXTS.len())]
            ),
            2..8 => KEYS[self.below(KEYS.len())].to_owned(),
            _ => TEXTS[self.below(TEXTS.len())].to_owned(),
        }
    }
}

/// Changes some places of a document.
pub fn document(value: &mut Value, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let mut all = Vec::new();
        places(value, String::new(), &mut all);
        let from = value.pointer(&all[random.below(all.len())]).cloned();
        let reference = format!("#{}", all[random.below(all.len())]);
        let place = &all[random.below(all.len())];
        if let Some(target) = value.pointer_mut(place) {
            change(target, from.unwrap_or_default(), &reference, random);
        }
    }
}

/// The pointers of all that is in a document.
fn places(value: &Value, place: String, all: &mut Vec<String>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            places(value, format!("{place}/{key}"), all);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| places(item, format!("{place}/{index}"), all)),
        _ => {}
    }
    all.push(place);
}

fn change(target: &mut Value, from: Value, reference: &str, random: &mut Random) {
    let size = from.to_string().len();
    match random.below(12) {
        0 => *target = odd(random),
        1 => *target = json!({"$ref": reference}),
        2 if size < 5000 => *target = from,
        3 => *target = json!({"allOf": [{"$ref": reference}, target.take()]}),
        4 => *target = json!({"oneOf": [{"$ref": reference}, target.take()]}),
        5 => *target = json!([target.take()]),
        6 => *target = json!({random.text(): target.take()}),
        _ => inside(target, from, reference, random),
    }
}

/// Changes an entry of an object or a list; of anything else, itself.
fn inside(target: &mut Value, from: Value, reference: &str, random: &mut Random) {
    match target {
        Value::Object(entries) if !entries.is_empty() => {
            let index = random.below(entries.len());
            let key = entries.keys().nth(index).cloned().unwrap_or_default();
            match random.below(6) {
                0 => drop(entries.remove(&key)),
                1 => {
                    let value = entries.remove(&key).unwrap_or_default();
                    entries.insert(random.text(), value);
                }
                2 => drop(entries.insert(random.text(), entries[&key].clone())),
                3 if from.to_string().len() < 5000 => drop(entries.insert(random.text(), from)),
                4 => drop(entries.insert("$ref".to_owned(), reference.into())),
                _ => drop(entries.insert(key, odd(random))),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = random.below(items.len());
            match random.below(3) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => items[index] = odd(random),
            }
        }
        other => *other = odd(random),
    }
}

fn odd(random: &mut Random) -> Value {
    match random.below(10) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!(u64::MAX),
        5 => json!([]),
        6 => json!({}),
        7 => json!([random.text(), random.text(), 1, null]),
        _ => random.text().into(),
    }
}

/// Changes some bytes.
pub fn bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    const SIGNS: &[u8] = b"{}[]:,\"'&*!|>%@`#-?<~\n\t \\\0\xff\xc3";
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len().max(1));
        match random.below(5) {
            0 if at < bytes.len() => drop(bytes.remove(at)),
            1 => {
                let end = (at + random.below(40)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                let to = random.below(bytes.len().max(1)).min(bytes.len());
                bytes.splice(to..to, piece);
            }
            2 => bytes.truncate(at.max(8)),
            _ if at < bytes.len() => {
                let sign = SIGNS[random.below(SIGNS.len())];
                if random.below(2) == 0 {
                    bytes[at] = sign;
                } else {
                    bytes.insert(at, sign);
                }
            }
            _ => {}
        }
    }
}
