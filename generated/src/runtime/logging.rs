//! What the client does, told to the crate `tracing`.
