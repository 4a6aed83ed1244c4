//! What types of other crates have to implement that a program has in its models in place of generated ones.
//!
//! Emitted code names each of them with the key of the configuration that chose it, so that the compiler shows
//! that line for a missing implementation.

use std::fmt::Debug;
use std::hash::Hash;

use serde::de::DeserializeOwned;
use serde::ser::Serialize;

/// Requires of a type what each type of a field implements.
pub const fn own_type<T: Serialize + DeserializeOwned + Clone + PartialEq + Debug>(_key: &str) {}

/// Requires of a type what one for bytes implements, which are a string in base64.
pub const fn own_bytes<T>(_key: &str)
where
    T: From<Vec<u8>> + AsRef<[u8]> + Serialize + DeserializeOwned + Clone + PartialEq + Debug,
{
}

/// Requires `Eq` of a type that is said to implement it, for models that derive it.
pub const fn own_eq<T: Eq>(_key: &str) {}

/// Requires `Hash` of a type that is said to implement it, for models that derive it.
pub const fn own_hash<T: Hash>(_key: &str) {}

/// Requires a default of a type that is said to have one.
pub const fn own_default<T: Default>(_key: &str) {}
