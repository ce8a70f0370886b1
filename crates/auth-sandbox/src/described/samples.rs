//! Sample values of the inputs.

use std::net::SocketAddr;

use crate::description::{Description, Input};
use crate::seed::Seed;

/// The sample of every input, by id.
pub(super) struct Samples(Vec<(&'static str, String)>);

impl Samples {
    /// Secrets follow from the seed and begin with their id; other inputs are their example, the
    /// address of the origin they name (`api`, `api_url`), or made up from their id.
    pub(super) fn new(
        description: &Description,
        seed: &Seed,
        addresses: &[(&'static str, SocketAddr)],
    ) -> Self {
        let sample = |input: &Input| {
            let named = addresses.iter().find(|(base, _)| {
                input
                    .id
                    .strip_prefix(base)
                    .is_some_and(|rest| matches!(rest, "" | "_url"))
            });
            match (named, input.example) {
                _ if input.secret => format!("{}.{}", input.id, seed.fixed(input.id)),
                (Some((_, address)), _) => format!("http://{address}"),
                (None, Some(example)) => example.to_owned(),
                (None, None) => made_up(description.id, input.id),
            }
        };
        let inputs = description.inputs.iter();
        Self(inputs.map(|input| (input.id, sample(input))).collect())
    }

    pub(super) fn of(&self, id: &str) -> Option<&str> {
        let sample = self.0.iter().find(|(known, _)| *known == id);
        sample.map(|(_, value)| value.as_str())
    }
}

fn made_up(provider: &str, id: &str) -> String {
    if id.contains("mail") {
        format!("compte@{provider}.example")
    } else if id.ends_with("_uri") || id.ends_with("_url") {
        // On the machine itself (RFC 8252 §7.3).
        format!("http://127.0.0.1/{provider}/callback")
    } else {
        format!("{provider}-{}", id.replace('_', "-"))
    }
}
