//! Facade over the provider crates: one feature per provider, all on by default.
