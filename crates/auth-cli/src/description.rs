//! The shape of what is known of a provider: data only, filled by `generated.rs`.

use serde::Serialize;

use crate::generated::PROVIDERS;

/// A provider, its ways in, and every fact about it.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    /// What is typed, such as `sinao`.
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// One sentence.
    pub(crate) about: &'static str,
    /// The first one is what the provider's documentation puts first.
    pub(crate) schemes: &'static [Scheme],
    pub(crate) inputs: &'static [Input],
    pub(crate) sections: &'static [Section],
    /// How many facts there are.
    pub(crate) facts: usize,
    /// How many of them are inferred, not stated by the provider.
    pub(crate) assumed: usize,
}

/// A way in.
#[derive(Debug, Serialize)]
pub(crate) struct Scheme {
    pub(crate) id: &'static str,
    /// What people call it.
    pub(crate) label: &'static str,
    /// What it signs in by, in words.
    pub(crate) kind: &'static str,
    /// How a token is renewed, in words.
    pub(crate) renewal: &'static str,
    /// How long a token lives, in words.
    pub(crate) lifetime: &'static str,
    /// Base of the API, where one is known without being told.
    pub(crate) api: Option<&'static str>,
    /// The environment variables that must be set.
    pub(crate) needs: &'static [&'static str],
    /// Those that may be set.
    pub(crate) takes: &'static [&'static str],
}

/// What the user supplies.
#[derive(Debug, Serialize)]
pub(crate) struct Input {
    pub(crate) id: &'static str,
    pub(crate) variable: Option<&'static str>,
    pub(crate) secret: bool,
    pub(crate) english: &'static str,
    pub(crate) french: &'static str,
    pub(crate) shape: &'static str,
}

/// Facts of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: &'static [Row],
}

/// A fact, and how sure it is.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// As many as the section has columns.
    pub(crate) cells: &'static [&'static str],
    /// Identifiers of the sources.
    pub(crate) sources: &'static [&'static str],
    /// Of what kind the sources are, in words.
    pub(crate) kinds: &'static str,
    /// Inferred, not stated by the provider.
    pub(crate) assumed: bool,
    /// When the sources were last looked at, a date.
    pub(crate) checked: &'static str,
    pub(crate) note: Option<&'static str>,
}

/// The provider with this identifier.
pub(crate) fn provider(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

impl Provider {
    /// The way in with this identifier.
    pub(crate) fn scheme(&self, id: &str) -> Option<&'static Scheme> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }

    /// What the variables that a text names stand for, a line each.
    pub(crate) fn labels(&self, text: &str) -> Vec<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let names: Vec<&str> = text.split(|c| !is_part(c)).collect();
        let label = |input: &Input| {
            let variable = input.variable?;
            names
                .contains(&variable)
                .then(|| format!("  {variable}: {}", input.english))
        };
        self.inputs.iter().filter_map(label).collect()
    }
}

impl Scheme {
    /// Whether it signs in for tokens, which can be kept; a static key is what the user has.
    pub(crate) fn has_tokens(&self) -> bool {
        self.kind != "static key"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_a_scheme_is_an_input() {
        for provider in PROVIDERS {
            for scheme in provider.schemes {
                for variable in scheme.needs.iter().chain(scheme.takes) {
                    let mut inputs = provider.inputs.iter();
                    assert!(
                        inputs.any(|input| input.variable == Some(variable)),
                        "{} {}: {variable}",
                        provider.id,
                        scheme.id
                    );
                }
            }
        }
    }

    #[test]
    fn every_row_has_a_cell_for_every_column() {
        for provider in PROVIDERS {
            for section in provider.sections {
                for row in section.rows {
                    assert_eq!(
                        row.cells.len(),
                        section.columns.len(),
                        "{} {}: {row:?}",
                        provider.id,
                        section.title
                    );
                }
            }
        }
    }

    #[test]
    fn a_variable_is_told_from_one_that_begins_like_it() {
        let labels = |text| ACME.labels(text);
        assert_eq!(labels("set ACME_KEY."), ["  ACME_KEY: key of the account"]);
        assert_eq!(labels("(ACME_KEY_ID)"), ["  ACME_KEY_ID: its number"]);
        assert_eq!(labels("ACME_KEY or ACME_KEY_ID").len(), 2);
        assert!(labels("MY_ACME_KEY, acme_key").is_empty());
    }

    static ACME: Provider = Provider {
        id: "acme",
        name: "Acme",
        about: "",
        schemes: &[],
        inputs: &[
            input("ACME_KEY", "key of the account"),
            input("ACME_KEY_ID", "its number"),
        ],
        sections: &[],
        facts: 0,
        assumed: 0,
    };

    const fn input(variable: &'static str, english: &'static str) -> Input {
        Input {
            id: "x",
            variable: Some(variable),
            secret: true,
            english,
            french: "",
            shape: "text",
        }
    }
}
