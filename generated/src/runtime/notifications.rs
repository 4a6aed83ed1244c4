//! The notifications of the service, as a stream.
