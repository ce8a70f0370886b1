//! The steps of `cargo xtask ci`, cheapest first. Clippy, tests and doc tests ask for the same
//! features of the same crates, so that they share what they build.

use anyhow::Result;

use super::{Context, features, msrv, package, tests_summary};
use crate::{call::Call, conformance::NO_NEXTEST, docs, realm};

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
#[rustfmt::skip] // A table reads in rows.
pub(crate) const STEPS: &[Step] = &[
    step("fmt", "every file is formatted by rustfmt", fmt),
    step("tidy", "what no compiler knows: see `cargo xtask tidy --help`", tidy),
    step("codegen", "what is generated follows the descriptions of the providers", codegen),
    step("deny", "licences, unwanted and duplicate dependencies (cargo-deny)", deny),
    step("msrv", "the libraries keep the Rust version they promise", msrv::plan),
    step("clippy", "no warning in any target, all features on", clippy),
    step("realm", "the OpenID provider for the end-to-end test (npm ci)", realm),
    Step { said: Some(tests_summary::read), ..TESTS },
    Step { said: Some(tests_summary::read), ..MODELS },
    step("fleet", "no login is lost by processes that are killed: see `cargo xtask fleet --help`", fleet),
    step("conformance", "what the providers' pages ask, and what goes wrong, each with a test that runs", conformance),
    Step { said: Some(tests_summary::read_allowing_none), ..DOCTESTS },
    step("new-provider", "a provider is made from its description, in a copy: see `cargo xtask rehearse --help`", rehearse),
    step("features", "each crate alone with no, each, default and all features", features::plan),
    step("rustdoc", "the documentation builds without a warning", rustdoc),
    step("docs-rs", "and as docs.rs builds it, features labelled", docs_rs),
    step("package", "each crate builds from the archive that would be uploaded", package::plan),
];

const TESTS: Step = step(
    "tests",
    "unit, integration and end-to-end tests, all features on",
    tests,
);
const MODELS: Step = step(
    "models",
    "the engine in thousands of orders of its locks, tasks and limits (shuttle)",
    models,
);
const DOCTESTS: Step = step(
    "doctests",
    "the examples in the documentation run",
    doctests,
);

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

fn codegen(_: &Context) -> Result<Plan> {
    Ok(one(Call::xtask("codegen --check")?))
}

fn deny(context: &Context) -> Result<Plan> {
    if !Call::cargo("deny --version").works() {
        return Ok(Plan::Missing(
            "cargo-deny is not installed: `cargo install --locked cargo-deny`".to_owned(),
        ));
    }
    // It reads the crates of every platform, also those that no build here has fetched.
    let fetch = Call::cargo(if context.ci {
        "fetch --locked"
    } else {
        "fetch"
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
        Call::cargo("nextest run --status-level slow --tool-config-file")
            .args([format!("xtask:{settings}")])
            .words(workspace)
            // The step `fleet` runs it at length.
            .words("--filterset all()-binary_id(auth-all::fleet)")
    } else {
        Call::cargo("test --lib --bins --tests --examples").words(workspace)
    }))
}

fn fleet(_: &Context) -> Result<Plan> {
    Ok(one(Call::xtask("fleet")?))
}

fn models(_: &Context) -> Result<Plan> {
    // Another `cfg` is another build of everything: it keeps a folder of its own.
    let call = Call::cargo("test -p auth-core --test shuttle --target-dir target/models");
    Ok(one(call.env("RUSTFLAGS", "--cfg shuttle")))
}

fn conformance(_: &Context) -> Result<Plan> {
    if !Call::cargo("nextest --version").works() {
        return Ok(Plan::Missing(NO_NEXTEST.to_owned()));
    }
    Ok(one(Call::xtask("conformance --check")?))
}

fn doctests(_: &Context) -> Result<Plan> {
    Ok(one(Call::cargo("test --doc --workspace --all-features")))
}

fn rehearse(_: &Context) -> Result<Plan> {
    Ok(one(Call::xtask("rehearse")?))
}

fn rustdoc(_: &Context) -> Result<Plan> {
    let call = Call::cargo("doc --workspace --all-features --no-deps");
    Ok(one(call.env("RUSTDOCFLAGS", "-D warnings")))
}

fn docs_rs(context: &Context) -> Result<Plan> {
    Ok(Plan::Run(docs::rustdoc::calls(&context.workspace)))
}
