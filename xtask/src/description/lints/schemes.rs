//! How a credential is had, ends and is followed.

use super::{Fault, at};
use crate::description::{
    exchange::Role,
    scheme::{OldToken, READS, RENEWALS, REVOCATIONS, Replay, Scheme, SchemeKind},
};

/// How a credential is obtained, ends and is followed.
pub(super) fn lifetime(scheme: &Scheme, faults: &mut Vec<Fault>) {
    match &scheme.expiry {
        None => faults.push(at(&scheme.id, |id| {
            format!("scheme `{id}` has no expiry rule: add [scheme.expiry], `read = \"never\"` if it has no end")
        })),
        Some(expiry) => {
            let read = READS.contains(&&*expiry.read);
            if !read || (&*expiry.read != "never") != expiry.member.is_some() {
                faults.push(at(&expiry.read, |_| {
                    "where the end is read: write `never`, or `member` or `claim` and its name in `member`".to_owned()
                }));
            }
        }
    }
    let renewal = &scheme.renewal;
    if let Some(replay) = &renewal.replay
        && *replay.get_ref() == Replay::Safe
    {
        let token = match renewal.old_token {
            _ if renewal.rotates == Some(true) => Some("a rotating token"),
            Some(OldToken::Ends) => Some("a token that ends with the renewal"),
            Some(OldToken::Unknown) => Some("a token that may end with the renewal"),
            _ => None,
        };
        faults.extend(token.map(|token| {
            let what =
                format!("{token} cannot be replayed safely: write \"sparingly\" or \"never\"");
            (replay.span().start, what)
        }));
    }
    let has = |role| scheme.step.iter().any(|step| step.role == Some(role));
    if !matches!(scheme.kind, SchemeKind::StaticKey) && !has(Role::Obtain) {
        faults.push(at(&scheme.id, |id| {
            format!("scheme `{id}` does not say how a token is obtained: add a [[scheme.step]] with role \"obtain\"")
        }));
    }
    match &*renewal.how {
        "none" | "sign_in" => {}
        "refresh_token" | "get_with_old_bearer" if has(Role::Renew) => {}
        "refresh_token" | "get_with_old_bearer" => faults.push(at(&renewal.how, |how| {
            format!("`{how}` is a request: add a [[scheme.step]] with role \"renew\"")
        })),
        _ => faults.push(at(&renewal.how, |how| {
            format!(
                "`{how}` is no renewal: write one of {}",
                RENEWALS.join(", ")
            )
        })),
    }
    if !REVOCATIONS.contains(&&*scheme.revocation.how)
        || (&*scheme.revocation.how == "call") != scheme.revocation.call.is_some()
    {
        faults.push(at(&scheme.revocation.how, |_| {
            "how it is revoked: write `none`, `page`, or `call` and the id of the call in `call`".to_owned()
        }));
    }
}
