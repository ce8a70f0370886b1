//! What a webhook tells.

use std::fmt;

use auth_core::{Error, ErrorKind};
use serde::{
    Deserialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::generated::{Operation, PartnerEvent};

/// One thing that happened at MyUnisoft (types of events that MyUnisoft publishes).
///
/// It says where to look, not what is true by now: read the rest through the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What it is about, the wire's `name`; one that this version does not know is delivered all the same.
    pub event_type: PartnerEvent,
    /// What happened to it. Choosing among operations is the receiver's part.
    pub operation: Operation,
    /// Where it happened.
    pub scope: Scope,
    /// What the event type adds.
    pub data: Payload,
    /// The wire's `webhookId`, a UUID; `None` when it is not said.
    pub webhook_id: Option<String>,
    /// When it happened; `None` when it is not said.
    pub created_at: Option<OffsetDateTime>,
}

/// Where an event happened. Identifiers are read as numbers and as texts, since both come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scope {
    /// The firm or group of firms: [`Target::schema_id`](crate::Target::schema_id) of its keys.
    pub schema_id: u64,
    /// The firm.
    pub firm_id: Option<u64>,
    /// The firm's SIRET or SIREN, as spelt; as a number it came without leading zeros.
    pub firm_siret: Option<String>,
    /// The folder: the number of a [`SocietyId`](crate::SocietyId).
    pub accounting_folder_id: Option<u64>,
    /// The firm's own reference of the folder.
    pub accounting_folder_ref: Option<String>,
    /// The SIRET or SIREN of the folder's company, as spelt; as a number it came without leading zeros.
    pub accounting_folder_siret: Option<String>,
    /// The person.
    pub pers_physique_id: Option<u64>,
}

/// The `data` of an event, as JSON in the spelling that came; `null` when there is none.
///
/// It may be about people: `Debug` shows its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(String);

impl Payload {
    /// The JSON text.
    pub fn json(&self) -> &str {
        &self.0
    }

    /// The payload as a type of the caller. MyUnisoft writes its `id` as a number and as a text: take both.
    ///
    /// ```
    /// # use auth_core::Error;
    /// # use auth_myunisoft::Event;
    /// #[derive(serde::Deserialize)]
    /// struct Document {
    ///     kind: String,
    /// }
    ///
    /// fn is_permanent(event: &Event) -> Result<bool, Error> {
    ///     Ok(event.data.read::<Document>()?.kind == "PF")
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidResponse`] without the text, when it does not fit: the developer corrects the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.0).map_err(|_| {
            Error::new(
                ErrorKind::InvalidResponse,
                "the data of an event of MyUnisoft does not fit the type that it is read as",
            )
            .advise("compare the type with Payload::json")
        })
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.0.len())
    }
}

/// The events of an authentic body: an array, or the object around one that the guide shows.
pub(super) fn read(body: &[u8]) -> Result<Vec<Event>, Error> {
    serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(body).map(|Wrapped { webhooks }| webhooks))
        .and_then(|events: Vec<&RawValue>| events.into_iter().map(Event::of).collect())
        .map_err(|_| {
            Error::new(
                ErrorKind::InvalidResponse,
                "it is signed, and is no list of events with name, operation and scope.schemaId",
            )
            .advise("answer 204, it would not come again; report it to the authors of this library")
            .about("webhook of MyUnisoft")
        })
}

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    webhooks: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireEvent<'a> {
    name: PartnerEvent,
    operation: Operation,
    #[serde(borrow)]
    scope: WireScope<'a>,
    data: Option<&'a RawValue>,
    webhook_id: Option<&'a RawValue>,
    created_at: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireScope<'a> {
    #[serde(borrow, rename = "schemaId")]
    schema_id: &'a RawValue,
    #[serde(rename = "firmId")]
    firm_id: Option<&'a RawValue>,
    #[serde(rename = "firmSIRET")]
    firm_siret: Option<&'a RawValue>,
    #[serde(rename = "accountingFolderId")]
    accounting_folder_id: Option<&'a RawValue>,
    #[serde(rename = "accountingFolderRef")]
    accounting_folder_ref: Option<&'a RawValue>,
    #[serde(rename = "accountingFolderSIRET")]
    accounting_folder_siret: Option<&'a RawValue>,
    #[serde(rename = "persPhysiqueId")]
    pers_physique_id: Option<&'a RawValue>,
}

impl Event {
    fn of(event: &RawValue) -> Result<Self, serde_json::Error> {
        let WireEvent {
            name,
            operation,
            scope,
            data,
            webhook_id,
            created_at,
        } = serde_json::from_str(event.get())?;
        Ok(Self {
            event_type: name,
            operation,
            scope: Scope {
                schema_id: number(scope.schema_id)
                    .ok_or_else(|| serde_json::Error::custom("no schema id"))?,
                firm_id: scope.firm_id.and_then(number),
                firm_siret: scope.firm_siret.and_then(text),
                accounting_folder_id: scope.accounting_folder_id.and_then(number),
                accounting_folder_ref: scope.accounting_folder_ref.and_then(text),
                accounting_folder_siret: scope.accounting_folder_siret.and_then(text),
                pers_physique_id: scope.pers_physique_id.and_then(number),
            },
            data: Payload(data.map_or("null", RawValue::get).to_owned()),
            webhook_id: webhook_id.and_then(text),
            created_at: created_at.and_then(number).and_then(instant),
        })
    }
}

/// `12` and `"12"`.
fn number(raw: &RawValue) -> Option<u64> {
    raw.get().trim_matches('"').trim().parse().ok()
}

/// `"12"` and `12`, as spelt; a blank text says nothing.
fn text(raw: &RawValue) -> Option<String> {
    let text = serde_json::from_str(raw.get()).or_else(|_| {
        serde_json::from_str::<serde_json::Number>(raw.get()).map(|_| raw.get().to_owned())
    });
    text.ok().filter(|text: &String| !text.trim().is_empty())
}

/// Of milliseconds since 1970.
fn instant(milliseconds: u64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}
