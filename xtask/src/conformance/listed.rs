//! The tests that CI runs: what nextest lists of the same build.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use serde::Deserialize;

use crate::call::Call;

/// What to do about a missing cargo-nextest.
pub(crate) const NO_NEXTEST: &str =
    "cargo-nextest is not installed: `cargo install --locked cargo-nextest`";

/// The binaries and their tests.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Listed {
    #[serde(rename = "rust-suites")]
    binaries: BTreeMap<String, Binary>,
}

#[derive(Debug, Default, Deserialize)]
struct Binary {
    #[serde(default)]
    testcases: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    ignored: bool,
    #[serde(rename = "filter-match")]
    filter: Filter,
}

#[derive(Debug, Deserialize)]
struct Filter {
    status: String,
}

impl Listed {
    /// Builds the tests, as the step `tests` does, and asks for their names.
    pub(super) fn ask(root: &Utf8Path) -> Result<Self> {
        ensure!(Call::cargo("nextest --version").works(), NO_NEXTEST);
        let settings = root.join("xtask/nextest.toml");
        let list = Call::cargo(
            "nextest list --cargo-quiet --workspace --all-features --message-format json",
        )
        .args(["--tool-config-file".to_owned(), format!("xtask:{settings}")])
        .output(root)?;
        Self::read(&list)
    }

    pub(super) fn read(list: &str) -> Result<Self> {
        serde_json::from_str(list).context("cannot read what `cargo nextest list` printed")
    }

    /// Whether the test is run: listed, not ignored, not filtered out.
    pub(super) fn runs(&self, binary: &str, name: &str) -> bool {
        let binary = self.binaries.get(binary);
        let test = binary.and_then(|binary| binary.testcases.get(name));
        test.is_some_and(|test| !test.ignored && test.filter.status == "matches")
    }
}
