//! `.env.example`: what the user supplies, as a file to fill in.

use std::fmt::Write as _;

use super::description::Description;

/// One line for each input, commented out, below what it is.
pub(super) fn sample(one: &Description) -> String {
    let mut text = format!(
        "# {}. Written by `cargo xtask codegen` from provider.toml: edit that.\n",
        one.name
    );
    for input in &one.input {
        let Some(variable) = &input.variable else {
            continue;
        };
        let secret = if input.secret.is_some() {
            ", secret"
        } else {
            ""
        };
        let note = input.note.as_ref().map(|note| format!("# {note}\n"));
        let note = note.unwrap_or_default();
        let example = input.example.as_deref().unwrap_or_default();
        // Writing to a string cannot fail.
        _ = write!(
            text,
            "\n# {} ({}{secret})\n# {}\n{note}# {}={example}\n",
            input.english,
            input.shape,
            input.french,
            variable.get_ref(),
        );
    }
    text
}
