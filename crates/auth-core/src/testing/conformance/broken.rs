//! The rules that were broken: what a provider's author still has to do.

use std::fmt;

/// So many occasions of one rule are named.
const SHOWN: usize = 3;

/// The rules that were broken, in the order in which they were found, each once.
#[derive(Default)]
pub(super) struct Broken(Vec<Rule>);

struct Rule {
    text: String,
    occasions: Vec<String>,
}

impl Broken {
    /// A rule was broken; `occasion` says by what, where one rule has several.
    pub(super) fn add(&mut self, text: String, occasion: Option<String>) {
        match self.0.iter_mut().find(|rule| rule.text == text) {
            Some(rule) => rule.occasions.extend(occasion),
            None => self.0.push(Rule {
                text,
                occasions: occasion.into_iter().collect(),
            }),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Rule { text, occasions } in &self.0 {
            write!(f, "\n- {text}")?;
            let shown = &occasions[..occasions.len().min(SHOWN)];
            if !shown.is_empty() {
                write!(f, ": {}", shown.join(", "))?;
            }
            if occasions.len() > SHOWN {
                write!(f, " and {} more", occasions.len() - SHOWN)?;
            }
        }
        Ok(())
    }
}
