//! The project's own commands. `cargo xtask --help` lists them.

mod call;
mod ci;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands: what CI checks, and what a contributor runs by hand.
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
    /// Run every check a change must pass, cheapest first
    Ci(ci::Args),
    /// Check what the compiler does not: arrows between crates, files, names, links
    Tidy(tidy::Args),
}

fn main() -> ExitCode {
    let outcome = match Xtask::parse().command {
        Command::Ci(args) => ci::run(&args),
        Command::Tidy(args) => tidy::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}
