//! `cargo xtask ci`: the steps in order, each timed, its output kept in a file.
#![expect(
    clippy::unnecessary_wraps,
    reason = "every step is planned by the same kind of function"
)]

mod features;
mod msrv;
mod report;
mod steps;
mod tests_summary;

use std::{fs::File, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::camino::Utf8PathBuf;

use crate::{call::Call, workspace::Workspace};
use report::{Ended, Report};
use steps::{Plan, STEPS, Step};

/// Runs every check a change must pass, in an order that fails early.
///
/// Each step prints one line with its time; its output is shown only if it fails and is kept in
/// target/ci/STEP.log. The first failure ends the run with the command that reproduces it.
/// With CI=true a tool that is missing fails its step, instead of leaving it out by name, and
/// debug information and incremental builds are off.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Run this step alone (repeatable)
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// Run this step and those after it
    #[arg(long, value_name = "STEP", conflicts_with = "only")]
    from: Option<String>,
    /// List the steps and what each is for, and run none
    #[arg(long)]
    list: bool,
    /// Go on after a failed step; the exit code is still 1
    #[arg(long)]
    keep_going: bool,
    /// Let `package` take files that are not committed
    #[arg(long)]
    allow_dirty: bool,
}

/// What a step needs to know to plan its commands.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) workspace: Workspace,
    /// Whether this is a CI run: nothing may be left out for want of a tool.
    pub(crate) ci: bool,
    pub(crate) allow_dirty: bool,
}

/// Runs what `args` chooses. The exit code is 1 if a step failed.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    if args.list {
        report::list(STEPS);
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = chosen(args)?;
    let workspace = Workspace::here()?;
    let logs = workspace.target().join("ci");
    std::fs::create_dir_all(&logs).with_context(|| format!("cannot create {logs}"))?;
    let ci = crate::in_ci();
    let context = Context {
        workspace,
        ci,
        allow_dirty: args.allow_dirty,
    };

    let mut report = Report::new(&chosen);
    for step in chosen {
        let ended = run_step(
            step,
            &context,
            logs.join(format!("{}.log", step.name)),
            &mut report,
        )?;
        let failed = ended.failed();
        report.ended(step, ended)?;
        if failed && !args.keep_going {
            break;
        }
    }
    Ok(report.close())
}

fn chosen(args: &Args) -> Result<Vec<&'static Step>> {
    let named = |name: &String| match STEPS.iter().position(|step| step.name == name) {
        Some(at) => Ok(at),
        None => bail!("no step is called {name}: `cargo xtask ci --list` shows them"),
    };
    if let Some(name) = &args.from {
        return Ok(STEPS[named(name)?..].iter().collect());
    }
    if args.only.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let mut at = args.only.iter().map(named).collect::<Result<Vec<_>>>()?;
    at.sort_unstable();
    at.dedup();
    Ok(at.into_iter().map(|at| &STEPS[at]).collect())
}

fn run_step(
    step: &Step,
    context: &Context,
    log: Utf8PathBuf,
    report: &mut Report,
) -> Result<Ended> {
    let started = Instant::now();
    report.started(step);
    let calls = match (step.plan)(context) {
        Ok(Plan::Run(calls)) => calls,
        Ok(Plan::Missing(why)) if context.ci => {
            return Ok(Ended::Refused {
                why: format!("{why}, and CI leaves nothing out"),
            });
        }
        Ok(Plan::Missing(why) | Plan::NotRun(why)) => return Ok(Ended::NotRun { why }),
        Err(error) => {
            return Ok(Ended::Refused {
                why: format!("{error:#}"),
            });
        }
    };
    let file = File::create(&log).with_context(|| format!("cannot write {log}"))?;
    let of = calls.len();
    for (at, call) in calls.into_iter().enumerate() {
        report.running(at, of, &call);
        let call = if context.ci { lean(call) } else { call };
        let status = call.run_into(context.workspace.root(), &file)?;
        if !status.success() {
            return Ok(Ended::Failed {
                call,
                status,
                log,
                took: started.elapsed(),
            });
        }
    }
    let text = std::fs::read_to_string(&log).with_context(|| format!("cannot read {log}"))?;
    match step.said.map(|said| said(&text)).transpose() {
        Ok(said) => Ok(Ended::Passed {
            said,
            took: started.elapsed(),
        }),
        Err(error) => Ok(Ended::Refused {
            why: format!("{error:#}"),
        }),
    }
}

/// A CI machine builds once: what makes a second build fast, or a debugger useful, is wasted there.
fn lean(call: Call) -> Call {
    call.env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
}
