//! How things look: boxes and colours on a terminal, aligned text anywhere else.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use anstyle::{AnsiColor, Style};
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};

use crate::FAILED;

/// What standard output can show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    boxes: bool,
    colours: bool,
}

impl Screen {
    /// Standard output as it is.
    pub(crate) fn of_stdout() -> Self {
        let terminal = io::stdout().is_terminal();
        Self {
            boxes: terminal,
            colours: terminal && colours_wanted(),
        }
    }

    /// Aligned text without anything else.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self {
        boxes: false,
        colours: false,
    };

    /// Everything that a terminal can show.
    #[cfg(test)]
    pub(crate) const RICH: Self = Self {
        boxes: true,
        colours: true,
    };

    /// An empty table with these headings.
    pub(crate) fn table<'a>(self, headings: impl IntoIterator<Item = &'a str>) -> Table {
        let mut table = self.facts();
        let bold = |heading| Cell::new(heading).add_attribute(Attribute::Bold);
        table.set_header(headings.into_iter().map(bold));
        table
    }

    /// An empty table without headings.
    pub(crate) fn facts(self) -> Table {
        let mut table = Table::new();
        if self.boxes {
            // As wide as the terminal at most.
            table
                .load_style(presets::UTF8_FULL_CONDENSED)
                .set_content_arrangement(ContentArrangement::Dynamic);
        } else {
            table
                .load_style(presets::NOTHING)
                .set_content_arrangement(ContentArrangement::Disabled);
        }
        if self.colours {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table
    }

    /// A heading, or a closing line.
    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(text, Style::new().bold())
    }

    /// A line that says that all is well, or not.
    pub(crate) fn outcome(self, passed: bool, text: &str) -> String {
        let colour = if passed {
            AnsiColor::Green
        } else {
            AnsiColor::Red
        };
        self.styled(text, Style::new().bold().fg_color(Some(colour.into())))
    }

    fn styled(self, text: &str, style: Style) -> String {
        if self.colours {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// The cell that says whether a row is as it should be.
pub(crate) fn mark(passed: bool) -> Cell {
    if passed {
        Cell::new("ok").fg(Color::Green)
    } else {
        Cell::new("FAILED").fg(Color::Red)
    }
}

/// A table without the blanks at the ends of its lines.
pub(crate) fn lines(table: &Table) -> String {
    table.trim_fmt()
}

/// Writes to standard output. A reader that went away is no failure; any other fault is.
pub(crate) fn print(text: &str) -> ExitCode {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("standard output: {error}"));
            FAILED.into()
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Writes an error to standard error.
pub(crate) fn complain(text: &str) {
    let mut stderr = io::stderr().lock();
    let style = if stderr.is_terminal() && colours_wanted() {
        Style::new().bold().fg_color(Some(AnsiColor::Red.into()))
    } else {
        Style::new()
    };
    // Who closed standard error does not want to know.
    let _ = writeln!(stderr, "{style}error:{style:#} {text}");
}

/// <https://no-color.org>
fn colours_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
}
