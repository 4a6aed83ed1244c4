//! Events that come from two sockets, given once.
//!
//! While one socket takes the place of another, both may bring the same event.
//! The service numbers no events, so that the same text is taken for the same
//! event when two sockets bring it, and for two events when one of them brings
//! it twice.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The messages of a time with several sockets.
#[derive(Default)]
pub(super) struct Overlap {
    hasher: RandomState,
    /// The socket that brought a message first, by the message's hash.
    first: HashMap<u64, u64>,
}

impl Overlap {
    /// Whether another socket has brought this message already.
    pub(super) fn is_repeated(&mut self, text: &str, socket: u64) -> bool {
        let hash = self.hasher.hash_one(text);
        *self.first.entry(hash).or_insert(socket) != socket
    }
}

#[cfg(test)]
mod tests {
    use super::Overlap;

    #[test]
    fn only_another_socket_repeats() {
        let mut overlap = Overlap::default();
        assert!(!overlap.is_repeated("a", 1));
        assert!(!overlap.is_repeated("a", 1));
        assert!(overlap.is_repeated("a", 2));
        assert!(overlap.is_repeated("a", 2));
        assert!(overlap.is_repeated("a", 3));
        assert!(!overlap.is_repeated("b", 2));
        assert!(overlap.is_repeated("b", 1));
    }
}
