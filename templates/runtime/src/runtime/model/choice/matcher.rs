//! What is known of a value while variants are chosen for the unions in it, and how well a shape fits a value.
//!
//! Chooses nothing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::AddAssign;

use serde_json::Value;

use crate::runtime::model::shape::address;

/// The variant of a union that a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The variant that the discriminator names: reading fails if the value does not fit it.
    Tagged(usize),
    /// This variant, by the shape of the value.
    Untagged(usize),
    /// This variant, if the optional parts that do not fit are left out.
    Loose(usize),
    /// None of the variants.
    Unknown,
}

impl Choice {
    /// The index of the variant; none if it is unknown.
    pub(crate) fn variant(self) -> Option<usize> {
        match self {
            Self::Tagged(index) | Self::Untagged(index) | Self::Loose(index) => Some(index),
            Self::Unknown => None,
        }
    }
}

/// The addresses of a value and a shape. They do not change while a value is read.
type Pair = (usize, usize);
/// The addresses of a value and two shapes.
type Triple = (usize, usize, usize);

/// Results by address. An attacker cannot choose addresses, so the hash only has to be fast: each
/// variant of each choice needs several lookups.
type Known<K, V> = HashMap<K, V, BuildHasherDefault<AddressHasher>>;

/// Hashes addresses by multiplication, like `FxHasher` of rustc.
#[derive(Default)]
pub(super) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64((*byte).into());
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.write_u64(address as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio in 64 bits: an odd number whose bits have no pattern.
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        // Multiplication mixes the high bits best, but hash tables use the low ones.
        self.0.rotate_left(26)
    }
}

/// Chooses the variants of all unions in one value.
#[derive(Default)]
pub(crate) struct Matcher {
    pub(super) choices: Known<Pair, Choice>,
    pub(super) fits: Known<(usize, usize, Rigor), Result<Fit, Misfit>>,
    /// The number of parts of each value.
    pub(super) sizes: Known<usize, usize>,
    pub(super) losses: Known<Triple, bool>,
    pub(super) refutations: Known<(Triple, Rigor), bool>,
    pub(super) partings: Known<Triple, bool>,
    /// The number of pairs that were compared, for tests of the cost of a choice.
    #[cfg(test)]
    pub(crate) steps: usize,
}

impl Matcher {
    /// The number of parts of a value: itself and all values inside it, except `null`.
    pub(super) fn size(&mut self, value: &Value) -> usize {
        let key = address(value);
        if !value.is_array() && !value.is_object() {
            return usize::from(!value.is_null());
        }
        if let Some(known) = self.sizes.get(&key) {
            return *known;
        }
        self.step();
        let inside: usize = match value {
            Value::Array(items) => items.iter().map(|item| self.size(item)).sum(),
            Value::Object(properties) => properties.values().map(|it| self.size(it)).sum(),
            _ => 0,
        };
        self.sizes.insert(key, 1 + inside);
        1 + inside
    }

    /// Counts a pair that is compared for the first time.
    pub(super) fn step(&mut self) {
        #[cfg(test)]
        {
            self.steps += 1;
        }
    }
}

/// Whether a value equals the one that a string stands for: a scalar, or the JSON of an object or array.
pub(super) fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Number(number) => {
            let same = || Some(number.as_f64()? == text.parse::<f64>().ok()?);
            number.to_string() == text || same().unwrap_or(false)
        }
        Value::Bool(value) => value.to_string() == text,
        Value::Array(_) | Value::Object(_) => {
            serde_json::from_str::<Value>(text).is_ok_and(|constant| constant == *value)
        }
        Value::Null => false,
    }
}

/// How narrow a shape is that allows a value: a value of several types belongs to the narrowest.
pub(super) mod narrow {
    pub(crate) const LISTED: usize = 8;
    pub(crate) const FORMATTED: usize = 6;
    pub(crate) const TEXT: usize = 4;
    pub(crate) const RECORD: usize = 4;
    pub(crate) const INTEGER: usize = 4;
    /// A date and a time that are understood all the same, though not written as the format says.
    pub(crate) const NEARLY_FORMATTED: usize = 3;
    /// An enum value that is new, an object whose keys are data, an array, a number, a boolean.
    pub(crate) const WIDE: usize = 2;
}

/// Why a shape does not allow a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is of another JSON type, is written in another way, or lacks a required property.
    Form,
    /// It is another value than a constant.
    Constant,
}

/// What becomes of optional parts that do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Rigor {
    /// The whole does not fit either.
    Strict,
    /// They are left out, unless they differ from a constant.
    Loose,
}

/// How well a shape that allows a value fits it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// How many parts of the value a type of the shape keeps. What is `null` is no part.
    pub(super) kept: usize,
    /// How many constants, enum values and known values of discriminators there are.
    pub(super) listed: usize,
    /// How many enum values are new.
    pub(super) unlisted: usize,
    /// How many values of unions are none of their variants.
    pub(super) unread: usize,
    /// How narrow the shapes are, all of them together.
    pub(super) narrow: usize,
}

impl Fit {
    pub(super) fn plain(narrow: usize) -> Self {
        Self {
            kept: 1,
            narrow,
            ..Self::default()
        }
    }

    /// What the fit says for a variant, before all that is a matter of taste.
    pub(super) fn evidence(&self) -> (usize, usize) {
        (self.kept, self.listed)
    }

    /// The greater, the better.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let open = self.unlisted + self.unread;
        (self.evidence(), usize::MAX - open, self.narrow)
    }

    /// Whether a plain value is one of those that the shape is about, and not one of many.
    pub(super) fn is_listed(&self) -> bool {
        self.listed > 0 || self.narrow == narrow::FORMATTED
    }

    /// Whether something in the value is new to the shape.
    pub(super) fn is_open(&self) -> bool {
        self.unlisted + self.unread > 0
    }
}

impl AddAssign for Fit {
    fn add_assign(&mut self, other: Self) {
        self.kept += other.kept;
        self.listed += other.listed;
        self.unlisted += other.unlisted;
        self.unread += other.unread;
        self.narrow += other.narrow;
    }
}
