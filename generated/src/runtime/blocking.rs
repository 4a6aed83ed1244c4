//! Calls from programs without async.
