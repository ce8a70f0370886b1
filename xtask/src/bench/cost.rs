//! What auth-core costs before it runs: the crates it brings and the time they take to build.

use std::{collections::BTreeSet, time::Instant};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use tempfile::TempDir;

use super::measure::Measure;
use crate::call::Call;

const CRATES_BELOW: u32 = 60;

/// The crates in auth-core's tree, itself included, on this platform.
pub(super) fn crates(root: &Utf8Path) -> Result<Measure> {
    let tree = Call::cargo("tree -p auth-core -e normal --prefix none").output(root)?;
    let crates = distinct(&tree);
    ensure!(crates > 0, "`cargo tree` listed no crate");
    Ok(Measure {
        name: "auth-core/crates".to_owned(),
        value: f64::from(crates),
        unit: "crates".to_owned(),
        ratio: None,
        limit: Some(format!("<{CRATES_BELOW}")),
        ok: Some(crates < CRATES_BELOW),
    })
}

/// Lines such as `serde v1.0.0 (proc-macro) (*)`: a crate is a name and a version.
fn distinct(tree: &str) -> u32 {
    let crates = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        words.next().zip(words.next())
    });
    crates
        .collect::<BTreeSet<_>>()
        .len()
        .try_into()
        .unwrap_or(u32::MAX)
}

/// The seconds that a first `cargo build` of auth-core takes, downloads not counted.
pub(super) fn cold_build(root: &Utf8Path) -> Result<Measure> {
    let target = TempDir::new().context("cannot create a temporary folder")?;
    let target = target.path().to_string_lossy();
    Call::cargo("fetch --quiet").output(root)?;
    let started = Instant::now();
    Call::cargo("build --quiet -p auth-core")
        .env("CARGO_TARGET_DIR", &target)
        .output(root)?;
    Ok(Measure {
        name: "auth-core/cold-build".to_owned(),
        value: started.elapsed().as_secs_f64(),
        unit: "s".to_owned(),
        ratio: None,
        limit: None,
        ok: None,
    })
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn a_crate_counts_once_per_version() {
        let tree = "auth-core v0.1.0 (crates/auth-core)\nserde v1.0.0\nsyn v2.0.0 (proc-macro)\n\
                    serde v1.0.0 (*)\nsyn v3.0.0\n\n";
        assert_eq!(distinct(tree), 4);
    }
}
