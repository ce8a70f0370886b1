//! `cargo xtask ci`: the steps in order, each timed, its output kept in a file.
#![expect(
    clippy::unnecessary_wraps,
    reason = "every step is planned by the same kind of function"
)]

mod features;
mod log;
mod msrv;
mod package;
mod report;
mod steps;
mod tests_summary;
mod toolchain;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};

use crate::{call::Call, workspace::Workspace};
use log::Log;
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
    let context = Context {
        workspace: Workspace::here()?,
        ci: crate::in_ci(),
        allow_dirty: args.allow_dirty,
    };
    Ok(run_steps(&chosen, &context, args.keep_going)?.close())
}

fn run_steps(steps: &[&'static Step], context: &Context, keep_going: bool) -> Result<Report> {
    let mut report = Report::new(steps);
    for step in steps {
        report.started(step);
        let ended = run_step(step, context, &report)?;
        let failed = ended.failed();
        report.ended(step, ended);
        if failed && !keep_going {
            break;
        }
    }
    Ok(report)
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

fn run_step(step: &Step, context: &Context, report: &Report) -> Result<Ended> {
    let started = Instant::now();
    let calls = match (step.plan)(context) {
        Ok(Plan::Run(calls)) => calls,
        Ok(Plan::Missing(why)) if context.ci => {
            let why = format!("{why}, and CI leaves nothing out");
            return Ok(Ended::Refused { why });
        }
        Ok(Plan::Missing(why) | Plan::NotRun(why)) => return Ok(Ended::NotRun { why }),
        Err(error) => {
            return Ok(Ended::Refused {
                why: format!("{error:#}"),
            });
        }
    };
    let root = context.workspace.root();
    let mut log = Log::create(&context.workspace, step.name)?;
    let of = calls.len();
    for (at, call) in calls.into_iter().enumerate() {
        report.running(at, of, &call);
        let file = log.begin(&call)?;
        let run = if context.ci {
            lean(call.clone())
        } else {
            call.clone()
        };
        let status = run.run_into(root, file)?;
        if !status.success() {
            let took = started.elapsed();
            return Ok(Ended::Failed {
                call,
                status,
                output: log.read()?,
                log: log.shown,
                took,
            });
        }
    }
    let Some(said) = step.said else {
        return Ok(Ended::Passed {
            said: None,
            took: started.elapsed(),
        });
    };
    Ok(match said(&log.read()?) {
        Ok(said) => Ended::Passed {
            said: Some(said),
            took: started.elapsed(),
        },
        Err(error) => Ended::Refused {
            why: format!("{error:#}"),
        },
    })
}

/// A CI machine builds once: what makes a second build fast, or a debugger useful, is wasted there.
fn lean(call: Call) -> Call {
    call.env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    const STEPS: &[Step] = &[
        step("passes", |_| Ok(Plan::Run(vec![Call::new("true")]))),
        step("fails", |_| {
            Ok(Plan::Run(vec![
                Call::new("sh").args(["-c", "echo seen; exit 3"]),
            ]))
        }),
        step("missing", |_| {
            Ok(Plan::Missing("node not found".to_owned()))
        }),
        step("left-out", |_| Ok(Plan::NotRun("no toolchain".to_owned()))),
        step("refuses", |_| bail!("a version is wrong")),
    ];

    const fn step(name: &'static str, plan: fn(&Context) -> Result<Plan>) -> Step {
        Step {
            name,
            about: "",
            plan,
            said: None,
        }
    }

    /// Runs the steps in an empty workspace and tells how each ended.
    fn ended(names: &[&str], ci: bool, keep_going: bool) -> Vec<String> {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        let workspace = Workspace::at(folder.path()).unwrap();
        let context = Context {
            workspace,
            ci,
            allow_dirty: false,
        };
        let steps = names
            .iter()
            .map(|name| STEPS.iter().find(|step| step.name == *name).unwrap());
        let report = run_steps(&steps.collect::<Vec<_>>(), &context, keep_going).unwrap();
        report
            .ended
            .iter()
            .map(|(name, ended)| format!("{name}: {}", told(ended)))
            .collect()
    }

    fn told(ended: &Ended) -> String {
        match ended {
            Ended::Passed { .. } => "ok".to_owned(),
            Ended::NotRun { why } => format!("not run: {why}"),
            Ended::Refused { why } => format!("FAILED: {why}"),
            Ended::Failed { call, output, .. } => format!("FAILED: {call}: {output}"),
        }
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        assert_eq!(
            ended(&["passes", "fails", "passes"], false, false),
            [
                "passes: ok",
                "fails: FAILED: sh -c 'echo seen; exit 3': $ sh -c 'echo seen; exit 3'\nseen\n",
            ]
        );
    }

    #[test]
    fn the_run_goes_on_if_told_so() {
        let all = ended(&["fails", "passes"], false, true);
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[1], "passes: ok");
    }

    #[test]
    fn a_missing_tool_is_named_and_in_ci_a_failure() {
        assert_eq!(
            ended(&["missing"], false, false),
            ["missing: not run: node not found"]
        );
        assert_eq!(
            ended(&["missing", "passes"], true, false),
            ["missing: FAILED: node not found, and CI leaves nothing out"]
        );
    }

    #[test]
    fn a_step_left_out_everywhere_is_no_failure() {
        assert_eq!(
            ended(&["left-out", "passes"], true, false),
            ["left-out: not run: no toolchain", "passes: ok"]
        );
    }

    #[test]
    fn a_step_that_cannot_be_planned_fails_with_its_reason() {
        assert_eq!(
            ended(&["refuses"], false, false),
            ["refuses: FAILED: a version is wrong"]
        );
    }
}
