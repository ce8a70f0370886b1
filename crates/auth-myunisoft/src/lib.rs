//! Authentication to MyUnisoft: partner key and secret, legacy firm login.
