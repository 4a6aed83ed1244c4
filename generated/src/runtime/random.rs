//! Random bytes from the system, for secrets and for jitter.
//!
//! It knows nothing of what they are used for.

use ring::rand::{SecureRandom, SystemRandom};

/// Random bytes of cryptographic quality, or nothing if the system has none.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}
