//! Settings from files, the environment and profiles.
