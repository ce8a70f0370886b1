//! What a provider's description says of an API call, held against the typed call.

use crate::Call;

/// What a provider's description says of one API call. Written as a literal, by what is generated for the crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescribedCall {
    /// Its identifier in the description.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// What it changes at the provider; `None` for one that only reads.
    pub changes: Option<&'static str>,
    /// Whether it is made with a credential.
    pub needs_credential: bool,
    /// Whether it may be sent again unasked; `None` where that is not stated.
    pub repeatable: Option<bool>,
}

/// Compares a typed call with what `described` says of the call with this identifier.
///
/// # Panics
/// With what differs, one a line; and when no call is described by that identifier, or the call makes no request.
pub fn check_call<C: Call>(described: &[DescribedCall], id: &str, call: &C) {
    let Some(row) = described.iter().find(|row| row.id == id) else {
        panic!("no call `{id}` is described");
    };
    let request = match call.request() {
        Ok(request) => request,
        Err(error) => panic!("`{id}` makes no request: {error}"),
    };
    let mut differences = Vec::new();
    let mut agrees = |what, is: String, stated: String| {
        if is != stated {
            differences.push(format!(
                "\n- {what}: {is}, where the description has {stated}"
            ));
        }
    };
    agrees(
        "method",
        request.method().to_string(),
        row.method.to_owned(),
    );
    agrees(
        "changes",
        format!("{:?}", call.changes()),
        format!("{:?}", row.changes),
    );
    let needs = row.needs_credential;
    agrees(
        "needs a credential",
        call.needs_credential().to_string(),
        needs.to_string(),
    );
    if let Some(repeatable) = row.repeatable {
        let is = request.is_repeatable().to_string();
        agrees("repeatable", is, repeatable.to_string());
    }
    assert!(
        differences.is_empty(),
        "`{id}` differs:{}",
        differences.concat()
    );
}
