//! The project's own commands. `cargo xtask --help` lists them.

mod bench;
mod call;
mod ci;
mod codegen;
mod conformance;
mod description;
mod docs;
mod e2e;
mod fleet;
mod new_provider;
mod realm;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands: what CI checks, and what a contributor runs by hand.
///
/// `cargo xtask COMMAND --help` says what a command checks and why.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ci(ci::Args),
    Tidy(tidy::Args),
    Codegen(codegen::Args),
    Conformance(conformance::Args),
    NewProvider(new_provider::Args),
    Rehearse(new_provider::RehearseArgs),
    Docs(docs::Args),
    Bench(bench::Args),
    E2e(e2e::Args),
    Fleet(fleet::Args),
}

fn main() -> ExitCode {
    let outcome = match Xtask::parse().command {
        Command::Ci(args) => ci::run(&args),
        Command::Tidy(args) => tidy::run(&args),
        Command::Codegen(args) => codegen::run(&args),
        Command::Conformance(args) => conformance::run(&args),
        Command::NewProvider(args) => new_provider::run(&args),
        Command::Rehearse(args) => new_provider::rehearse(&args),
        Command::Docs(args) => docs::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::E2e(args) => e2e::run(&args),
        Command::Fleet(args) => fleet::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

/// Whether this is a CI run, where nothing may be left out for want of a tool.
fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

#[test]
fn every_command_is_well_formed() {
    <Xtask as clap::CommandFactory>::command().debug_assert();
}
