//! HTTP over reqwest for the auth crates: the transport of token requests and a client that attaches credentials to calls.
