//! Credentials that are right now: traits, token lifecycle and secret types, without an HTTP client or a provider.
