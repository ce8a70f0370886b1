//! What a webhook tells.

use std::fmt;

use auth_core::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    FileSecret,
    generated::{ApplicationType, FileStatus, PARTNER_EVENT_EFFECTS, PartnerEvent, PdfStatus},
    wire::{id, lenient, text},
};

/// Something happened to a person's rental file (DossierFacile backend, application model).
///
/// Members without value are left out: a revocation has the first two and nothing else. `Debug` leaves out what opens a file
/// or names people.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What happened, the wire's `partnerCallBackType`; one that this version does not know is delivered all the same.
    pub event_type: PartnerEvent,
    /// To whom: the `connected_tenant_id` of a profile, or somebody of the same file.
    pub on_tenant_id: u64,
    /// Identifier of the file.
    pub file_id: Option<u64>,
    /// Who applies together.
    pub application_type: Option<ApplicationType>,
    /// How far the file is. It was so when the webhook was sent: read it again before relying on it.
    pub status: Option<FileStatus>,
    /// Where the file is shown, while it is validated: whoever has the address can read it.
    pub file_url: Option<FileSecret>,
    /// Where the PDF of the file is, while it is validated: whoever has the address can read it.
    pub pdf_url: Option<FileSecret>,
    /// How far the PDF is.
    pub pdf_status: Option<PdfStatus>,
    /// The people of the file; names and documents are read through the API.
    pub tenants: Vec<EventTenant>,
    /// When the file last changed, as written: a date and time without zone, to the microsecond.
    pub last_update_date: Option<String>,
}

/// A person of the file that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EventTenant {
    /// Identifier of the person.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// How far the person's part of the file is.
    #[serde(default, deserialize_with = "lenient")]
    pub status: Option<FileStatus>,
}

/// What an event does to the connection with the person it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: the file may have changed.
    None,
    /// The person withdrew the access: end the tokens at once, and make no profile call with what is left of them.
    Revoked,
    /// The account is deleted: end the tokens at once, and erase what was kept of the person.
    Erased,
    /// The account became part of another: look for the person in the partner's list.
    Moved,
}

/// By what two copies of one event are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EventKey {
    /// [`Event::on_tenant_id`]
    pub on_tenant_id: u64,
    /// [`Event::event_type`]
    pub event_type: PartnerEvent,
    /// [`Event::last_update_date`]
    pub last_update_date: String,
}

impl Event {
    /// What the event does to the connection. The receiver acts on it before it answers: nothing is sent twice.
    pub fn effect(&self) -> Effect {
        PARTNER_EVENT_EFFECTS
            .iter()
            .find(|(event_type, _)| *event_type == self.event_type)
            .map_or(Effect::None, |(_, effect)| *effect)
    }

    /// By what a copy of this event is known: after a failed connection DossierFacile sends once more.
    ///
    /// `None` when the event says no date, as a revocation does: it cannot be told from the next one of the same person, so
    /// act on each. Ending tokens twice does no harm.
    pub fn key(&self) -> Option<EventKey> {
        Some(EventKey {
            on_tenant_id: self.on_tenant_id,
            event_type: self.event_type.clone(),
            last_update_date: self.last_update_date.clone()?,
        })
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type)
            .field("on_tenant_id", &self.on_tenant_id)
            .field("status", &self.status)
            .field("last_update_date", &self.last_update_date)
            .finish_non_exhaustive()
    }
}

/// What every event says; read first and alone, so that no oddity of the rest loses a revocation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    partner_call_back_type: PartnerEvent,
    #[serde(deserialize_with = "id")]
    on_tenant_id: u64,
}

/// The rest: what has another form than expected counts as absent.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Rest {
    #[serde(deserialize_with = "lenient")]
    id: Option<Id>,
    #[serde(deserialize_with = "lenient")]
    application_type: Option<ApplicationType>,
    #[serde(deserialize_with = "lenient")]
    status: Option<FileStatus>,
    #[serde(deserialize_with = "text")]
    dossier_url: Option<FileSecret>,
    #[serde(deserialize_with = "text")]
    dossier_pdf_url: Option<FileSecret>,
    #[serde(deserialize_with = "lenient")]
    dossier_pdf_document_status: Option<PdfStatus>,
    #[serde(deserialize_with = "lenient")]
    tenants: Option<Vec<Value>>,
    #[serde(deserialize_with = "text")]
    last_update_date: Option<String>,
}

#[derive(Deserialize)]
struct Id(#[serde(deserialize_with = "id")] u64);

pub(super) fn read(body: &[u8]) -> Result<Event, Error> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| {
        Error::new(
            ErrorKind::InvalidResponse,
            "its key is right, and it has not both partnerCallBackType and onTenantId",
        )
        .advise("answer 204, it would not come again; report it to the authors of this library")
        .about("webhook of DossierFacile")
    })?;
    let rest: Rest = serde_json::from_slice(body).unwrap_or_default();
    let tenants = rest.tenants.unwrap_or_default().into_iter();
    Ok(Event {
        event_type: envelope.partner_call_back_type,
        on_tenant_id: envelope.on_tenant_id,
        file_id: rest.id.map(|Id(id)| id),
        application_type: rest.application_type,
        status: rest.status,
        file_url: rest.dossier_url,
        pdf_url: rest.dossier_pdf_url,
        pdf_status: rest.dossier_pdf_document_status,
        tenants: tenants
            .filter_map(|tenant| serde_json::from_value(tenant).ok())
            .collect(),
        last_update_date: rest.last_update_date,
    })
}
