//! Random bytes from the system, for secrets and for jitter.

use ring::rand::{SecureRandom, SystemRandom};

/// Cryptographically secure random bytes; `None` if the system provides none.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}
