//! What the inbox holds, behind its lock.

use std::{
    collections::{HashMap, VecDeque},
    task::Waker,
};

use auth_core::Authenticator;
use time::OffsetDateTime;

use super::{InboxLimits, Link, seen::Seen};
use crate::{Cause, Cursor, Effect, Event, Notice, Received};

#[derive(Debug)]
pub(super) struct State {
    limits: InboxLimits,
    /// Who is known, and the connections with each.
    people: HashMap<u64, Vec<Link>>,
    parked: VecDeque<(OffsetDateTime, Event)>,
    seen: Seen,
    /// Whose connection ended lately: a second revocation of theirs is a copy.
    ended: VecDeque<u64>,
    pub(super) queue: VecDeque<Notice>,
    pub(super) wakers: Vec<Waker>,
    /// A notice was lost for want of room.
    pub(super) overflowed: bool,
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
            overflowed: false,
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
        let ends = is_end(&event);
        if ends && self.ended.contains(&tenant_id) && !self.knows(tenant_id) {
            return (Received::Duplicate, Vec::new());
        }
        if !ends && let Some(date) = &event.last_update_date {
            let date = Cursor::new(date);
            if !self.seen.is_new_event(&event, &date) {
                return (Received::Duplicate, Vec::new());
            }
        }
        if !self.knows(tenant_id) {
            self.parked.push_back((now, event));
            self.expire(now);
            return (Received::Parked, Vec::new());
        }
        let links = if ends {
            self.end(tenant_id)
        } else {
            Vec::new()
        };
        self.push(tenant_id, true, Cause::Event(event));
        (Received::Delivered, links)
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
        self.people.entry(tenant_id).or_default();
        self.ended.retain(|ended| *ended != tenant_id);
        let (waited, others): (VecDeque<_>, _) = std::mem::take(&mut self.parked)
            .into_iter()
            .partition(|(_, event)| event.on_tenant_id == tenant_id);
        self.parked = others;
        let mut ended = Vec::new();
        for (came_at, event) in waited {
            if is_end(&event) {
                if came_at < since {
                    continue; // Of an earlier link: this one was made afterwards.
                }
                ended = self.end(tenant_id);
            }
            self.push(tenant_id, true, Cause::Event(event));
        }
        ended
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
        let Some(links) = self.people.remove(&tenant_id) else {
            return Vec::new();
        };
        self.ended.push_back(tenant_id);
        if self.ended.len() > self.limits.remembered {
            self.ended.pop_front();
        }
        links
    }

    /// What waited too long, or has no room, comes out as it is.
    pub(super) fn expire(&mut self, now: OffsetDateTime) {
        let limit = time::Duration::try_from(self.limits.parked_for).unwrap_or(time::Duration::MAX);
        while let Some((came_at, _)) = self.parked.front() {
            let is_due = now >= came_at.saturating_add(limit);
            if !is_due && self.parked.len() <= self.limits.parked {
                break;
            }
            if let Some((_, event)) = self.parked.pop_front() {
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
            self.queue.pop_front();
            self.overflowed = true;
        }
        for waker in self.wakers.drain(..) {
            waker.wake();
        }
    }
}

fn is_end(event: &Event) -> bool {
    matches!(event.effect(), Effect::Revoked | Effect::Erased)
}
