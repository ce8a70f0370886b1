//! The partner's list, read page by page without falling into any of its traps.

mod cursor;

use std::collections::{HashSet, VecDeque};

use auth_core::{Error, ErrorKind, Execute};
use futures_util::{Stream, stream};

pub use cursor::Cursor;

use crate::{
    ListedTenant,
    calls::{ListTenants, Page},
};

/// How many people a page holds where nothing else is asked for (DossierFacile backend).
const PAGE: u32 = 1000;
/// How often the page may double where a page brings nothing new, because more people than it holds share an instant.
const DOUBLINGS: u32 = 4;

/// Reads the partner's list (service scheme): a value that knows what to ask next, and what was there already.
///
/// | | [`Listing::full`] | [`Listing::since`] |
/// |---|---|---|
/// | Reads | everybody who is linked | whose file has changed since a cursor |
/// | Does not see | | people who connect today and whose file has not changed since: the link does not touch the date; who has revoked, or lost the link; some of the deleted |
/// | For | now and then, a day at most | often |
///
/// The list is ordered by the date of the last change, and its `after` is strict: each page is asked from a second before the
/// greatest date so far, and who was there is left out. Only queries made here are sent, `nextLink` is not looked at. It ends
/// with a page that is not full.
///
/// What it remembers is who changed within the last second, and who has no date: never more than the longest page.
///
/// ```
/// use auth_core::Error;
/// use auth_dossierfacile::{Cursor, Listing};
/// use futures_util::{StreamExt, TryStreamExt};
///
/// # async fn read(service: auth_reqwest::Client) -> Result<Option<Cursor>, Error> {
/// let mut listing = Listing::full();
/// let mut people = Box::pin(listing.stream(&service));
/// while let Some(person) = people.try_next().await? {
///     println!("{}", person.id);
/// }
/// drop(people);
/// // Kept, for Listing::since.
/// Ok(listing.cursor().cloned())
/// # }
/// ```
///
/// Source: DossierFacile backend.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before the list is read"]
pub struct Listing {
    page: ListTenants,
    longest: u32,
    /// The greatest date that was received: the next page is asked from there.
    reached: Option<Cursor>,
    /// The greatest date that was handed out.
    cursor: Option<Cursor>,
    /// Who was there with which date, of those that the next page may show again.
    seen: HashSet<(u64, Option<Cursor>)>,
    pending: VecDeque<ListedTenant>,
    ended: bool,
}

impl Listing {
    /// Everybody who is linked to the partner, from the beginning.
    pub fn full() -> Self {
        Self::from(None)
    }

    /// Whose file has changed since: who changed within the second before comes once more.
    pub fn since(cursor: Cursor) -> Self {
        Self::from(Some(cursor))
    }

    fn from(cursor: Option<Cursor>) -> Self {
        Self {
            page: ListTenants {
                after: None,
                limit: PAGE,
                include_deleted: false,
                include_revoked: false,
            },
            longest: PAGE << DOUBLINGS,
            reached: cursor.clone(),
            cursor,
            seen: HashSet::new(),
            pending: VecDeque::new(),
            ended: false,
        }
    }

    /// Lists the deleted, too, behind all others and without a date of change. No complete log: those of before the pages'
    /// dates are missing where there are several.
    pub fn include_deleted(mut self) -> Self {
        self.page.include_deleted = true;
        self
    }

    /// Lists the latest of those who revoked the access, too. No log: ask [`look_up`](crate::look_up) about a person.
    pub fn include_revoked(mut self) -> Self {
        self.page.include_revoked = true;
        self
    }

    /// How many a page holds, 1 to 1000; 1000 by default.
    pub fn page_size(mut self, size: u32) -> Self {
        self.page.limit = size.clamp(1, PAGE);
        self.longest = self.page.limit << DOUBLINGS;
        self
    }

    /// The greatest date of change among those handed out: where [`Listing::since`] goes on, today or next week. `None` before
    /// anybody with a date.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Those who come next; empty at the end. A person whose file changes meanwhile comes again.
    ///
    /// # Errors
    /// Those of the call. [`ErrorKind::InvalidResponse`](auth_core::ErrorKind::InvalidResponse) when the list makes no
    /// progress although its pages are full: nothing is skipped in silence; report it to the authors of this crate.
    ///
    /// # Cancel safety
    /// Nobody is lost: the page is asked for again.
    pub async fn next_page(&mut self, client: &impl Execute) -> Result<Vec<ListedTenant>, Error> {
        self.fill(client).await?;
        let rows: Vec<_> = self.pending.drain(..).collect();
        for row in &rows {
            self.handed_out(row);
        }
        Ok(rows)
    }

    /// The same one by one. Dropped and begun again, it goes on where it was; after an error, too.
    ///
    /// # Errors
    /// As [`Listing::next_page`].
    pub fn stream<'a, E: Execute>(
        &'a mut self,
        client: &'a E,
    ) -> impl Stream<Item = Result<ListedTenant, Error>> + Send + 'a {
        stream::try_unfold(self, move |listing| async move {
            listing.fill(client).await?;
            let Some(row) = listing.pending.pop_front() else {
                return Ok(None);
            };
            listing.handed_out(&row);
            Ok(Some((row, listing)))
        })
    }

    /// Asks until somebody is pending, or the list has ended.
    async fn fill(&mut self, client: &impl Execute) -> Result<(), Error> {
        while self.pending.is_empty() && !self.ended {
            self.page.after = self.reached.as_ref().map(Cursor::second_before);
            let page = client.execute(&self.page).await?;
            self.take(page)?;
        }
        Ok(())
    }

    /// Takes a page in: who is new is pending, who may come again is remembered.
    fn take(&mut self, page: Page) -> Result<(), Error> {
        let asked = self.page.limit as usize;
        let given = page.limit.and_then(|limit| usize::try_from(limit).ok());
        let full = page.count > 0 && page.count >= given.map_or(asked, |given| given.min(asked));
        let mut reached = self.reached.clone();
        let mut fresh = Vec::new();
        for row in page.rows {
            let date = row.last_update_date.as_deref().map(Cursor::new);
            // Somebody may be there twice, as one who revoked and one who is back.
            if self.seen.insert((row.id, date.clone())) {
                reached = reached.max(date);
                fresh.push(row);
            }
        }
        let stuck = self.reached == reached && self.seen.len() > self.longest as usize;
        if full && fresh.is_empty() {
            let doubled = self.page.limit * 2;
            let capped = given.is_some_and(|given| given < asked);
            if capped || doubled > self.longest {
                return Err(no_progress());
            }
            self.page.limit = doubled;
        }
        self.reached = reached;
        let reached = self.reached.as_ref();
        let again = |date: &Cursor| reached.is_none_or(|reached| date.is_shown_again_from(reached));
        self.seen
            .retain(|(_, date)| date.as_ref().is_none_or(again));
        self.pending.extend(fresh);
        self.ended = !full;
        if full && stuck {
            return Err(no_progress());
        }
        Ok(())
    }

    fn handed_out(&mut self, row: &ListedTenant) {
        let date = row.last_update_date.as_deref().map(Cursor::new);
        self.cursor = self.cursor.take().max(date);
    }
}

fn no_progress() -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        "the list makes no progress: full pages with nobody new",
    )
    .advise("nobody was skipped; report it to the authors of this library")
    .about("list of DossierFacile")
}
