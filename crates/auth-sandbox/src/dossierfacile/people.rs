//! The people of DossierFacile, their files, and which of them are linked to the partner.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::format_description::StaticFormatDescription;
use time::macros::{datetime, format_description};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{EMAIL, TENANT, redirect_uri};
use crate::generated::dossierfacile::word;

/// A date and time without a zone, to the microsecond.
const WRITTEN: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");
const FILE: u64 = 42_001;

/// Everybody, by id.
pub(super) struct People(BTreeMap<u64, Person>);

#[derive(Clone)]
pub(super) struct Person {
    pub(super) id: u64,
    /// The common file of those who apply together.
    pub(super) file: u64,
    pub(super) status: &'static str,
    /// What the list is ordered by; a new link does not touch it.
    pub(super) changed_at: OffsetDateTime,
    pub(super) linked: bool,
    /// The event of a withdrawal has left, the withdrawal itself does not hold yet.
    pub(super) leaving: bool,
    pub(super) withdrawn_at: Option<OffsetDateTime>,
    pub(super) deleted_at: Option<OffsetDateTime>,
}

impl Default for People {
    fn default() -> Self {
        let tenant = Person::new(TENANT, FILE, datetime!(2026-01-05 08:00 UTC));
        Self(BTreeMap::from([(TENANT, tenant)]))
    }
}

impl Person {
    pub(super) fn new(id: u64, file: u64, changed_at: OffsetDateTime) -> Self {
        Self {
            id,
            file,
            status: word::TO_PROCESS,
            changed_at,
            linked: false,
            leaving: false,
            withdrawn_at: None,
            deleted_at: None,
        }
    }

    pub(super) fn email(&self) -> String {
        match self.id {
            TENANT => EMAIL.to_owned(),
            id => format!("locataire-{id}@tenants.example"),
        }
    }

    /// As in a file; a document has a URL for a name.
    fn body(&self, document: &dyn Fn(u64) -> String) -> Value {
        let url = document(self.id);
        let token = url.rsplit('/').next().unwrap_or_default();
        json!({
            "id": self.id, "firstName": "Prénom", "lastName": "Nom", "zipCode": "75001", "abroad": false,
            "email": self.email(), "tenantType": if self.id == TENANT { "CREATE" } else { "JOIN" },
            "status": self.status, "honorDeclaration": true, "lastUpdateDate": written(self.changed_at),
            "documents": [{"id": self.id * 10, "name": url, "token": token}],
            "guarantors": [], "franceConnect": false,
        })
    }
}

impl People {
    pub(super) fn of(&self, id: u64) -> Option<&Person> {
        self.0.get(&id)
    }

    pub(super) fn of_mut(&mut self, id: u64) -> Option<&mut Person> {
        self.0.get_mut(&id)
    }

    pub(super) fn insert(&mut self, person: Person) {
        self.0.insert(person.id, person);
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Person> {
        self.0.values()
    }

    /// Those who apply together with a person, the person included.
    pub(super) fn together(&self, id: u64) -> Vec<Person> {
        let file = self.of(id).map(|person| person.file);
        let alive = |person: &&Person| Some(person.file) == file && person.deleted_at.is_none();
        self.all().filter(alive).cloned().collect()
    }

    pub(super) fn application_type(&self, id: u64) -> &'static str {
        match self.together(id).len() {
            0 | 1 => word::ALONE,
            2 => word::COUPLE,
            _ => word::GROUP,
        }
    }

    /// The common file of a person, as profile and service answer it; none for the deleted.
    pub(super) fn file(&self, id: u64, document: &dyn Fn(u64) -> String) -> Option<Value> {
        let person = self.of(id).filter(|person| person.deleted_at.is_none())?;
        let tenants: Vec<_> = self
            .together(id)
            .iter()
            .map(|person| person.body(document))
            .collect();
        let mut file = json!({
            "id": person.file, "applicationType": self.application_type(id), "status": person.status,
            "tenants": tenants,
        });
        if person.status == word::VALIDATED {
            file["dossierUrl"] = link("file", person.file).into();
            file["dossierPdfUrl"] = link("pdf", person.file).into();
        }
        Some(file)
    }

    /// What an event of this type about a person says.
    pub(super) fn event(
        &self,
        id: u64,
        event_type: &str,
        document: &dyn Fn(u64) -> String,
    ) -> Value {
        let mut event = json!({"partnerCallBackType": event_type, "onTenantId": id});
        let file = match event_type {
            word::ACCESS_REVOKED => None,
            _ => self.file(id, document),
        };
        let Some(file) = file else { return event };
        for member in ["id", "applicationType", "status", "tenants"] {
            event[member] = file[member].clone();
        }
        for member in ["dossierUrl", "dossierPdfUrl"] {
            if let Some(link) = file.get(member) {
                event[member] = link.clone();
            }
        }
        event["dossierPdfDocumentStatus"] = word::NONE.into();
        if let Some(person) = self.of(id) {
            event["lastUpdateDate"] = written(person.changed_at).into();
        }
        event
    }
}

fn link(what: &str, file: u64) -> String {
    format!("{}/{what}/{file}", redirect_uri())
}

pub(super) fn written(at: OffsetDateTime) -> String {
    at.format(WRITTEN).unwrap_or_default()
}

/// A date and time as the list's `after` takes it: an offset is accepted, and dropped.
pub(super) fn read(text: &str) -> Option<OffsetDateTime> {
    let (date, time) = text.split_once('T')?;
    let time = time.strip_suffix('Z').unwrap_or(time);
    let time = match time.rfind(['+', '-']) {
        Some(at) if is_offset(&time[at + 1..]) => &time[..at],
        Some(_) => return None,
        None => time,
    };
    let whole = match time.split_once('.') {
        Some(_) => format!("{date}T{time}"),
        None => format!("{date}T{time}.0"),
    };
    let any = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond]");
    let local = PrimitiveDateTime::parse(&whole, any).ok()?;
    Some(local.assume_utc())
}

fn is_offset(text: &str) -> bool {
    text.len() == 5 && text.as_bytes()[2] == b':' && text.replace(':', "").parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_read_and_dropped() {
        let at = datetime!(2026-11-22 14:00:00.5 UTC);
        for text in [
            "2026-11-22T14:00:00.500000",
            "2026-11-22T14:00:00.5+02:00",
            "2026-11-22T14:00:00.5Z",
        ] {
            assert_eq!(read(text), Some(at), "{text}");
        }
        for text in ["", "2026-11-22", "14:00", "2026-11-22T14:00:00 02:00"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&written(at)), Some(at));
    }
}
