//! What the programs of the benchmark share: models with derives, users to decode, a server, the same
//! call by the SDK and by reqwest alone, and turns. Knows nothing of the report that comes of it.

pub mod calls;
pub mod derived;
pub mod details;
pub mod sample;
pub mod server;
pub mod tree;
pub mod turns;
