//! What the inbox holds, behind its lock.

use std::{
    collections::{HashMap, VecDeque},
    task::Waker,
};

use auth_core::Authenticator;
use time::OffsetDateTime;

use super::{InboxLimits, Link, seen::Seen};
use crate::{Cause, Cursor, Effect, Event, EventType, Notice, Received};

#[derive(Debug)]
pub(super) struct State {
    limits: InboxLimits,
    /// Who is known, and the connections with each.
    people: HashMap<u64, Vec<Link>>,
    parked: VecDeque<(OffsetDateTime, Event)>,
    seen: Seen,
    /// Whose end was told lately, and by which event: a second one is a copy.
    ended: VecDeque<(u64, EventType)>,
    pub(super) queue: VecDeque<Notice>,
    pub(super) wakers: Vec<Waker>,
    /// How many notices were lost for want of room.
    pub(super) lost: u64,
    /// How many of them the list has made up for.
    pub(super) caught_up: u64,
}

impl State {
    pub(super) fn new(limits: InboxLimits) -> Self {
        Self {
            limits,
            people: HashMap::new(),
            parked: VecDeque::new(),
            seen: Seen::new(limits.remembered),
            ended: VecDeque::new(),
            queue: VecDeque::new(),
            wakers: Vec::new(),
            lost: 0,
            caught_up: 0,
        }
    }

    pub(super) fn knows(&self, tenant_id: u64) -> bool {
        self.people.contains_key(&tenant_id)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = u64> {
        self.people.keys().copied()
    }

    /// What became of the event, and the connections that it ends.
    pub(super) fn receive(&mut self, event: Event, now: OffsetDateTime) -> (Received, Vec<Link>) {
        self.expire(now);
        let tenant_id = event.on_tenant_id;
        if is_end(&event) {
            return self.receive_end(event, now);
        }
        if let Some(date) = &event.last_update_date {
            let date = Cursor::new(date);
            if !self.seen.is_new_event(&event, &date) {
                return (Received::Duplicate, Vec::new());
            }
        }
        if !self.knows(tenant_id) {
            self.park(now, event);
            return (Received::Parked, Vec::new());
        }
        self.push(tenant_id, true, Cause::Event(event));
        (Received::Delivered, Vec::new())
    }

    /// An end waits even if it has been told: a sign-in may be under way, whose profile call it came after.
    fn receive_end(&mut self, event: Event, now: OffsetDateTime) -> (Received, Vec<Link>) {
        let tenant_id = event.on_tenant_id;
        let known = self.knows(tenant_id);
        let links = self.end(tenant_id);
        let is_told = !known && self.ended.contains(&told(&event));
        if known {
            self.tell_end(told(&event));
            self.push(tenant_id, true, Cause::Event(event.clone()));
        }
        // The latest instant counts.
        self.parked
            .retain(|(_, parked)| told(parked) != told(&event));
        self.park(now, event);
        let received = match (known, is_told) {
            (true, _) => Received::Delivered,
            (false, true) => Received::Duplicate,
            (false, false) => Received::Parked,
        };
        (received, links)
    }

    fn park(&mut self, now: OffsetDateTime, event: Event) {
        self.parked.push_back((now, event));
        self.expire(now);
    }

    /// Remembers that an end is told; whether it was news.
    pub(super) fn tell_end(&mut self, end: (u64, EventType)) -> bool {
        if self.ended.contains(&end) {
            return false;
        }
        self.ended.push_back(end);
        if self.ended.len() > self.limits.remembered {
            self.ended.pop_front();
        }
        true
    }

    /// The link with somebody by this authenticator: the one there is, or a new one.
    pub(super) fn link(&mut self, tenant_id: u64, authenticator: &Authenticator) -> Link {
        let links = self.people.entry(tenant_id).or_default();
        if let Some(link) = links.iter().find(|link| link.is_by(authenticator)) {
            return link.clone();
        }
        let link = Link::new(authenticator.clone());
        links.push(link.clone());
        link
    }

    /// Makes somebody known, and delivers what waited; gives back the connections that a revocation among it ends.
    pub(super) fn know(&mut self, tenant_id: u64, since: OffsetDateTime) -> Vec<Link> {
        let has_link = !self.people.entry(tenant_id).or_default().is_empty();
        let (told_ends, others): (VecDeque<_>, _) = std::mem::take(&mut self.ended)
            .into_iter()
            .partition(|(ended, _)| *ended == tenant_id);
        self.ended = others;
        let (waited, others): (VecDeque<_>, _) = std::mem::take(&mut self.parked)
            .into_iter()
            .partition(|(_, event)| event.on_tenant_id == tenant_id);
        self.parked = others;
        let mut links = Vec::new();
        for (came_at, event) in waited {
            if is_end(&event) {
                // Of an earlier link, after which this one was made; or told, and nothing here to end.
                if came_at < since || (!has_link && told_ends.contains(&told(&event))) {
                    continue;
                }
                links.extend(self.end(tenant_id));
                self.tell_end(told(&event));
            }
            self.push(tenant_id, true, Cause::Event(event));
        }
        links
    }

    pub(super) fn listed(&mut self, tenant_id: u64, date: Cursor) {
        if self.seen.is_new_listed(tenant_id, &date) {
            let known = self.knows(tenant_id);
            self.push(tenant_id, known, Cause::Changed(date));
        }
    }

    pub(super) fn not_listed(&mut self, tenant_id: u64) {
        if self.knows(tenant_id) {
            self.push(tenant_id, true, Cause::NotListed);
        }
    }

    /// Takes somebody's connections away; whoever asks ends them once the lock is free.
    pub(super) fn end(&mut self, tenant_id: u64) -> Vec<Link> {
        self.people.remove(&tenant_id).unwrap_or_default()
    }

    /// What waited too long, or has no room, comes out as it is.
    pub(super) fn expire(&mut self, now: OffsetDateTime) {
        let limit = time::Duration::try_from(self.limits.parked_for).unwrap_or(time::Duration::MAX);
        while let Some((came_at, _)) = self.parked.front() {
            let is_due = now >= came_at.saturating_add(limit);
            if !is_due && self.parked.len() <= self.limits.parked {
                break;
            }
            if let Some((_, event)) = self.parked.pop_front()
                && (!is_end(&event) || self.tell_end(told(&event)))
            {
                self.push(event.on_tenant_id, false, Cause::Event(event));
            }
        }
    }

    fn push(&mut self, tenant_id: u64, known: bool, cause: Cause) {
        self.queue.push_back(Notice {
            tenant_id,
            known,
            cause,
        });
        if self.queue.len() > self.limits.queued {
            // The list tells again of a change, and of no end.
            let mut queue = self.queue.iter();
            let oldest = queue.position(|notice| notice.effect() == Effect::None);
            if let Some(lost) = self.queue.remove(oldest.unwrap_or(0)) {
                self.seen.forget(&lost);
            }
            self.lost += 1;
        }
        for waker in self.wakers.drain(..) {
            waker.wake();
        }
    }
}

/// By what copies of an end are known: it says no date.
fn told(event: &Event) -> (u64, EventType) {
    (event.on_tenant_id, event.event_type.clone())
}

fn is_end(event: &Event) -> bool {
    matches!(event.effect(), Effect::Revoked | Effect::Erased)
}
