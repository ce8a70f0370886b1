//! The list read for what no webhook has told.

use std::{collections::HashSet, time::Duration};

use auth_core::{Error, Execute};
use time::OffsetDateTime;

use crate::{Cursor, Inbox, ListedTenant, Listing};

/// Reads the partner's list from time to time, and feeds an [`Inbox`] with what is new there (service scheme).
///
/// Webhooks come once at most, and none comes while the address is not set, so the list is read besides: what has changed
/// since the last time often, all of it now and then. Reading all of it finds people who connected with an old file, and
/// those known to the inbox who are not listed any more.
///
/// It reads no clock, sleeps not and runs on no task of its own: the application asks when it is due, and says what time it
/// is.
///
/// ```
/// use auth_core::Error;
/// use auth_dossierfacile::{CatchUp, Inbox};
/// use time::OffsetDateTime;
///
/// # async fn poll(service: auth_reqwest::Client, inbox: Inbox) {
/// let mut catch_up = CatchUp::new(None); // or the cursor that was kept
/// loop {
///     tokio::time::sleep(catch_up.due_in(OffsetDateTime::now_utc())).await;
///     match catch_up.run(&service, &inbox, OffsetDateTime::now_utc()).await {
///         Ok(()) => {} // Keep catch_up.cursor() once the notices are worked through.
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CatchUp {
    every: Duration,
    full_every: Duration,
    cursor: Option<Cursor>,
    read_at: Option<OffsetDateTime>,
    all_read_at: Option<OffsetDateTime>,
    not_before: Option<OffsetDateTime>,
}

impl CatchUp {
    /// From a cursor that was kept, or from nothing. The first time, all of the list is read.
    pub fn new(cursor: Option<Cursor>) -> Self {
        Self {
            every: Duration::from_secs(300),
            full_every: Duration::from_secs(24 * 3600),
            cursor,
            read_at: None,
            all_read_at: None,
            not_before: None,
        }
    }

    /// How often to ask for what has changed; every five minutes by default.
    #[must_use]
    pub fn every(mut self, pause: Duration) -> Self {
        self.every = pause;
        self
    }

    /// How often to read all of it; once a day by default.
    #[must_use]
    pub fn full_every(mut self, pause: Duration) -> Self {
        self.full_every = pause;
        self
    }

    /// How far the list has been read: to be kept once the notices of it are worked through, or a crash loses them.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// How long until it is due, from this instant; zero when it is.
    pub fn due_in(&self, now: OffsetDateTime) -> Duration {
        let changes = self.read_at.map(|at| after(at, self.every));
        let all = self.all_read_at.map(|at| after(at, self.full_every));
        // Without either the first time is now.
        let due = changes
            .zip(all)
            .map_or(now, |(changes, all)| changes.min(all));
        let due = self.not_before.map_or(due, |pause| due.max(pause));
        Duration::try_from(due - now).unwrap_or_default()
    }

    /// Reads the list, at this instant: all of it when that is due or the inbox had no room, else what has changed.
    ///
    /// # Errors
    /// Those of the call. It is due again after the pause that the error asks for, after a minute at least.
    ///
    /// # Cancel safety
    /// Nobody is lost, and nobody told twice: what was not read is read the next time.
    pub async fn run(
        &mut self,
        client: &impl Execute,
        inbox: &Inbox,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        inbox.expire(now);
        let is_over = |at: OffsetDateTime| now >= after(at, self.full_every);
        let all = self.all_read_at.is_none_or(is_over) || inbox.overflow().is_some();
        let read = if all {
            self.read_all(client, inbox, now).await
        } else {
            self.read_changes(client, inbox).await
        };
        self.not_before = match &read {
            Ok(()) => None,
            Err(error) => {
                let pause = error.retry_after().unwrap_or_default();
                Some(after(now, pause.max(Duration::from_secs(60))))
            }
        };
        read?;
        self.read_at = Some(now);
        Ok(())
    }

    async fn read_changes(&mut self, client: &impl Execute, inbox: &Inbox) -> Result<(), Error> {
        let mut listing = match &self.cursor {
            Some(cursor) => Listing::since(cursor.clone()),
            None => Listing::full(),
        };
        loop {
            let page = listing.next_page(client).await?;
            if page.is_empty() {
                return Ok(());
            }
            for person in page {
                tell(inbox, person);
            }
            self.cursor = listing.cursor().cloned().or(self.cursor.take());
        }
    }

    async fn read_all(
        &mut self,
        client: &impl Execute,
        inbox: &Inbox,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        let overflow = inbox.overflow();
        let told = self.cursor.clone().filter(|_| overflow.is_none());
        let known: HashSet<_> = inbox.known().into_iter().collect();
        let mut missing = known.clone();
        let mut listing = Listing::full();
        loop {
            let page = listing.next_page(client).await?;
            if page.is_empty() {
                break;
            }
            for person in page {
                missing.remove(&person.id);
                // Who is known and has not changed since was told when it was news.
                let date = person.last_update_date.as_deref().map(Cursor::new);
                let is_told = known.contains(&person.id) && date.is_some() && date <= told;
                if !is_told {
                    tell(inbox, person);
                }
            }
        }
        if let Some(lost) = overflow {
            inbox.caught_up(lost);
        }
        for tenant_id in missing {
            inbox.not_listed(tenant_id);
        }
        self.cursor = listing.cursor().cloned().max(self.cursor.take());
        self.all_read_at = Some(now);
        Ok(())
    }
}

fn tell(inbox: &Inbox, person: ListedTenant) {
    if let Some(date) = person.last_update_date {
        inbox.listed(person.id, Cursor::new(date));
    }
}

fn after(at: OffsetDateTime, pause: Duration) -> OffsetDateTime {
    at.saturating_add(time::Duration::try_from(pause).unwrap_or(time::Duration::MAX))
}
