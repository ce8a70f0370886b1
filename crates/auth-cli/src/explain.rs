//! What an error means for the person who reads it: who acts, and what is to be done.

use std::fmt;

use auth_all::core::{Actor, Error, PersonTask};

/// An error in the words of a terminal.
#[derive(Debug)]
pub(crate) struct Explained {
    pub(crate) what: String,
    pub(crate) who_acts: &'static str,
    pub(crate) what_to_do: String,
    /// What a person may choose from, as `id label`.
    pub(crate) choices: Vec<String>,
}

impl From<&Error> for Explained {
    fn from(error: &Error) -> Self {
        // An error's text says what happened, then what to do and when.
        let text = error.to_string();
        let at = text.find(error.advice()).unwrap_or(text.len());
        let (what, what_to_do) = text.split_at(at);
        let choices = match error.person_task() {
            Some(PersonTask::ChooseFirm(firms)) => firms
                .iter()
                .map(|firm| format!("{} {}", firm.id, firm.label))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            what: what.trim_end_matches("; ").to_owned(),
            who_acts: who_acts(error.actor()),
            what_to_do: what_to_do.to_owned(),
            choices,
        }
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\nwho acts: {}", self.what, self.who_acts)?;
        write!(f, "what to do: {}", self.what_to_do)?;
        for choice in &self.choices {
            write!(f, "\n  choice: {choice}")?;
        }
        Ok(())
    }
}

fn who_acts(actor: Actor) -> &'static str {
    match actor {
        Actor::Wait => "nobody, wait",
        Actor::Person => "the person whose account it is",
        Actor::Operator => "who runs the integration",
        Actor::Developer => "who wrote the call",
        // `Us`, and what later versions add.
        _ => "the authors of auth",
    }
}

#[cfg(test)]
mod tests {
    use auth_all::core::{Choice, ErrorKind};

    use super::*;

    #[test]
    fn what_happened_and_what_to_do_are_told_apart() {
        let firms = vec![Choice::new("501", "Dunes")];
        let task = PersonTask::ChooseFirm(firms);
        let error = Error::new(ErrorKind::SignInRequired(task), "the account has two firms");
        let explained = Explained::from(&error.about("myunisoft firm_login: password"));
        assert_eq!(
            explained.to_string(),
            "myunisoft firm_login: password: the account has two firms\n\
             who acts: the person whose account it is\n\
             what to do: the person must choose a firm\n  choice: 501 Dunes"
        );
    }
}
