//! One person, and the documents of the file.

use axum::extract::{Path, State as Provider};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::super::{DossierFacile, State};
use super::{Half, insufficient_scope};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::dossierfacile::DOCUMENT;
use crate::lock;

const MINUTE: Duration = Duration::minutes(1);
const DAY: Duration = Duration::days(1);
const A_DAY: usize = 20_000;

pub(super) async fn tenant(
    Provider(provider): Provider<DossierFacile>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Partner)?;
    let state = lock(&provider.0.state);
    let id = state.linked(&id)?;
    let file = state.people.file(id, &|id| provider.document_url(id));
    let body = json!({"connectedTenantId": id, "apartmentSharing": file});
    Ok(answer::json(StatusCode::OK, &body))
}

pub(super) async fn document(
    Provider(provider): Provider<DossierFacile>,
    Path((id, token)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refused> {
    let now = provider.0.front.clock.now();
    let mut state = lock(&provider.0.state);
    if state.documents_read(now) {
        let text = "Too Many Requests";
        return Err(answer::typed(StatusCode::TOO_MANY_REQUESTS, "text/plain", text).into());
    }
    drop(state);
    provider.admit(&call, Half::Partner)?;
    state = lock(&provider.0.state);
    let bearer = call.bearer().and_then(|text| state.access_tokens.get(text));
    if !bearer.is_some_and(|token| token.documents) {
        return Err(insufficient_scope());
    }
    let id = state.linked(&id)?;
    let mut file = state.people.together(id).into_iter();
    if !file.any(|person| token == provider.document_token(person.id)) {
        return Err(answer::empty(StatusCode::NOT_FOUND).into());
    }
    Ok(answer::typed(StatusCode::OK, "application/pdf", pdf()))
}

/// No reader of PDFs would like it; it has the first and the last line of one, and some length.
fn pdf() -> String {
    let line = "% a rental file's document, made for this sandbox\n";
    format!("%PDF-1.4\n{}%%EOF\n", line.repeat(4000))
}

impl DossierFacile {
    /// Opens a person's document, with a token of the service.
    pub(super) fn document_token(&self, tenant_id: u64) -> String {
        self.0.seed.fixed(&format!("document of {tenant_id}"))
    }

    /// What a file calls a person's document.
    pub(in crate::dossierfacile) fn document_url(&self, tenant_id: u64) -> String {
        let path = DOCUMENT.path.replace("{tenant_id}", &tenant_id.to_string());
        let path = path.replace("{document_token}", &self.document_token(tenant_id));
        format!("{}{path}", self.api_url())
    }
}

impl State {
    /// The person, if the partner may read of them: 404 for who is not there, 403 for who is not linked, both empty.
    fn linked(&self, id: &str) -> Result<u64, Refused> {
        let person = id.parse().ok().and_then(|id| self.people.of(id));
        let status = match person.filter(|person| person.deleted_at.is_none()) {
            Some(person) if person.linked => return Ok(person.id),
            Some(_) => StatusCode::FORBIDDEN,
            None => StatusCode::NOT_FOUND,
        };
        Err(answer::empty(status).into())
    }

    /// Counts a document; whether there are too many of the minute or of the day.
    fn documents_read(&mut self, now: OffsetDateTime) -> bool {
        self.documents_read.retain(|at| *at > now - DAY);
        let of_the_minute = self.documents_read.iter().rev();
        let of_the_minute = of_the_minute.take_while(|at| **at > now - MINUTE).count();
        let too_many =
            of_the_minute >= self.switches.documents_a_minute || self.documents_read.len() >= A_DAY;
        if !too_many {
            self.documents_read.push_back(now);
        }
        too_many
    }
}
