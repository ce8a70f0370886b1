//! Paths with places for values.

use percent_encoding::percent_decode_str;

/// The values at the places of `template`, by id; none when `path` is another one.
pub(super) fn values(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut sent = path.split('/');
    for segment in template.split('/') {
        let given = sent.next()?;
        let place = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match place {
            Some(id) if !given.is_empty() => {
                let value = percent_decode_str(given).decode_utf8().ok()?;
                values.push((id, value.into_owned()));
            }
            None if segment == given => {}
            _ => return None,
        }
    }
    sent.next().is_none().then_some(values)
}
