//! What a person sees of a run: a line per step, the output of what failed, a closing table.

use std::{
    process::{ExitCode, ExitStatus},
    time::{Duration, Instant},
};

use anstyle::{AnsiColor, Style};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};

use super::steps::Step;
use crate::call::Call;

/// How a step ended.
#[derive(Debug)]
pub(super) enum Ended {
    Passed {
        said: Option<String>,
        took: Duration,
    },
    NotRun {
        why: String,
    },
    /// Wrong before, or although, its commands ran.
    Refused {
        why: String,
    },
    Failed {
        call: Call,
        status: ExitStatus,
        output: String,
        log: Utf8PathBuf,
        took: Duration,
    },
}

impl Ended {
    pub(super) fn failed(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Failed { .. })
    }

    fn word(&self) -> (&'static str, AnsiColor) {
        match self {
            Self::Passed { .. } => ("ok", AnsiColor::Green),
            Self::NotRun { .. } => ("not run", AnsiColor::Yellow),
            Self::Refused { .. } | Self::Failed { .. } => ("FAILED", AnsiColor::Red),
        }
    }

    fn time(&self) -> String {
        match self {
            Self::Passed { took, .. } | Self::Failed { took, .. } => seconds(*took),
            Self::NotRun { .. } | Self::Refused { .. } => String::new(),
        }
    }

    fn remark(&self) -> String {
        match self {
            Self::Passed { said, .. } => said.clone().unwrap_or_default(),
            Self::NotRun { why } => why.clone(),
            Self::Refused { why } => why.lines().next().unwrap_or_default().to_owned(),
            Self::Failed { log, .. } => log.to_string(),
        }
    }
}

/// Longer logs are shown from the end; the file has all of it.
const SHOWN_LINES: usize = 1000;

/// The run so far.
#[derive(Debug)]
pub(super) struct Report {
    began: Instant,
    width: usize,
    spinner: ProgressBar,
    pub(super) ended: Vec<(&'static str, Ended)>,
}

impl Report {
    pub(super) fn new(steps: &[&Step]) -> Self {
        Self {
            began: Instant::now(),
            width: steps
                .iter()
                .map(|step| step.name.len())
                .max()
                .unwrap_or_default(),
            spinner: ProgressBar::hidden(),
            ended: Vec::new(),
        }
    }

    /// On a terminal a spinner turns until the step ends; elsewhere nothing is printed yet.
    pub(super) fn started(&mut self, step: &Step) {
        let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg:.dim}");
        self.spinner = ProgressBar::new_spinner();
        if let Ok(style) = style {
            self.spinner.set_style(style);
        }
        self.spinner
            .set_prefix(format!("{:width$}", step.name, width = self.width));
        self.spinner.enable_steady_tick(Duration::from_millis(120));
    }

    pub(super) fn running(&self, at: usize, of: usize, call: &Call) {
        let place = if of > 1 {
            format!("{}/{of} ", at + 1)
        } else {
            String::new()
        };
        self.spinner.set_message(format!("{place}{call}"));
    }

    /// Prints the step's line and, if it failed, what it said and how to see it again.
    pub(super) fn ended(&mut self, step: &Step, ended: Ended) {
        self.spinner.finish_and_clear();
        let (word, colour) = ended.word();
        let (word, width) = (coloured(&format!("{word:8}"), colour), self.width);
        let line = format!(
            "{:width$}  {word}{:>9}  {}",
            step.name,
            ended.time(),
            ended.remark()
        );
        anstream::println!("{}", line.trim_end());
        match &ended {
            Ended::Failed {
                call,
                status,
                output,
                log,
                ..
            } => {
                anstream::println!("\n{}", tail(output.trim_end(), log));
                anstream::println!("\n{} failed: {status}", step.name);
                anstream::println!("  reproduce: {call}\n  whole log: {log}\n");
            }
            Ended::Refused { why } => {
                anstream::println!("\n{} failed: {why}", step.name);
                anstream::println!("  reproduce: cargo xtask ci --only {}\n", step.name);
            }
            Ended::Passed { .. } | Ended::NotRun { .. } => {}
        }
        self.ended.push((step.name, ended));
    }

    /// Prints the table of times, the tests' count last, and gives the exit code of the run.
    pub(super) fn close(self) -> ExitCode {
        let mut table = Table::new();
        let rule = LineStyle::none().fill('─').junction('─');
        table
            .load_style(presets::NOTHING.header_separator(rule))
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(["step", "", "time", ""]);
        for (name, ended) in &self.ended {
            let (word, _) = ended.word();
            table.add_row([name, word, &ended.time(), &ended.remark()]);
        }
        table.add_row(["all", "", &seconds(self.began.elapsed()), ""]);
        if let Some(times) = table.column_mut(2) {
            times.set_cell_alignment(CellAlignment::Right);
        }
        anstream::println!("\n{table}");
        let failed: Vec<_> = self
            .ended
            .iter()
            .filter(|(_, ended)| ended.failed())
            .map(|(name, _)| *name)
            .collect();
        if !failed.is_empty() {
            let heading = coloured("failed:", AnsiColor::Red);
            anstream::println!("\n{heading} {}", failed.join(", "));
        }
        // What the test runner counted closes the run too.
        let tests = self.ended.iter().find(|(name, _)| *name == "tests");
        if let Some((
            _,
            Ended::Passed {
                said: Some(said), ..
            },
        )) = tests
        {
            anstream::println!("\ntests: {said}");
        }
        if failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// Prints the steps and what each is for.
pub(super) fn list(steps: &[Step]) {
    let width = steps
        .iter()
        .map(|step| step.name.len())
        .max()
        .unwrap_or_default();
    for step in steps {
        anstream::println!("{:width$}  {}", step.name, step.about);
    }
}

fn tail(text: &str, log: &Utf8Path) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let Some(from) = lines
        .len()
        .checked_sub(SHOWN_LINES)
        .filter(|from| *from > 0)
    else {
        return text.to_owned();
    };
    format!(
        "… {from} lines before these are in {log}\n{}",
        lines[from..].join("\n")
    )
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn coloured(text: &str, colour: AnsiColor) -> String {
    let style = Style::new().fg_color(Some(colour.into())).bold();
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_is_cut_at_its_beginning_and_says_so() {
        let text = (1..=SHOWN_LINES + 2)
            .map(|n| n.to_string())
            .collect::<Vec<_>>()
            .join("\n");
        let shown = tail(&text, "target/ci/tests.log".into());
        assert!(shown.starts_with("… 2 lines before these are in target/ci/tests.log\n3\n"));
        assert!(shown.ends_with(&format!("\n{}", SHOWN_LINES + 2)));
    }

    #[test]
    fn a_short_log_is_shown_whole() {
        assert_eq!(tail("a\nb", "x".into()), "a\nb");
    }
}
