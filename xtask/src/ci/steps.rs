//! The steps of `cargo xtask ci`, cheapest first. Clippy, tests and doc tests ask for the same
//! features of the same crates, so that they share what they build.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use cargo_metadata::Package;

use super::{Context, features, msrv, tests_summary};
use crate::{call::Call, realm};

/// One check, run as a few commands.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(super) plan: fn(&Context) -> Result<Plan>,
    /// Reads the one line worth showing out of the log of a step that succeeded.
    pub(super) said: Option<fn(&str) -> Result<String>>,
}

/// What a step will do.
#[derive(Debug)]
pub(super) enum Plan {
    Run(Vec<Call>),
    /// Left out, on any machine, for this reason.
    NotRun(String),
    /// Something is not installed: left out on a contributor's machine, a failure in CI.
    Missing(String),
}

/// All of them, in order.
pub(crate) const STEPS: &[Step] = &[
    step("fmt", "every file is formatted by rustfmt", fmt),
    step("tidy", "what no compiler checks (`cargo xtask tidy`)", tidy),
    step(
        "deny",
        "licences, duplicate and unwanted dependencies (cargo-deny)",
        deny,
    ),
    step(
        "msrv",
        "the libraries build with the Rust version they declare",
        msrv::plan,
    ),
    step(
        "clippy",
        "no warning in any target of any crate, all features on",
        clippy,
    ),
    step(
        "realm",
        "the OpenID provider that the end-to-end test talks to (npm ci)",
        realm,
    ),
    Step {
        name: "tests",
        about: "unit, integration and end-to-end tests, all features on",
        plan: tests,
        said: Some(tests_summary::read),
    },
    Step {
        name: "doctests",
        about: "the examples in the documentation",
        plan: doctests,
        said: Some(tests_summary::read_allowing_none),
    },
    step(
        "features",
        "each crate alone, with no feature, each feature and all",
        features::plan,
    ),
    step(
        "rustdoc",
        "the documentation of every crate builds without a warning",
        rustdoc,
    ),
    step(
        "docs-rs",
        "the documentation builds as docs.rs builds it (nightly)",
        docs_rs,
    ),
    step(
        "package",
        "each published crate builds from the archive that would be uploaded",
        package,
    ),
];

const fn step(name: &'static str, about: &'static str, plan: fn(&Context) -> Result<Plan>) -> Step {
    Step {
        name,
        about,
        plan,
        said: None,
    }
}

fn one(call: Call) -> Plan {
    Plan::Run(vec![call])
}

fn fmt(_: &Context) -> Result<Plan> {
    Ok(one(Call::cargo("fmt --all --check")))
}

fn tidy(_: &Context) -> Result<Plan> {
    Ok(one(Call::xtask("tidy")?))
}

fn deny(context: &Context) -> Result<Plan> {
    if !Call::cargo("deny --version").works() {
        return Ok(Plan::Missing(
            "cargo-deny is not installed: `cargo install --locked cargo-deny`".to_owned(),
        ));
    }
    // It reads the crates of every platform, also those that no build here has fetched.
    let fetch = Call::cargo(if context.ci {
        "fetch --quiet --locked"
    } else {
        "fetch --quiet"
    });
    let check = Call::cargo("deny --offline check --hide-inclusion-graph bans licenses sources");
    Ok(Plan::Run(vec![fetch, check]))
}

fn clippy(_: &Context) -> Result<Plan> {
    Ok(one(Call::cargo(
        "clippy --workspace --all-targets --all-features -- -D warnings",
    )))
}

fn realm(context: &Context) -> Result<Plan> {
    Ok(realm::install(context.workspace.root()).map_or_else(Plan::Missing, one))
}

fn tests(context: &Context) -> Result<Plan> {
    let workspace = "--workspace --all-features --no-fail-fast";
    Ok(one(if Call::cargo("nextest --version").works() {
        let settings = context.workspace.root().join("xtask/nextest.toml");
        Call::cargo("nextest run --tool-config-file")
            .args([format!("xtask:{settings}")])
            .words(workspace)
    } else {
        Call::cargo("test --all-targets").words(workspace)
    }))
}

fn doctests(_: &Context) -> Result<Plan> {
    Ok(one(Call::cargo("test --doc --workspace --all-features")))
}

fn rustdoc(_: &Context) -> Result<Plan> {
    let call = Call::cargo("doc --workspace --all-features --no-deps");
    Ok(one(call.env("RUSTDOCFLAGS", "-D warnings")))
}

/// docs.rs builds with nightly, `--cfg docsrs` and the settings in `[package.metadata.docs.rs]`:
/// crates with the same settings are built together.
fn docs_rs(context: &Context) -> Result<Plan> {
    if !Call::cargo("+nightly --version").works() {
        return Ok(Plan::NotRun("toolchain nightly not installed".to_owned()));
    }
    let mut alike: BTreeMap<(Vec<String>, String), Vec<&str>> = BTreeMap::new();
    for package in context.workspace.libraries() {
        alike
            .entry(docs_rs_settings(package))
            .or_default()
            .push(&package.name);
    }
    let calls = alike.into_iter().map(|((features, rustdoc), names)| {
        Call::cargo("+nightly doc --no-deps --lib --target-dir target/docs-rs")
            .args(names.iter().flat_map(|name| ["-p", *name]))
            .args(features)
            .env("RUSTDOCFLAGS", rustdoc.trim_end())
    });
    Ok(Plan::Run(calls.collect()))
}

/// The feature arguments and rustdoc's flags, read as docs.rs reads them.
fn docs_rs_settings(package: &Package) -> (Vec<String>, String) {
    let table = &package.metadata["docs"]["rs"];
    let is = |key: &str| table[key].as_bool() == Some(true);
    let words = |key: &str| {
        let list = table[key].as_array().into_iter().flatten();
        list.filter_map(|word| word.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let mut features = Vec::new();
    if is("all-features") {
        features.push("--all-features".to_owned());
    }
    if is("no-default-features") {
        features.push("--no-default-features".to_owned());
    }
    // With several packages in one command, a feature needs the name of its crate.
    let named = words("features")
        .into_iter()
        .map(|name| format!("{}/{name}", package.name));
    features.extend(named.flat_map(|name| ["--features".to_owned(), name]));
    (
        features,
        format!(
            "-D warnings --cfg docsrs {}",
            words("rustdoc-args").join(" ")
        ),
    )
}

/// The archives of all crates are made first and serve each other as a registry, so that crates
/// that depend on each other can be checked before any of them is published.
fn package(context: &Context) -> Result<Plan> {
    let published = context.workspace.published();
    ensure!(
        !published.is_empty(),
        "no crate of the workspace is published"
    );
    let mut call = Call::cargo("package --quiet")
        .args(
            published
                .iter()
                .flat_map(|package| ["-p", package.name.as_str()]),
        )
        // The archives are then built where the dependencies already lie.
        .env("CARGO_TARGET_DIR", context.workspace.target().as_str());
    if context.allow_dirty {
        ensure!(
            !context.ci,
            "--allow-dirty is for a contributor's machine: commit the files"
        );
        call = call.words("--allow-dirty");
    }
    Ok(one(call))
}
