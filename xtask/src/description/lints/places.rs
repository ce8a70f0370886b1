//! Where things are sent.

use std::net::IpAddr;

use super::{Fault, at};
use crate::description::model::{Description, Word};

/// Words in the name of a host that is not for live data.
const STAGING: &[&str] = &[
    "preprod", "staging", "sandbox", "dev", "test", "demo", "recette",
];

pub(super) fn environments(one: &Description, faults: &mut Vec<Fault>) {
    let live = one
        .environment
        .iter()
        .filter(|environment| environment.live);
    let live = live.flat_map(|environment| &environment.url);
    let live: Vec<_> = live.filter_map(|url| host(url.url.as_ref()?)).collect();
    for environment in &one.environment {
        for place in &environment.url {
            let url = match (&place.url, &place.input) {
                (Some(url), None) => url,
                (None, Some(input)) if one.input.iter().any(|known| *known.id == **input) => {
                    continue;
                }
                _ => {
                    faults.push(at(&place.base, |base| {
                        format!("`{base}` needs one of `url` and `input`, the id of an [[input]]")
                    }));
                    continue;
                }
            };
            let Some(host) = host(url) else {
                faults.push(at(url, |url| {
                    format!("`{url}` is no https URL: write `https://` and a host")
                }));
                continue;
            };
            let mut words = host.split(['.', '-', ':']);
            if environment.live && words.any(|word| STAGING.contains(&word)) {
                faults.push(at(url, |_| {
                    format!("{host} is a staging host in a live environment: give it its own")
                }));
            }
            if !environment.live && live.contains(&host) {
                faults.push(at(url, |_| {
                    format!("{host} is live in another environment: do not mix staging and live")
                }));
            }
        }
    }
}

pub(super) fn requests(one: &Description, faults: &mut Vec<Fault>) {
    for origin in &one.origin {
        for id in origin.receives.iter().filter(|id| one.secret(id).is_none()) {
            faults.push(at(id, |id| {
                format!("`{id}` is no token and no secret input: correct it or leave it out")
            }));
        }
    }
    for exchange in one.exchanges() {
        let path = &exchange.path;
        if !path.is_empty() && (!path.starts_with('/') || path.starts_with("//")) {
            faults.push(at(path, |path| {
                format!("`{path}` is no path below a base: begin it with one `/`")
            }));
        }
        for (id, word) in exchange.shows().filter(|(id, _)| one.secret(id).is_some()) {
            faults.push(at(word, |_| format!("`{id}` is a secret and paths and queries stand in logs: send it in the body or a header")));
        }
        for field in exchange.fields.iter().chain(&exchange.query) {
            if field.text.is_some() == field.of.is_some() {
                faults.push(at(&field.name, |name| {
                    format!("`{name}` needs one of `text` and `of`")
                }));
            }
        }
        listed(one, &exchange.base, exchange.sends(), faults);
    }
    for scheme in &one.scheme {
        let carried = scheme
            .carries
            .iter()
            .flat_map(crate::description::Header::sends);
        listed(one, &scheme.base, carried, faults);
    }
}

/// Whether the origin of `base` may receive what is `sent`.
fn listed<'a>(
    one: &Description,
    base: &Word,
    sent: impl Iterator<Item = (&'a str, &'a Word)>,
    faults: &mut Vec<Fault>,
) {
    let Some(origin) = one.origin.iter().find(|origin| *origin.base == **base) else {
        faults.push(at(base, |base| {
            format!("no [[origin]] lists the host of `{base}`: add one")
        }));
        return;
    };
    for (id, word) in sent.filter(|(id, _)| one.secret(id).is_some()) {
        if !origin.receives.iter().any(|listed| &**listed == id) {
            faults.push(at(word, |_| {
                format!(
                    "the origin `{}` does not list `{id}`: send it elsewhere, or list it",
                    &**base
                )
            }));
        }
    }
}

/// Host and port of an https URL.
pub(super) fn host(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    let is_name = !host.is_empty() && !host.contains(['@', '?', '#', ' ']);
    (is_name && host.parse::<IpAddr>().is_err()).then_some(host)
}
