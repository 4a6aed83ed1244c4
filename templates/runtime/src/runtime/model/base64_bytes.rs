//! Bytes that JSON encodes as a base64 string: `format: byte` of OpenAPI.
//!
//! Sources: RFC 4648 for both alphabets; the JSON mapping of protocol buffers for the other forms that
//! are accepted.

use std::fmt;
use std::marker::PhantomData;

use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurposeConfig};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::Codec;

/// Encodes bytes in the standard alphabet, with padding.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Decodes base64 of the standard or the URL-safe alphabet, with or without padding. Line breaks and spaces
/// are ignored. None if the string is not base64.
pub(crate) fn parse(text: &str) -> Option<Vec<u8>> {
    const fn engine(alphabet: &Alphabet) -> GeneralPurpose {
        let config = GeneralPurposeConfig::new();
        let config = config.with_decode_padding_mode(DecodePaddingMode::Indifferent);
        GeneralPurpose::new(alphabet, config)
    }
    const ENGINES: [GeneralPurpose; 2] = [engine(&STANDARD), engine(&URL_SAFE)];
    let decode = |text: &str| ENGINES.iter().find_map(|engine| engine.decode(text).ok());
    decode(text).or_else(|| {
        let has_spaces = text.contains(|character: char| character.is_ascii_whitespace());
        has_spaces.then(|| decode(&text.split_ascii_whitespace().collect::<String>()))?
    })
}

/// Deserializes bytes from a base64 string, for a [`Codec`].
///
/// # Errors
/// If the value is not a base64 string.
#[inline]
pub fn decode_base64<'de, T: From<Vec<u8>>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Base64Visitor(PhantomData))
}

/// Serializes bytes as a base64 string, for a [`Codec`].
///
/// # Errors
/// If the serializer fails.
#[inline]
pub fn encode_base64<S: Serializer>(
    bytes: &impl AsRef<[u8]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes))
}

struct Base64Visitor<T>(PhantomData<T>);

impl<T: From<Vec<u8>>> Visitor<'_> for Base64Visitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("bytes in base64")
    }

    /// The error does not repeat the string, which may be as long as a file.
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let bytes = parse(text).map(T::from);
        bytes.ok_or_else(|| E::invalid_value(Unexpected::Other("string"), &self))
    }
}

impl Codec for Vec<u8> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode_base64(deserializer)
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_base64(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{from_str, to_string};

    use super::parse;
    use crate::runtime::model::codec::{Decoded, Encoded};

    #[test]
    fn bytes_are_read_in_both_alphabets_with_and_without_padding() {
        for text in ["+/8=", "+/8", "-_8=", "-_8", "+/\r\n8=", " -_8\n"] {
            assert_eq!(parse(text), Some(vec![0xfb, 0xff]), "{text:?}");
        }
        assert_eq!(parse(""), Some(Vec::new()));
        for text in ["+_8=", "a", "a===", "=", "é", "QQ==QQ==", "{}"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn bytes_are_written_in_the_standard_alphabet_with_padding() {
        let bytes = BTreeMap::from([("a".to_owned(), vec![Some(vec![0xfb_u8, 0xff]), None])]);
        let json = to_string(&Encoded(&bytes)).unwrap();
        assert_eq!(json, r#"{"a":["+/8=",null]}"#);
        let Decoded(read) =
            from_str::<Decoded<BTreeMap<String, Vec<Option<Vec<u8>>>>>>(&json).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn an_error_does_not_repeat_the_string() {
        let read = |json: &str| from_str::<Decoded<Vec<u8>>>(json).map(|_| ()).unwrap_err();
        let error = read("\"se,cret\"").to_string();
        assert!(
            error.starts_with("invalid value: string, expected bytes in base64"),
            "{error}"
        );
        assert!(
            read("[1, 2]")
                .to_string()
                .contains("expected bytes in base64")
        );
    }
}
