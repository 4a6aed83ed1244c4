//! Finds the field of a record by its name.
//!
//! Does not depend on a format or a model.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// Deserializes a property name to the index of its field; an unknown name to the number of
/// fields.
pub(super) struct FieldName<'a, 'de> {
    pub(super) names: &'static [&'static str],
    /// The index of the field that is expected next.
    pub(super) guess: usize,
    /// Receives an unknown name.
    pub(super) unnamed: &'a mut Cow<'de, str>,
}

impl<'de> DeserializeSeed<'de> for FieldName<'_, 'de> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for FieldName<'_, 'de> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let index = index_of(self.names, self.guess, name);
        if index == self.names.len() {
            *self.unnamed = Cow::Owned(name.to_owned());
        }
        Ok(index)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<usize, E> {
        let index = index_of(self.names, self.guess, name);
        if index == self.names.len() {
            *self.unnamed = Cow::Borrowed(name);
        }
        Ok(index)
    }
}

/// The index of the field of this name, or the number of fields if there is none.
#[inline]
fn index_of(names: &[&str], guess: usize, name: &str) -> usize {
    match names.get(guess) {
        Some(expected) if is_same(expected, name) => guess,
        _ => search(names, guess, name),
    }
}

/// Searches from `guess` on. Services send fields in the order of the definition and omit some,
/// so the field that follows the previous one usually matches soon.
#[inline(never)]
fn search(names: &[&str], guess: usize, name: &str) -> usize {
    let (before, after) = names.split_at(guess.min(names.len()));
    let matches = |known: &&str| is_same(known, name);
    match after.iter().position(matches) {
        Some(index) => before.len() + index,
        None => before.iter().position(matches).unwrap_or(names.len()),
    }
}

/// Whether two names are equal. They are short, so comparing them in chunks of eight bytes is
/// faster than a call of `memcmp`.
#[inline]
pub(super) fn is_same(known: &str, name: &str) -> bool {
    let (known, name) = (known.as_bytes(), name.as_bytes());
    if known.len() != name.len() {
        return false;
    }
    // The last chunk overlaps the one before, so that it covers the remaining bytes.
    match (known.last_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(end), Some(other_end)) => {
            let words = known.as_chunks::<8>().0.iter();
            end == other_end && words.zip(name.as_chunks::<8>().0).all(|(a, b)| a == b)
        }
        _ => match (known.last_chunk::<4>(), name.last_chunk::<4>()) {
            (Some(end), Some(other_end)) => {
                end == other_end && known.first_chunk::<4>() == name.first_chunk::<4>()
            }
            _ => known.iter().eq(name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{index_of, is_same};

    #[test]
    fn names_of_every_length_are_compared_whole() {
        let name = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..=name.len() {
            let known = &name[..length];
            assert!(is_same(known, known), "{known}");
            for at in 0..length {
                let mut other = known.to_owned();
                other.replace_range(at..=at, "_");
                assert!(!is_same(known, &other), "{known} {other}");
            }
            assert!(length == 0 || !is_same(known, &name[..length - 1]));
        }
        assert!(is_same("größe", "größe") && !is_same("größe", "grösse"));
    }

    #[test]
    fn a_name_is_found_wherever_the_search_begins() {
        let names = ["id", "name", "selfUri", "dateModified"];
        for guess in 0..=names.len() + 1 {
            for (index, name) in names.iter().enumerate() {
                assert_eq!(index_of(&names, guess, name), index);
            }
            assert_eq!(index_of(&names, guess, "selfUrl"), names.len());
            assert_eq!(index_of(&[], guess, ""), 0);
        }
    }
}
