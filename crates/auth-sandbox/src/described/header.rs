//! Headers that are made of values.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::call::Call;
use crate::description::{Form, Header};

/// What a header of a request holds.
pub(super) enum Held {
    Absent,
    /// Twice, or not what its form asks for.
    Malformed,
    /// By id.
    Values(Vec<(&'static str, String)>),
}

pub(super) fn read(header: &Header, call: &Call) -> Held {
    if !call.headers.contains_key(header.name) {
        return Held::Absent;
    }
    let values = call
        .header(header.name)
        .and_then(|text| values(header, text));
    values.map_or(Held::Malformed, Held::Values)
}

fn values(header: &Header, text: &str) -> Option<Vec<(&'static str, String)>> {
    let joined = match header.form {
        Form::Plain => text.to_owned(),
        Form::Bearer => text.strip_prefix("Bearer ")?.to_owned(),
        Form::Basic => decode(text.strip_prefix("Basic ")?)?,
        Form::Base64 => decode(text)?,
    };
    let values: Vec<_> = match header.form {
        Form::Plain | Form::Bearer => vec![joined],
        Form::Basic | Form::Base64 => joined
            .splitn(header.of.len(), ':')
            .map(str::to_owned)
            .collect(),
    };
    let complete = values.len() == header.of.len() && values.iter().all(|value| !value.is_empty());
    complete.then(|| header.of.iter().copied().zip(values).collect())
}

fn decode(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}
