//! Every description, invented and generated: that an imitation can follow it.

use super::fixtures::{ACME, BUREAU, CLE, GUICHET, PORTAIL, RELAIS, RELAIS_FIXE, TOUR};
use super::*;
use crate::description::{Of, Route};
use crate::generated::ALL;

const INVENTED: [&Description; 8] = [
    &ACME,
    &BUREAU,
    &CLE,
    &GUICHET,
    &PORTAIL,
    &RELAIS,
    &RELAIS_FIXE,
    &TOUR,
];

fn all() -> impl Iterator<Item = &'static Description> {
    INVENTED.into_iter().chain(ALL.iter().copied())
}

fn routes(description: &'static Description) -> impl Iterator<Item = &'static Route> {
    let steps = description.schemes.iter().flat_map(|scheme| scheme.steps);
    steps.chain(description.calls)
}

#[tokio::test]
async fn every_described_provider_starts() {
    for description in all() {
        let tried = Tried::start(description).await;
        for base in description.bases {
            let unknown = tried.get(base, "/no/such/path/in/any/description");
            assert_eq!(status(unknown).await, 404, "{} {base}", description.id);
        }
    }
}

#[test]
fn routes_are_at_origins_that_exist_and_answer_with_json() {
    for description in all() {
        let schemes = description.schemes.iter().map(|scheme| scheme.base);
        for base in schemes.chain(routes(description).map(|route| route.base)) {
            assert!(
                description.bases.contains(&base),
                "{} {base}",
                description.id
            );
        }
        for route in routes(description) {
            let at = format!("{} {}", description.id, route.id);
            assert!(route.path.starts_with('/'), "{at}");
            let sample = route.answer.sample.map(serde_json::from_str::<Value>);
            assert!(sample.is_none_or(|sample| sample.is_ok()), "{at}");
        }
    }
}

#[test]
fn no_secret_is_asked_for_in_a_query() {
    for description in all() {
        for field in routes(description).flat_map(|route| route.query) {
            let secret = matches!(field.of, Of::Id(id) if description.is_secret(id));
            assert!(!secret, "{} {}", description.id, field.name);
        }
    }
}
