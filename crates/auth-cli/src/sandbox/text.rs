//! What `auth sandbox` shows to a person.

use std::fmt::Write;

use auth_all::core::config::LOOPBACK_HTTP;
use comfy_table::Cell;

use super::{Announcement, samples::Environment};
use crate::screen::{self, Screen};

/// Addresses, sample credentials, and lines to paste into a shell.
pub(super) fn text(ready: &Announcement, screen: Screen) -> String {
    let mut addresses = screen.table(["provider", "address", "URL"]);
    let origins = &ready.origins;
    for (provider, address, url) in [
        ("myunisoft", "API", &origins.myunisoft_api),
        ("myunisoft", "authentication", &origins.myunisoft_auth),
        ("dossierfacile", "issuer", &origins.dossierfacile_sso),
        ("dossierfacile", "API", &origins.dossierfacile_api),
        ("sinao", "API", &origins.sinao),
        ("keyclic", "API", &origins.keyclic),
        ("(all)", "control", &ready.control),
    ] {
        addresses.add_row([provider, address, url]);
    }
    let mut samples = screen.table(["provider", "sample", "value"]);
    for sample in &ready.samples {
        samples.add_row([
            Cell::new(sample.provider),
            Cell::new(sample.name),
            Cell::new(&sample.value),
        ]);
    }
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}\n{}\n\n{}\n{}\n\n{}\n{}",
        screen.bold("The four providers, imitated on this machine's loopback"),
        screen::lines(&addresses),
        screen.bold("Sample credentials: made up, good for this sandbox only"),
        screen::lines(&samples),
        screen.bold("For a shell: one way in per provider, the others behind #"),
        exports(&ready.environment),
    );
    let _ = writeln!(text, "Ctrl-C stops it.");
    text
}

/// Lines that a POSIX shell understands.
fn exports(environment: &[Environment]) -> String {
    let mut lines = format!("export {LOOPBACK_HTTP}=1\n");
    let mut begun: Option<&Environment> = None;
    for way_in in environment {
        let Environment {
            provider, scheme, ..
        } = way_in;
        // What the provider's first way in has exported already is not repeated.
        let first = begun.filter(|first| first.provider == *provider);
        let (mark, instead) = if first.is_some() {
            ("# ", ", instead")
        } else {
            begun = Some(way_in);
            ("", "")
        };
        let _ = writeln!(lines, "# {provider} by {scheme}{instead}");
        for (name, value) in &way_in.variables {
            let known = first.is_some_and(|first| first.variables.contains_key(name));
            if *name != LOOPBACK_HTTP && !known {
                let _ = writeln!(lines, "{mark}export {name}={}", quoted(value));
            }
        }
    }
    lines
}

/// One word of a POSIX shell.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+%".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_value_is_one_word_for_a_shell() {
        assert_eq!(
            quoted("http://127.0.0.1:4000/v1"),
            "http://127.0.0.1:4000/v1"
        );
        assert_eq!(quoted("a b$c"), "'a b$c'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
