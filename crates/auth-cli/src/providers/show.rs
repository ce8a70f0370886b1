//! `auth providers show`: every fact about one provider, its source, and how sure it is.

use std::{fmt::Write, process::ExitCode};

use comfy_table::{Cell, Color};
use serde::Serialize;

use super::json;
use crate::{
    args::ShowOptions,
    description::{Input, Provider, Row, Scheme, Section},
    screen::{self, Screen},
};

/// A provider as it is shown: all of it, or what is assumed.
#[derive(Serialize)]
struct Page {
    id: &'static str,
    name: &'static str,
    about: &'static str,
    facts: usize,
    assumed: usize,
    schemes: &'static [Scheme],
    inputs: &'static [Input],
    sections: Vec<Part>,
}

/// The rows of a section that are shown; never none.
#[derive(Serialize)]
struct Part {
    title: &'static str,
    columns: &'static [&'static str],
    rows: Vec<&'static Row>,
}

/// Prints the page.
pub(super) fn run(options: &ShowOptions) -> ExitCode {
    let page = Page::of(options.provider, options.assumed);
    screen::print(&if options.json {
        json(&page)
    } else {
        text(&page, options.assumed, Screen::of_stdout())
    })
}

impl Page {
    fn of(provider: &'static Provider, assumed_only: bool) -> Self {
        let part = |section: &'static Section| {
            let rows = section.rows.iter();
            let rows: Vec<_> = rows.filter(|row| row.assumed || !assumed_only).collect();
            (!rows.is_empty()).then_some(Part {
                title: section.title,
                columns: section.columns,
                rows,
            })
        };
        Self {
            id: provider.id,
            name: provider.name,
            about: provider.about,
            facts: provider.facts,
            assumed: provider.assumed,
            schemes: provider.schemes,
            inputs: provider.inputs,
            sections: provider.sections.iter().filter_map(part).collect(),
        }
    }
}

fn text(page: &Page, assumed_only: bool, screen: Screen) -> String {
    let mut text = format!("{}\n{}\n", screen.bold(page.name), page.about);
    for part in &page.sections {
        let _ = writeln!(
            text,
            "\n{}\n{}",
            screen.bold(part.title),
            rows(part, screen)
        );
        for row in &part.rows {
            let of = row.cells.iter().find(|cell| !cell.is_empty());
            if let (Some(of), Some(note)) = (of, row.note) {
                let _ = writeln!(text, "  {}: {note}", of.trim_end_matches('.'));
            }
        }
    }
    let shown: usize = page.sections.iter().map(|part| part.rows.len()).sum();
    let _ = match (assumed_only, shown) {
        (true, 0) => writeln!(
            text,
            "\nnothing is assumed: all {} facts are stated",
            page.facts
        ),
        _ => writeln!(
            text,
            "\n{} of {} facts are assumed: inferred, not stated by the provider",
            page.assumed, page.facts
        ),
    };
    text
}

fn rows(part: &Part, screen: Screen) -> String {
    let headings = part.columns.iter().copied();
    let mut table = screen.table(headings.chain(["sources", "certainty", "checked"]));
    for row in &part.rows {
        let certainty = if row.assumed && !row.kinds.contains(ASSUMED) {
            format!("{}, {ASSUMED}", row.kinds)
        } else {
            row.kinds.to_owned()
        };
        let sources = row.sources.join(", ");
        let colour = |cell: Cell| {
            if row.assumed {
                cell.fg(Color::Yellow)
            } else {
                cell
            }
        };
        let sure = if row.assumed {
            Color::Yellow
        } else {
            Color::Green
        };
        let cells = row.cells.iter().map(|cell| colour(Cell::new(cell)));
        table.add_row(cells.chain([
            colour(Cell::new(sources)),
            Cell::new(certainty).fg(sure),
            colour(Cell::new(row.checked)),
        ]));
    }
    screen::lines(&table)
}

/// How a fact is marked that the provider does not state.
const ASSUMED: &str = "assumed";

#[cfg(test)]
mod tests {
    use super::*;

    static ACME: Provider = Provider {
        id: "acme",
        name: "Acme",
        about: "Anvils.",
        schemes: &[],
        inputs: &[],
        sections: &[
            Section {
                title: "Hosts",
                columns: &["base", "URL"],
                rows: &[
                    Row {
                        cells: &["api", "https://api.acme.example"],
                        sources: &["guide", "sdk"],
                        kinds: "documented, source code",
                        assumed: false,
                        checked: "2026-11-22",
                        note: Some("The port is never said."),
                    },
                    Row {
                        cells: &["oauth", "https://id.acme.example"],
                        sources: &["guess"],
                        kinds: "assumed",
                        assumed: true,
                        checked: "2026-11-21",
                        note: None,
                    },
                ],
            },
            Section {
                title: "Limits",
                columns: &["limit"],
                rows: &[Row {
                    cells: &["10 calls"],
                    sources: &["guide"],
                    kinds: "documented",
                    assumed: false,
                    checked: "2026-11-22",
                    note: None,
                }],
            },
        ],
        facts: 3,
        assumed: 1,
    };

    #[test]
    fn a_page_has_every_fact_with_its_source() {
        let text = text(&Page::of(&ACME, false), false, Screen::PLAIN);
        let expected = "\
Acme
Anvils.

Hosts
 base   URL                       sources     certainty                checked
 api    https://api.acme.example  guide, sdk  documented, source code  2026-11-22
 oauth  https://id.acme.example   guess       assumed                  2026-11-21
  api: The port is never said.

Limits
 limit     sources  certainty   checked
 10 calls  guide    documented  2026-11-22

1 of 3 facts are assumed: inferred, not stated by the provider
";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_assumed_stands_alone_when_asked_for() {
        let page = Page::of(&ACME, true);
        assert_eq!(page.sections.len(), 1);
        let text = text(&page, true, Screen::PLAIN);
        let expected = "\
Acme
Anvils.

Hosts
 base   URL                      sources  certainty  checked
 oauth  https://id.acme.example  guess    assumed    2026-11-21

1 of 3 facts are assumed: inferred, not stated by the provider
";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_assumed_row_is_yellow_where_there_are_colours() {
        let page = Page::of(&ACME, false);
        let rich = text(&page, false, Screen::RICH);
        let line = |word: &str| rich.lines().find(|line| line.contains(word)).unwrap();
        let yellow = "\u{1b}[38;5;11m";
        assert!(
            line("id.acme.example").matches(yellow).count() == 5,
            "{rich:?}"
        );
        assert!(!line("api.acme.example").contains(yellow), "{rich:?}");
        assert!(!text(&page, false, Screen::PLAIN).contains('\u{1b}'));
    }
}
