//! What comes out of the inbox.

use crate::{Cursor, Effect, Event};

/// Something to look at about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// Identifier of the person.
    pub tenant_id: u64,
    /// Whether the application has said that it knows the person. Who is unknown may be of the same file as somebody known,
    /// or be connected without the application having kept it.
    pub known: bool,
    /// What happened.
    pub cause: Cause,
}

/// What happened to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A webhook came. What it says is a hint: read what is true now by [`look_up`](crate::look_up).
    Event(Event),
    /// The list shows the file with this date of change: go and read it.
    Changed(Cursor),
    /// The list shows the person no more: ask [`look_up`](crate::look_up), and
    /// [`Inbox::end`](crate::Inbox::end) the connection unless it says
    /// [`Linked`](crate::Lookup::Linked).
    NotListed,
}

impl Notice {
    /// What it does to the connection: with [`Effect::Revoked`] and [`Effect::Erased`] the tokens are gone already.
    pub fn effect(&self) -> Effect {
        match &self.cause {
            Cause::Event(event) => event.effect(),
            Cause::Changed(_) | Cause::NotListed => Effect::None,
        }
    }
}

/// What became of an event. Each is answered with 2xx: DossierFacile sends nothing twice for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Received {
    /// It is among the [notices](crate::Inbox::notices); if it ends a connection, it has.
    Delivered,
    /// It came before, or the list has told it.
    Duplicate,
    /// Nobody knows the person yet: it waits for [`Inbox::connected`](crate::Inbox::connected).
    Parked,
}
