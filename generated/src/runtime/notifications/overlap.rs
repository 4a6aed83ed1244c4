//! Removes duplicates of events from two sockets.
//!
//! While a socket is replaced, both may receive the same event. Events have no ids, so
//! equal messages are counted for each socket: the n-th of one socket is the same event
//! as the n-th of the other. So a message that was received n times on one socket and m
//! times on the other is returned max(n, m) times.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The messages in a period with several sockets.
#[derive(Default)]
pub(super) struct Overlap {
    hasher: RandomState,
    /// How often each socket has received a message, by the hash of the message. There
    /// are two sockets, seldom more.
    counts: HashMap<u64, Vec<(u64, usize)>>,
}

impl Overlap {
    /// Counts a message of a socket. Returns whether it was returned before, because
    /// another socket has received it as often.
    pub(super) fn is_repeated(&mut self, text: &str, socket: u64) -> bool {
        let hash = self.hasher.hash_one(text);
        let counts = self.counts.entry(hash).or_default();
        let delivered = counts.iter().map(|(_, count)| *count).max();
        let own = match counts.iter_mut().find(|(known, _)| *known == socket) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                counts.push((socket, 1));
                1
            }
        };
        own <= delivered.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Overlap;

    /// Which of these messages of these sockets are delivered.
    fn delivered(arrivals: &[(&str, u64)]) -> Vec<bool> {
        let mut overlap = Overlap::default();
        let arrivals = arrivals.iter();
        arrivals
            .map(|(text, socket)| !overlap.is_repeated(text, *socket))
            .collect()
    }

    #[test]
    fn equal_messages_count_per_socket() {
        let old_first = [("a", 1), ("a", 1), ("a", 2), ("a", 2), ("a", 2), ("a", 2)];
        assert_eq!(
            delivered(&old_first),
            [true, true, false, false, true, true]
        );
        let in_turn = [("a", 1), ("a", 2), ("a", 1), ("a", 2), ("a", 2), ("a", 1)];
        assert_eq!(delivered(&in_turn), [true, false, true, false, true, false]);
        let new_first = [("a", 2), ("a", 1), ("a", 1), ("a", 1)];
        assert_eq!(delivered(&new_first), [true, false, true, true]);
    }

    #[test]
    fn as_many_are_delivered_as_the_socket_with_the_most_has_brought() {
        for old in 0..5_usize {
            for new in 0..5_usize {
                let mut arrivals = vec![("a", 1); old];
                arrivals.extend(vec![("a", 2); new]);
                for order in [arrivals.clone(), arrivals.into_iter().rev().collect()] {
                    let count = delivered(&order).into_iter().filter(|it| *it).count();
                    assert_eq!(count, old.max(new), "{order:?}");
                }
            }
        }
    }

    #[test]
    fn messages_count_by_their_text_and_a_third_socket_counts_for_itself() {
        let mixed = [("a", 1), ("b", 2), ("b", 1), ("a", 2), ("c", 2)];
        assert_eq!(delivered(&mixed), [true, true, false, false, true]);
        let three = [("a", 1), ("a", 2), ("a", 3), ("a", 3), ("a", 2)];
        assert_eq!(delivered(&three), [true, false, false, true, false]);
    }
}
