//! A report as a person reads it, and as a program does.

use std::fmt::Write;

use comfy_table::{Cell, Table};

use super::report::{Outcome, Renewal, Report, Revocation, SignIn, Stampede};
use crate::screen::{Screen, lines, mark};

/// One JSON object, as `--help` describes it.
pub(super) fn json(report: &Report) -> String {
    // Numbers, texts and no maps: nothing that JSON cannot say.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// Four tables and a closing line.
pub(super) fn text(report: &Report, screen: Screen) -> String {
    let sections = [
        (
            "Sign-ins, and a call through each",
            sign_ins(&report.sign_ins, screen),
        ),
        (
            "Renewals, with the clock turned past each expiry",
            renewals(&report.renewals, screen),
        ),
        (
            "Stampede on an empty cache",
            stampede(&report.stampede, screen),
        ),
        ("Revocation", revocation(&report.revocation, screen)),
    ];
    let mut text = String::new();
    for (heading, table) in sections {
        let _ = writeln!(text, "{}\n{}\n", screen.bold(heading), lines(&table));
    }
    for (subject, problem) in problems(report) {
        let line = format!("FAILED {subject}: {problem}");
        let _ = writeln!(text, "{}", screen.outcome(false, &line));
    }
    let _ = writeln!(text, "{}", closing(report, screen));
    text
}

fn sign_ins(rows: &[SignIn], screen: Screen) -> Table {
    let mut table = screen.table([
        "provider", "way in", "GET", "answer", "good for", "time", "",
    ]);
    for row in rows {
        table.add_row([
            Cell::new(row.provider),
            Cell::new(row.way_in),
            Cell::new(row.call.trim_start_matches("GET ")),
            Cell::new(row.answer.as_deref().unwrap_or("-")),
            Cell::new(row.expires_in.map_or_else(|| "no end".to_owned(), duration)),
            Cell::new(format!("{} ms", row.milliseconds)),
            mark(row.outcome.passed),
        ]);
    }
    table
}

fn renewals(rows: &[Renewal], screen: Screen) -> Table {
    let mut table = screen.table([
        "provider",
        "way in",
        "after",
        "renewal",
        "exchanges",
        "answer",
        "",
    ]);
    for row in rows {
        table.add_row([
            Cell::new(row.provider),
            Cell::new(row.way_in),
            Cell::new(duration(row.clock_turned.unsigned_abs())),
            Cell::new(row.how),
            Cell::new(row.exchanges),
            Cell::new(row.answer.as_deref().unwrap_or("-")),
            mark(row.outcome.passed),
        ]);
    }
    table
}

fn stampede(row: &Stampede, screen: Screen) -> Table {
    let mut table = screen.table([
        "provider",
        "way in",
        "callers",
        "found nothing",
        "exchanges",
        "credentials",
        "time",
        "",
    ]);
    table.add_row([
        Cell::new(row.provider),
        Cell::new(row.way_in),
        Cell::new(row.callers),
        Cell::new(row.found_nothing),
        Cell::new(row.exchanges),
        Cell::new(row.credentials),
        Cell::new(format!("{} ms", row.milliseconds)),
        mark(row.outcome.passed),
    ]);
    table
}

fn revocation(row: &Revocation, screen: Screen) -> Table {
    let mut table = screen.facts();
    let facts = [
        (
            "what happens",
            format!("{} {}: {}", row.provider, row.way_in, row.event),
        ),
        ("error", row.error.clone().unwrap_or_default()),
        ("who acts", row.who_acts.unwrap_or_default().to_owned()),
        ("what to do", row.what_to_do.clone().unwrap_or_default()),
        ("sent afterwards", row.sent_afterwards.to_string()),
    ];
    for (name, value) in facts {
        table.add_row([Cell::new(name), Cell::new(value)]);
    }
    table.add_row([Cell::new("check"), mark(row.outcome.passed)]);
    table
}

fn problems(report: &Report) -> impl Iterator<Item = (String, &str)> {
    let sign_ins = report.sign_ins.iter();
    let renewals = report.renewals.iter();
    let (stampede, revocation) = (&report.stampede, &report.revocation);
    let rows = sign_ins
        .map(|row| ("sign-in", row.provider, row.way_in, &row.outcome))
        .chain(renewals.map(|row| ("renewal", row.provider, row.way_in, &row.outcome)))
        .chain([
            (
                "stampede",
                stampede.provider,
                stampede.way_in,
                &stampede.outcome,
            ),
            (
                "revocation",
                revocation.provider,
                revocation.way_in,
                &revocation.outcome,
            ),
        ]);
    rows.filter_map(|(section, provider, way_in, Outcome { problem, .. })| {
        let subject = format!("{section} {provider} {way_in}");
        Some((subject, problem.as_deref()?))
    })
}

fn closing(report: &Report, screen: Screen) -> String {
    let (checks, failed) = (report.checks, report.failed);
    let line = if report.passed {
        format!("all {checks} checks passed in {:.2} s", report.seconds)
    } else {
        format!(
            "{failed} of {checks} checks failed in {:.2} s",
            report.seconds
        )
    };
    screen.outcome(report.passed, &line)
}

/// Seconds in the largest units that hold them.
fn duration(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (seconds, "s")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let text: Vec<_> = parts
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if text.is_empty() {
        "0 s".to_owned()
    } else {
        text.join(" ")
    }
}
