//! What a person sees: a bar while a run goes on, a line when it has ended, and tables.

use std::{process::ExitCode, time::Duration};

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Store, told::Told, trial::Ended};

/// Upper ends of the bars of the histogram, in milliseconds.
const BARS: [u64; 10] = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, u64::MAX / 1000];
const WIDEST: usize = 50;

#[derive(Default)]
pub(super) struct Shown {
    bar: Option<ProgressBar>,
    ended: Vec<(Store, Ended)>,
}

impl Shown {
    /// On a terminal a spinner turns; elsewhere nothing is printed yet.
    pub(super) fn waits_for(&mut self, what: &str) {
        self.show(
            ProgressBar::new_spinner(),
            "{spinner} {elapsed} {wide_msg:.dim}",
        );
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
        }
    }

    pub(super) fn started(&mut self, store: Store, rotations: u64) {
        self.show(
            ProgressBar::new(rotations),
            "{msg:9} {wide_bar} {pos}/{len} renewals, {elapsed}",
        );
        if let Some(bar) = &self.bar {
            bar.set_message(store.test());
        }
    }

    pub(super) fn moved(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    pub(super) fn ended(&mut self, store: Store, ended: Ended) {
        self.clear();
        let (word, colour, remark) = match &ended {
            Ended::Passed(told) => ("ok", AnsiColor::Green, in_short(told)),
            Ended::Failed(_) => ("FAILED", AnsiColor::Red, String::new()),
            Ended::NotRun(missing) => ("not run", AnsiColor::Yellow, missing.clone()),
        };
        let style = Style::new().fg_color(Some(colour.into())).bold();
        anstream::println!("{style}{word:9}{style:#} {:9} {remark}", store.test());
        if let Ended::Failed(failed) = &ended {
            anstream::println!("\n{}", failed.0);
        }
        self.ended.push((store, ended));
    }

    /// Prints the tables, and gives the exit code: 1 if one of the runs `fails`.
    pub(super) fn close(mut self, fails: impl Fn(&Ended) -> bool) -> ExitCode {
        self.clear();
        let told: Vec<_> = self
            .ended
            .iter()
            .filter_map(|(store, ended)| Some((store.test(), ended.told()?)))
            .collect();
        for table in [lost(&told), wrong(&told), waited(&told)] {
            anstream::println!("\n{table}");
        }
        anstream::println!("\n{}", bars(&told));
        if self.ended.iter().any(|(_, ended)| fails(ended)) {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }

    fn show(&mut self, bar: ProgressBar, template: &str) {
        self.clear();
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        self.bar = Some(bar);
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Ended {
    fn told(&self) -> Option<&Told> {
        match self {
            Self::Passed(told) => Some(told),
            Self::Failed(failed) => failed.1.as_ref(),
            Self::NotRun(_) => None,
        }
    }
}

fn in_short(told: &Told) -> String {
    format!(
        "{} renewals in {:.0} s, {} kills, reuse {}, {} lost answers reported ({})",
        told.rotations,
        told.seconds,
        told.killed.processes,
        told.reuse,
        told.reported.all(),
        told.realms.join(" and ")
    )
}

type Rows<'a> = [(&'static str, &'a Told)];

/// What became of the tokens.
fn lost(told: &Rows<'_>) -> Table {
    let head = [
        "",
        "renewals",
        "spent",
        "spent twice",
        "refused",
        "lost, not told",
        "told lost",
        "seen by provider",
        "signed in again",
        "served by others",
    ];
    table(&head, told, |told| {
        vec![
            told.rotations,
            told.spends,
            told.reuse,
            told.refused,
            told.lost_unreported,
            told.reported.all(),
            told.reported.spent,
            told.signed_in_again,
            told.adopted(),
        ]
    })
}

/// What went wrong, and what of it was told as a lost answer.
fn wrong(told: &Rows<'_>) -> Table {
    let head = [
        "",
        "kills",
        "before intent",
        "in the window",
        "after save",
        "stalls",
        "server",
        "store failed",
        "told: killed",
        "stalled",
        "no answer",
        "not saved",
        "no reason",
    ];
    table(&head, told, |told| {
        vec![
            told.killed.processes,
            told.killed.before_intent,
            told.killed.in_window,
            told.killed.after_save,
            told.stalls,
            told.troubles.values().sum(),
            told.store_failures,
            told.reported.killed,
            told.reported.stalled,
            told.reported.unanswered,
            told.reported.unsaved,
            told.reported.without_reason,
        ]
    })
}

/// How long callers waited.
fn waited(told: &Rows<'_>) -> Table {
    let head = [
        "",
        "at once",
        "waited",
        "not served",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms",
    ];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole milliseconds"
    )]
    table(&head, told, |told| {
        let mut row = vec![told.hits, told.waits.len() as u64, told.unserved];
        row.extend([0.5, 0.9, 0.99, 1.0].map(|share| told.wait(share).round() as u64));
        row
    })
}

fn table(head: &[&str], told: &Rows<'_>, row: impl Fn(&Told) -> Vec<u64>) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table
        .load_style(presets::NOTHING.header_separator(rule))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(head.to_vec());
    for (store, told) in told {
        let numbers = row(told).into_iter().map(|number| number.to_string());
        table.add_row(std::iter::once((*store).to_owned()).chain(numbers));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// The waits of all runs, as bars.
fn bars(told: &Rows<'_>) -> String {
    let mut above = 0;
    let counts = BARS.map(|upto| {
        let count: usize = told.iter().map(|(_, told)| told.waited(above, upto)).sum();
        let label = if upto == BARS[BARS.len() - 1] {
            format!("> {above} ms")
        } else {
            format!("≤ {upto} ms")
        };
        above = upto;
        (label, count)
    });
    let most = counts
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or_default();
    let lines = counts.map(|(label, count)| {
        let bar = "▇".repeat((count * WIDEST).div_ceil(most.max(1)));
        format!("{label:>9} {count:>7} {bar}")
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_a_column_for_each_number() {
        let one = Told::default();
        let told = [("redis", &one)];
        for table in [lost(&told), wrong(&told), waited(&told)] {
            let text = table.to_string();
            let columns = text.lines().next().map(|head| head.matches("  ").count());
            assert!(columns > Some(5), "{text}");
            let row = table.row(0).map(comfy_table::Row::cell_count);
            assert_eq!(
                row,
                Some(table.header().map_or(0, comfy_table::Row::cell_count)),
                "{text}"
            );
        }
    }

    #[test]
    fn the_longest_bar_is_the_commonest_wait() {
        let one = Told {
            waits: vec![1, 1, 60_000, 9_000_000],
            ..Told::default()
        };
        let bars = bars(&[("redis", &one)]);
        let lengths: Vec<_> = bars.lines().map(|line| line.matches('▇').count()).collect();
        assert_eq!(lengths, [50, 0, 0, 25, 0, 0, 0, 0, 0, 25], "{bars}");
        assert!(
            bars.lines()
                .last()
                .is_some_and(|line| line.contains("> 5000 ms"))
        );
    }
}
