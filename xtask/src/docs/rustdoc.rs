//! The documentation as docs.rs builds it: `--cfg docsrs`, which labels what a feature adds, and the settings of each
//! crate's `[package.metadata.docs.rs]`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{call::Call, workspace::Workspace};

/// Where it is built: a folder of its own, since two rustdocs would overwrite each other's index.
pub(super) const TARGET: &str = "target/docs-rs";

/// One command for all crates with the same settings.
pub(crate) fn calls(workspace: &Workspace) -> Vec<Call> {
    let mut alike: BTreeMap<Settings, Vec<&str>> = BTreeMap::new();
    for package in workspace.libraries() {
        let settings = settings(&package.name, &package.metadata);
        alike.entry(settings).or_default().push(&package.name);
    }
    // docs.rs has nightly. Stable knows the same label, for crates that are named here.
    let labelled: Vec<_> = alike
        .values()
        .flatten()
        .map(|name| name.replace('-', "_"))
        .collect();
    let calls = alike.iter().map(|(settings, names)| {
        Call::cargo("doc --no-deps --lib --target-dir")
            .args([TARGET])
            .args(names.iter().flat_map(|name| ["-p", *name]))
            .args(settings.features.clone())
            .env("RUSTC_BOOTSTRAP", &labelled.join(","))
            .env("RUSTDOCFLAGS", &settings.rustdoc)
    });
    calls.collect()
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Settings {
    features: Vec<String>,
    rustdoc: String,
}

fn settings(name: &str, metadata: &Value) -> Settings {
    let table = &metadata["docs"]["rs"];
    let words = |key: &str| {
        table[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    let mut features = Vec::new();
    for flag in ["all-features", "no-default-features"] {
        if table[flag].as_bool() == Some(true) {
            features.push(format!("--{flag}"));
        }
    }
    for feature in words("features") {
        // With several crates in one command, a feature needs the name of its crate.
        features.extend(["--features".to_owned(), format!("{name}/{feature}")]);
    }
    // docs.rs sets `--cfg docsrs` itself; a crate may say so too.
    let rustdoc = words("rustdoc-args").collect::<Vec<_>>().join(" ");
    let rustdoc = rustdoc.replace("--cfg docsrs", "");
    let rustdoc = format!("-D warnings --cfg docsrs {}", rustdoc.trim());
    Settings {
        features,
        rustdoc: rustdoc.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_crate_without_settings_is_built_with_its_default_features() {
        let expected = Settings {
            features: Vec::new(),
            rustdoc: "-D warnings --cfg docsrs".to_owned(),
        };
        assert_eq!(settings("auth-core", &Value::Null), expected);
    }

    #[test]
    fn the_settings_are_read_as_docs_rs_reads_them() {
        let metadata = json!({ "docs": { "rs": {
            "all-features": true,
            "rustdoc-args": ["--cfg", "docsrs", "--generate-link-to-definition"],
        } } });
        let settings = settings("auth-core", &metadata);
        assert_eq!(settings.features, ["--all-features"]);
        assert_eq!(
            settings.rustdoc,
            "-D warnings --cfg docsrs --generate-link-to-definition"
        );
    }

    #[test]
    fn a_feature_is_named_with_its_crate() {
        let metadata = json!({ "docs": { "rs": {
            "no-default-features": true,
            "features": ["testing"],
        } } });
        let features = settings("auth-core", &metadata).features;
        assert_eq!(
            features,
            ["--no-default-features", "--features", "auth-core/testing"]
        );
    }
}
