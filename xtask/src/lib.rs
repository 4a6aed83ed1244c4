//! What the packages of `cargo xtask` share: the settings of the repository, its commands, regeneration,
//! and how programs are run.

pub mod commands;
pub mod config;
pub mod problems;
pub mod regen;
pub mod shell;
pub mod version;
