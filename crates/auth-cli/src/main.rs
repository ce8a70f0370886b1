//! The command `auth`: every way in to the four providers, from a shell.

mod args;
mod check;
mod description;
mod explain;
mod generated;
mod probe;
mod providers;
mod sandbox;
mod screen;
mod store;
mod r#try;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};

/// Something is not as it should be: refused, failed, or a check that did not pass.
const FAILED: u8 = 1;
/// Wrong arguments or configuration, as clap has it.
const WRONG_INPUT: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            screen::complain(&format!("no runtime: {error}"));
            return FAILED.into();
        }
    };
    runtime.block_on(async {
        match arguments.command {
            Command::Try(options) => r#try::run(options).await,
            Command::Sandbox(options) => sandbox::run(options).await,
            Command::Providers(options) => providers::run(&options),
            Command::Check(options) => check::run(options).await,
            Command::Store(options) => store::run(options.command).await,
        }
    })
}
