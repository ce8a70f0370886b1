//! What has been told already, as far back as memory is given.

use std::collections::{HashSet, VecDeque};

use crate::{Cause, Cursor, Effect, Event, EventType, Notice};

/// A change of a person's file at one instant, by who told it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Mark {
    tenant_id: u64,
    date: String,
    by: By,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum By {
    Event(EventType),
    AnyEvent,
    List,
}

/// The oldest marks go first.
#[derive(Debug)]
pub(super) struct Seen {
    marks: HashSet<Mark>,
    order: VecDeque<Mark>,
    most: usize,
}

impl Seen {
    pub(super) fn new(most: usize) -> Self {
        Self {
            marks: HashSet::new(),
            order: VecDeque::new(),
            most,
        }
    }

    /// Whether an event is news: neither it nor, of a change that does nothing else, the list has told it.
    pub(super) fn is_new_event(&mut self, event: &Event, date: &Cursor) -> bool {
        let tenant_id = event.on_tenant_id;
        let mark = |by| mark(tenant_id, date, by);
        if event.effect() == Effect::None && self.marks.contains(&mark(By::List)) {
            return false;
        }
        self.insert(mark(By::AnyEvent));
        self.insert(mark(By::Event(event.event_type.clone())))
    }

    /// Whether the list tells something that no event has.
    pub(super) fn is_new_listed(&mut self, tenant_id: u64, date: &Cursor) -> bool {
        let mark = |by| mark(tenant_id, date, by);
        !self.marks.contains(&mark(By::AnyEvent)) && self.insert(mark(By::List))
    }

    /// Forgets what was told of a notice that got lost, so that it is news once more.
    pub(super) fn forget(&mut self, lost: &Notice) {
        let marks = match &lost.cause {
            Cause::Event(event) => {
                let Some(date) = &event.last_update_date else {
                    return;
                };
                let date = Cursor::new(date);
                let mark = |by| mark(lost.tenant_id, &date, by);
                vec![
                    mark(By::AnyEvent),
                    mark(By::Event(event.event_type.clone())),
                ]
            }
            Cause::Changed(date) => vec![mark(lost.tenant_id, date, By::List)],
            Cause::NotListed => Vec::new(),
        };
        for mark in &marks {
            self.marks.remove(mark);
        }
    }

    fn insert(&mut self, mark: Mark) -> bool {
        if !self.marks.insert(mark.clone()) {
            return false;
        }
        self.order.push_back(mark);
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.marks.remove(&oldest);
            }
        }
        true
    }
}

fn mark(tenant_id: u64, date: &Cursor, by: By) -> Mark {
    Mark {
        tenant_id,
        date: date.normal(),
        by,
    }
}
