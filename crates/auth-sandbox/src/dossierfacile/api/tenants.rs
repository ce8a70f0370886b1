//! The list of the people who are linked, with the traps of the real one.

use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::super::people::{Person, read, written};
use super::super::{DossierFacile, State};
use super::Half;
use crate::answer::{self, Refused};
use crate::call::{Call, Fields};
use crate::generated::dossierfacile::TENANTS;
use crate::lock;

/// What a page was asked for.
struct Asked {
    after: Option<OffsetDateTime>,
    limit: usize,
    deleted: bool,
    revoked: bool,
}

/// A row, and the date by which it is ordered; those without one come last.
struct Row {
    dated: Option<OffsetDateTime>,
    body: Value,
}

pub(super) async fn tenants(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Partner)?;
    let asked = Asked::read(&call.query())?;
    let state = lock(&provider.0.state);
    let mut rows = state.rows(&asked);
    rows.sort_by_key(|row| (row.dated.is_none(), row.dated));
    rows.truncate(asked.limit);
    // A row without a date at the end of a page sends who follows the link back to the beginning.
    let after = match rows.last() {
        Some(row) => row.dated,
        None => asked.after,
    };
    let next = format!(
        "{}{}?after={}&limit={}&includeDeleted={}&includeRevoked={}",
        state.switches.next_link_origin,
        TENANTS.path,
        after.map(written).unwrap_or_default(),
        asked.limit,
        asked.deleted,
        asked.revoked,
    );
    let body = json!({
        "metadata": {"limit": asked.limit, "resultCount": rows.len(), "nextLink": next},
        "data": rows.into_iter().map(|row| row.body).collect::<Vec<_>>(),
    });
    Ok(answer::json(StatusCode::OK, &body))
}

impl Asked {
    fn read(query: &Fields) -> Result<Self, Refused> {
        let given = |name| query.value(name).filter(|value| !value.is_empty());
        let refused = |name: &str| {
            let error = format!("Failed to convert the value of {name}");
            answer::refused(StatusCode::BAD_REQUEST, &json!({"errors": [error]}))
        };
        let flag = |name| match given(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(refused(name)),
        };
        let limit = given("limit").map_or(Ok(1000), str::parse);
        Ok(Self {
            after: match given("after") {
                Some(after) => Some(read(after).ok_or_else(|| refused("after"))?),
                None => None,
            },
            limit: limit
                .ok()
                .filter(|limit| *limit > 0)
                .ok_or_else(|| refused("limit"))?,
            deleted: flag("includeDeleted")?,
            revoked: flag("includeRevoked")?,
        })
    }
}

impl State {
    /// Everybody who is asked for, in no order.
    fn rows(&self, asked: &Asked) -> Vec<Row> {
        // Strict: what has the very date is left out.
        let is_later = |at: OffsetDateTime| asked.after.is_none_or(|after| at > after);
        let linked = self.people.all().filter(|person| person.linked);
        let mut rows: Vec<_> = linked
            .filter(|person| is_later(person.changed_at))
            .map(|person| Row {
                dated: Some(person.changed_at),
                body: listed(person),
            })
            .collect();
        if asked.deleted {
            let gone = |person: &&Person| person.deleted_at.is_some_and(is_later);
            rows.extend(self.people.all().filter(gone).map(undated));
        }
        if asked.revoked {
            // The latest withdrawal alone.
            let left = |person: &&Person| !person.linked && person.deleted_at.is_none();
            let latest = self.people.all().filter(left);
            let latest = latest.filter(|person| person.withdrawn_at.is_some());
            let latest = latest.max_by_key(|person| person.withdrawn_at);
            let latest = latest.filter(|person| person.withdrawn_at.is_some_and(is_later));
            rows.extend(latest.map(undated));
        }
        rows
    }
}

fn listed(person: &Person) -> Value {
    json!({
        "id": person.id, "apartmentSharingId": person.file,
        "lastUpdateDate": written(person.changed_at), "creationDate": written(person.changed_at),
    })
}

fn undated(person: &Person) -> Row {
    let mut body = json!({"id": person.id});
    if let Some(at) = person.deleted_at {
        body["deletionDate"] = written(at).into();
    } else if let Some(at) = person.withdrawn_at {
        body["revocationDate"] = written(at).into();
    }
    Row { dated: None, body }
}
