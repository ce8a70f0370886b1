//! Authentication to Keyclic: login, application header, expiry read from the JWT.
