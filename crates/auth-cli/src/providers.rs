//! `auth providers`: the ways in, and what each needs.

mod show;

use std::process::ExitCode;

use comfy_table::Cell;
use serde::Serialize;

use crate::{
    args::{ProvidersCommand, ProvidersOptions},
    description::{Provider, Scheme},
    generated::PROVIDERS,
    screen::{self, Screen},
};

const NOTES: &str = "\
A variable in brackets may be left out. All that is known of a provider: auth providers show ID
";

#[derive(Serialize)]
struct Row {
    provider: &'static str,
    scheme: &'static str,
    label: &'static str,
    api: Option<&'static str>,
    sign_in: &'static str,
    renewal: &'static str,
    lifetime: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

/// Prints the table, or what was asked for of one provider.
pub(crate) fn run(options: &ProvidersOptions) -> ExitCode {
    if let Some(ProvidersCommand::Show(options)) = &options.command {
        return show::run(options);
    }
    let ways_in = |provider: &'static Provider| {
        let row = |scheme| row(provider, scheme);
        provider.schemes.iter().map(row)
    };
    let rows: Vec<_> = PROVIDERS.iter().flat_map(ways_in).collect();
    screen::print(&if options.json {
        json(&rows)
    } else {
        text(&rows, Screen::of_stdout())
    })
}

fn row(provider: &Provider, scheme: &Scheme) -> Row {
    Row {
        provider: provider.id,
        scheme: scheme.id,
        label: scheme.label,
        api: scheme.api,
        sign_in: scheme.kind,
        renewal: scheme.renewal,
        lifetime: scheme.lifetime,
        required: scheme.needs,
        optional: scheme.takes,
    }
}

fn text(rows: &[Row], screen: Screen) -> String {
    let mut table = screen.table([
        "provider",
        "scheme",
        "signs in by",
        "renewal",
        "lives",
        "API",
        "variables",
    ]);
    for row in rows {
        let optional = row.optional.iter().map(|name| format!("[{name}]"));
        let required = row.required.iter().map(ToString::to_string);
        let variables: Vec<_> = required.chain(optional).collect();
        table.add_row([
            Cell::new(row.provider),
            Cell::new(row.scheme),
            Cell::new(row.sign_in),
            Cell::new(row.renewal),
            Cell::new(row.lifetime),
            Cell::new(row.api.unwrap_or("you say it")),
            Cell::new(variables.join("\n")),
        ]);
    }
    format!("{}\n\n{NOTES}", screen::lines(&table))
}

/// Texts, numbers and truth values only: nothing that JSON cannot say.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
