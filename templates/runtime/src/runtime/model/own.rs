//! What types of other crates have to implement that a program has in its models in place of generated ones.
//!
//! Emitted code names each of them, so that a missing implementation is an error in one place.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::ser::Serialize;

/// Asks of a type what each type of a field implements.
pub fn own_type<T: Serialize + DeserializeOwned + Clone + PartialEq + Debug>() {}

/// Asks of a type what one for bytes implements, which are a string in base64.
pub fn own_bytes<T>()
where
    T: From<Vec<u8>> + AsRef<[u8]> + Serialize + DeserializeOwned + Clone + PartialEq + Debug,
{
}
