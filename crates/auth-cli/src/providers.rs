//! `auth providers`: the ways in, and what each needs.

use std::process::ExitCode;

use auth_all::core::{Error, Facts, Renewal, SignIn};
use comfy_table::Cell;
use serde::Serialize;

use crate::{
    FAILED,
    args::ProvidersOptions,
    scheme::{SCHEMES, Scheme},
    screen::{self, Screen},
};

const NOTES: &str = "\
Passwords are read from MYUNISOFT_PASSWORD, SINAO_PASSWORD and KEYCLIC_PASSWORD. DossierFacile publishes the addresses of
pre-production only: DOSSIERFACILE_ENVIRONMENT=preproduction, or DOSSIERFACILE_ISSUER and DOSSIERFACILE_API_URL.
All the optional variables: auth providers --json
";

#[derive(Serialize)]
struct Row {
    provider: &'static str,
    scheme: &'static str,
    api: String,
    sign_in: &'static str,
    renewal: String,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

/// Prints the table.
pub(crate) fn run(options: &ProvidersOptions) -> ExitCode {
    let rows: Result<Vec<_>, Error> = SCHEMES.iter().map(row).collect();
    let text = rows.map(|rows| {
        if options.json {
            // Texts only: nothing that JSON cannot say.
            serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
        } else {
            text(&rows, Screen::of_stdout())
        }
    });
    match text {
        Ok(text) => screen::print(&text),
        Err(error) => {
            screen::complain_about(&error);
            FAILED.into()
        }
    }
}

fn row(scheme: &'static Scheme) -> Result<Row, Error> {
    let facts = scheme.facts()?;
    Ok(Row {
        provider: facts.provider,
        scheme: facts.scheme,
        api: facts.api.to_string().trim_end_matches('/').to_owned(),
        sign_in: match facts.sign_in {
            SignIn::Static(_) => "the key itself",
            SignIn::Client => "client credentials",
            SignIn::Password(_) => "password",
            SignIn::Person => "a person's browser",
            _ => "unknown",
        },
        renewal: renewal(&facts),
        required: scheme.required,
        optional: scheme.optional,
    })
}

fn renewal(facts: &Facts) -> String {
    let how = match facts.policy.renewal {
        Renewal::None => "none, a person makes a new key",
        Renewal::SignIn => "signs in again",
        Renewal::RefreshToken => "refresh token",
        _ => "unknown",
    };
    match facts.policy.session {
        Some(session) => format!("{how}, for {} days", session.as_secs() / (24 * 3600)),
        None => how.to_owned(),
    }
}

fn text(rows: &[Row], screen: Screen) -> String {
    let mut table = screen.table([
        "provider",
        "scheme",
        "signs in by",
        "renewal",
        "API",
        "variables",
    ]);
    for row in rows {
        table.add_row([
            Cell::new(row.provider),
            Cell::new(row.scheme),
            Cell::new(row.sign_in),
            Cell::new(&row.renewal),
            Cell::new(&row.api),
            Cell::new(row.required.join("\n")),
        ]);
    }
    format!("{}\n\n{NOTES}", screen::lines(&table))
}
