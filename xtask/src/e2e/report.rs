//! What a person sees: a line per test, what a failed one said, a closing table.

use std::{process::ExitCode, thread, time::Duration};

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};

use super::trial::{Ended, Outcome};

#[derive(Default)]
pub(super) struct Report {
    spinner: Option<ProgressBar>,
    ended: Vec<(String, Outcome)>,
}

impl Report {
    /// On a terminal a spinner turns; elsewhere nothing is printed yet.
    pub(super) fn waits_for(&mut self, what: &str) {
        self.clear();
        let spinner = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg:.dim}") {
            spinner.set_style(style);
        }
        spinner.set_message(what.to_owned());
        spinner.enable_steady_tick(Duration::from_millis(120));
        self.spinner = Some(spinner);
    }

    pub(super) fn started(&mut self, name: &str) {
        self.waits_for(&in_words(name));
    }

    /// Prints the address and opens it in a browser.
    pub(super) fn asks_to_open(&self, url: &str) {
        let print = || anstream::println!("sign in, in your browser:\n  {url}");
        match &self.spinner {
            Some(spinner) => spinner.suspend(print),
            None => print(),
        }
        let url = url.to_owned();
        // Some browsers return when they are closed.
        thread::spawn(move || {
            if let Err(error) = opener::open_browser(url) {
                anstream::eprintln!(
                    "no browser could be opened ({error}): open the address by hand"
                );
            }
        });
    }

    pub(super) fn ended(&mut self, name: &str, outcome: Outcome) {
        self.clear();
        let (word, colour) = outcome.ended.word();
        let style = Style::new().fg_color(Some(colour.into())).bold();
        let line = format!(
            "{style}{word:9}{style:#} {:>8}  {}  {}",
            seconds(outcome.took),
            in_words(name),
            outcome.ended.remark()
        );
        anstream::println!("{}", line.trim_end());
        if outcome.ended == Ended::Failed {
            anstream::println!("\n{}", outcome.output);
        }
        self.ended.push((name.to_owned(), outcome));
    }

    /// Prints the table, and gives the exit code: 1 if one of the tests `fails` the run.
    pub(super) fn close(mut self, fails: impl Fn(&Ended) -> bool) -> ExitCode {
        self.clear();
        anstream::println!("\n{}", self.table());
        if self.ended.iter().any(|(_, outcome)| fails(&outcome.ended)) {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        let rule = LineStyle::none().fill('─').junction('─');
        table
            .load_style(presets::NOTHING.header_separator(rule))
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(["test", "", "time", ""]);
        for (name, Outcome { ended, took, .. }) in &self.ended {
            table.add_row([
                in_words(name).as_str(),
                ended.word().0,
                &seconds(*took),
                ended.remark(),
            ]);
        }
        if let Some(times) = table.column_mut(2) {
            times.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn clear(&mut self) {
        if let Some(spinner) = self.spinner.take() {
            spinner.finish_and_clear();
        }
    }
}

impl Ended {
    fn word(&self) -> (&'static str, AnsiColor) {
        match self {
            Self::Passed => ("ok", AnsiColor::Green),
            Self::InPart(_) => ("in part", AnsiColor::Yellow),
            Self::Failed => ("FAILED", AnsiColor::Red),
            Self::NotRun(_) => ("not run", AnsiColor::Yellow),
            Self::NotShown(_) => ("not shown", AnsiColor::Yellow),
        }
    }

    fn remark(&self) -> &str {
        match self {
            Self::InPart(remark) | Self::NotRun(remark) | Self::NotShown(remark) => remark,
            Self::Passed | Self::Failed => "",
        }
    }
}

/// `ends::a_code_used_twice` as `ends: a code used twice`.
fn in_words(name: &str) -> String {
    name.replace("::", ": ").replace('_', " ")
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_how_each_test_ended_and_why() {
        let mut report = Report::default();
        for (name, ended) in [
            ("sign_in::a_person", Ended::Passed),
            ("ends::twice", Ended::NotShown("reuse".to_owned())),
        ] {
            let outcome = Outcome {
                ended,
                took: Duration::from_millis(1250),
                output: String::new(),
            };
            report.ended(name, outcome);
        }
        let table = report.table().to_string();
        let rows: Vec<_> = table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            rows[2..],
            [
                "sign in: a person ok 1.2 s",
                "ends: twice not shown 1.2 s reuse"
            ]
        );
        assert_eq!(
            report.close(|ended| *ended == Ended::Failed),
            ExitCode::SUCCESS
        );
    }
}
