//! Finds the field of a record by its name.
//!
//! Knows no format and no model.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// Turns a name on the wire into the number of the field; an unknown name into one past the last.
pub(super) struct FieldName<'a, 'de> {
    pub(super) names: &'static [&'static str],
    /// The number of the field that is expected.
    pub(super) guess: usize,
    /// Where an unknown name is kept.
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

/// The number of the field of this name, or one past the last.
#[inline]
fn index_of(names: &[&str], guess: usize, name: &str) -> usize {
    match names.get(guess) {
        Some(expected) if is_same(expected, name) => guess,
        _ => search(names, guess, name),
    }
}

/// Services write fields in the order of their definition, leaving some out, so the search starts
/// behind the field that was read last and usually ends soon.
#[inline(never)]
fn search(names: &[&str], guess: usize, name: &str) -> usize {
    let (before, after) = names.split_at(guess.min(names.len()));
    let matches = |known: &&str| is_same(known, name);
    match after.iter().position(matches) {
        Some(index) => before.len() + index,
        None => before.iter().position(matches).unwrap_or(names.len()),
    }
}

/// Whether two names are equal. They are short, so that comparing them word by word here costs less
/// than a call of `memcmp`.
#[inline]
pub(super) fn is_same(known: &str, name: &str) -> bool {
    let (known, name) = (known.as_bytes(), name.as_bytes());
    if known.len() != name.len() {
        return false;
    }
    // The last word overlaps the one before, so that no byte is left.
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
