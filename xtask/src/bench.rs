//! `cargo xtask bench`: what the engine and the stores cost, against a baseline of the same run.

mod cost;
mod measure;

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};

use crate::{call::Call, workspace::Workspace};
use measure::Measure;

/// Each measures its baseline in the same run.
const BENCHES: &[&str] = &[
    "bench -p auth-core --features testing --bench engine",
    "bench -p auth-store --features file,postgres,redis,sqlite --bench stores",
];

/// Measures what engine and stores cost and compares it with the limits it promises.
///
/// Runs the benchmarks `engine` of auth-core and `stores` of auth-store, which measure a baseline in the same run and print
/// one line `BENCH name=... value=... unit=... ratio=... limit=... ok=...` per figure, and counts
/// the crates that auth-core brings. The ratio is to the baseline. The exit code is 1 if a limit
/// is broken. Close other programs first: the figures are times.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Also time a build of auth-core from nothing, in a temporary folder
    #[arg(long)]
    cold: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Measures and prints. The exit code is 1 if a limit is broken.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let root = workspace.root();
    let mut measures = Vec::new();
    let mut failed = None;
    for arguments in BENCHES {
        let bench = Call::cargo(arguments);
        let (status, printed) = bench.capture(root)?;
        let read = measure::read(&printed).with_context(|| format!("`{bench}`"))?;
        ensure!(
            !read.is_empty(),
            "`{bench}` printed no figure ({status}):\n{printed}"
        );
        measures.extend(read);
        if !status.success() {
            failed = Some(format!("`{bench}` failed: {status}\n{printed}"));
        }
    }
    measures.push(cost::crates(root)?);
    if args.cold {
        measures.push(cost::cold_build(root)?);
    }
    if args.json {
        anstream::println!("{}", serde_json::to_string_pretty(&measures)?);
    } else {
        anstream::println!("{}", table(&measures));
    }
    let broken: Vec<_> = measures
        .iter()
        .filter(|one| one.ok == Some(false))
        .collect();
    for one in &broken {
        anstream::eprintln!("{}: over its limit", one.name);
    }
    if let Some(failed) = failed.filter(|_| broken.is_empty()) {
        bail!(failed);
    }
    Ok(if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn table(measures: &[Measure]) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table
        .load_style(presets::NOTHING.header_separator(rule))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(["figure", "value", "unit", "ratio", "limit", ""]);
    for one in measures {
        table.add_row([
            one.name.clone(),
            measure::number(one.value),
            one.unit.clone(),
            one.ratio
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default(),
            one.limit.clone().unwrap_or_default(),
            verdict(one.ok),
        ]);
    }
    for column in [1, 3, 4] {
        if let Some(numbers) = table.column_mut(column) {
            numbers.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn verdict(ok: Option<bool>) -> String {
    match ok {
        Some(true) => "ok".to_owned(),
        Some(false) => "OVER".to_owned(),
        None => String::new(),
    }
}
