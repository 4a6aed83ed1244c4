//! A transport without a network, for the tests of applications.
