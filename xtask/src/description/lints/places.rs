//! Where things are sent.

use url::{Host, Url};

use super::{Fault, at};
use crate::description::model::{Description, Word};

/// Words in the name of a host that is not for live data; a number may follow them …
const STAGING: &[&str] = &["demo", "dev", "qa", "test"];

/// … and those that may begin or end a longer one.
const STAGING_PARTS: &[&str] = &[
    "preprod", "preview", "qualif", "recette", "sandbox", "staging", "uat",
];

pub(super) fn environments(one: &Description, faults: &mut Vec<Fault>) {
    let live = one
        .environment
        .iter()
        .filter(|environment| environment.live);
    let live = live.flat_map(|environment| &environment.url);
    let live: Vec<_> = live.filter_map(|url| origin(url.url.as_ref()?)).collect();
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
            let Some(host) = origin(url) else {
                faults.push(at(url, |url| {
                    format!("`{url}` is no https URL: write `https://` and a host")
                }));
                continue;
            };
            if environment.live && host.split(['.', '-', ':']).any(is_staging) {
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
    let urls = || {
        one.environment
            .iter()
            .flat_map(|environment| &environment.url)
    };
    for base in one.origin.iter().map(|origin| &origin.base) {
        let is = |used: &Word| **used == **base;
        if !one.scheme.iter().any(|scheme| is(&scheme.base))
            && !one.exchanges().any(|exchange| is(&exchange.base))
        {
            faults.push(at(base, |base| {
                format!(
                    "nothing is sent to `{base}`: correct the base, or leave the [[origin]] out"
                )
            }));
        } else if !urls().any(|url| is(&url.base)) {
            faults.push(at(base, |base| {
                format!("no environment has a URL for `{base}`: add an [[environment.url]] with `url` or `input`")
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
        if path.contains("..") || path.contains(['?', '#']) || !is_balanced(path) {
            faults.push(at(path, |path| {
                format!("`{path}` is no path: write `/a/{{id}}`, what follows `?` in `query`, and no `..` or `#`")
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

/// Whether each brace has its other one, and none stands in another pair.
fn is_balanced(path: &str) -> bool {
    let braces = path.chars().filter(|c| "{}".contains(*c));
    braces.collect::<String>().replace("{}", "").is_empty()
}

fn is_staging(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_part = |part: &&str| word.starts_with(part) || word.ends_with(part);
    STAGING.contains(&word) || STAGING_PARTS.iter().any(is_part)
}

/// Host and port of an https URL, one text for one origin: lower case, no dot at the end, no port that goes without saying.
pub(super) fn origin(url: &str) -> Option<String> {
    let is_plain = url.starts_with("https://") && !url.contains(['@', '?', '#', '\\', ' ']);
    let url = Url::parse(url).ok().filter(|_| is_plain)?;
    let Some(Host::Domain(name)) = url.host() else {
        return None;
    };
    let name = name.trim_end_matches('.');
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    (!name.is_empty()).then(|| format!("{name}{port}"))
}
