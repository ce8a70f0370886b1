//! A sealed, leased, shared store that is sound, or has one flaw.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use auth_core::{
    AccessToken, ConnectionId, Error, ErrorKind, Expiry, ExposeSecret, TokenSet, TokenStore,
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
    testing::store::Beneath,
};
use tokio::sync::Notify;

use super::{flaw::Flaw, seal};

const DAY: Duration = Duration::from_secs(86_400);

/// A handle; clones are one handle.
#[derive(Clone)]
pub(crate) struct Reference {
    flaw: Flaw,
    shared: Arc<Shared>,
    own: Arc<Own>,
}

#[derive(Default)]
struct Shared {
    kept: Mutex<Kept>,
    changed: Notify,
}

#[derive(Default)]
struct Kept {
    slots: HashMap<String, Slot>,
    leases: HashMap<String, Leasehold>,
    copies: Vec<u8>,
}

#[derive(Default)]
struct Slot {
    version: u64,
    sealed: Option<Vec<u8>>,
    before: Option<(u64, Vec<u8>)>,
    written: Option<Instant>,
    first: Option<Instant>,
    busy: bool,
}

#[derive(Default)]
struct Leasehold {
    fence: u64,
    held: Option<Held>,
    busy: bool,
}

#[derive(Clone, Copy)]
struct Held {
    by: TransactionId,
    term: Duration,
    until: Instant,
    handle: usize,
}

/// Ends with the last clone of a handle.
struct Own(Flaw, Arc<Shared>);

impl Drop for Own {
    fn drop(&mut self) {
        let own = std::ptr::from_ref(self).addr();
        if self.0 == Flaw::EndsWithItsHandle {
            for lease in self.1.kept.lock().unwrap().leases.values_mut() {
                lease.held = lease.held.filter(|held| held.handle != own);
            }
        }
    }
}

impl Leasehold {
    fn now(&self) -> Option<Held> {
        self.held.filter(|held| Instant::now() < held.until)
    }

    fn stands(&self, lease: &Lease) -> bool {
        self.now().is_some_and(|held| held.by == lease.by) && self.fence == lease.fence
    }
}

impl Slot {
    fn version(&self) -> Option<Version> {
        self.sealed.as_ref().map(|_| Version(self.version))
    }
}

fn busy() -> Error {
    Error::new(ErrorKind::Store, "somebody else is at it")
}

impl Reference {
    pub(crate) fn with(flaw: Flaw) -> Self {
        let shared = Arc::<Shared>::default();
        let own = Arc::new(Own(flaw, Arc::clone(&shared)));
        Self { flaw, shared, own }
    }

    /// A handle as another process would have it.
    pub(crate) fn open(&self) -> Self {
        let shared = Arc::clone(&self.shared);
        let own = Arc::new(Own(self.flaw, Arc::clone(&shared)));
        Self {
            flaw: self.flaw,
            shared,
            own,
        }
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.shared.kept.lock().unwrap()
    }

    fn key(&self, at: &ConnectionId) -> String {
        match self.flaw {
            Flaw::FoldsNames => at.as_str().to_lowercase(),
            Flaw::CutsNames => at.as_str().chars().take(255).collect(),
            _ => at.as_str().to_owned(),
        }
    }

    fn lease_key(&self, at: &ConnectionId) -> String {
        let all = self.is(Flaw::LeasesAllAtOnce);
        if all { String::new() } else { self.key(at) }
    }

    fn show(&self, at: &ConnectionId, slot: &Slot, loads: bool) -> Result<Option<Stored>, Error> {
        let removed = || {
            slot.before
                .clone()
                .filter(|_| self.is(Flaw::KeepsRemoved) && slot.version > 0)
        };
        let now = slot.sealed.clone().map(|sealed| (slot.version, sealed));
        let Some((version, sealed)) = now.or_else(removed) else {
            return Ok(None);
        };
        let clear = match seal::open(self.flaw, at, &sealed) {
            Err(_) if self.is(Flaw::TamperedIsNone) => return Ok(None),
            opened => opened?,
        };
        let stored = Stored::new(Version(version), Record::from_bytes(&clear)?);
        let counted = match self.flaw {
            Flaw::AgesFromIssue => {
                let age = time::OffsetDateTime::now_utc() - stored.record.issued_at;
                return Ok(Some(stored.aged(age.try_into().unwrap_or_default())));
            }
            Flaw::AgesOnLoad if !loads => return Ok(Some(stored)),
            Flaw::AgesFromFirst => slot.first,
            _ => slot.written,
        };
        Ok(Some(stored.aged(counted.unwrap().elapsed())))
    }

    fn sealed(&self, at: &ConnectionId, record: &Record) -> Vec<u8> {
        let mut record = record.clone();
        match self.flaw {
            Flaw::RoundsInstants => {
                record.issued_at = record.issued_at.replace_nanosecond(0).unwrap();
            }
            Flaw::LosesIntents => record.intent = None,
            Flaw::CutsLargeRecords => {
                let token = record.tokens.access_token().expose_secret().to_owned();
                if token.len() > 65_536 {
                    record = torn(&token[..65_536]);
                }
            }
            _ => {}
        }
        seal::seal(self.flaw, at, &record.expose_to_bytes().unwrap())
    }

    /// Writes what nothing stands against any more.
    fn put(&self, kept: &mut Kept, at: &ConnectionId, record: Option<&Record>) -> Option<Version> {
        if let Some(record) = record.filter(|_| self.is(Flaw::KeepsCopies)) {
            kept.copies
                .extend_from_slice(&record.expose_to_bytes().unwrap());
        }
        let key = self.key(at);
        if record.is_none() && self.is(Flaw::RemovesByPrefix) {
            let others = kept
                .slots
                .iter_mut()
                .filter(|(name, _)| name.starts_with(&key));
            others.for_each(|(_, slot)| slot.sealed = None);
        }
        if record.is_none() && self.is(Flaw::ForgetsFences) {
            kept.leases.remove(&self.lease_key(at));
        }
        let slot = kept.slots.entry(key.clone()).or_default();
        slot.before = slot.sealed.take().map(|sealed| (slot.version, sealed));
        slot.version += 1;
        slot.sealed = record.map(|record| self.sealed(at, record));
        slot.written = Some(Instant::now());
        slot.first = slot.first.or(slot.written);
        let version = slot.version();
        if record.is_none() && self.is(Flaw::ForgetsVersions) {
            kept.slots.remove(&key);
        }
        match (self.flaw, record) {
            (Flaw::SilentWrites, Some(_)) | (Flaw::SilentRemovals, None) => {}
            (Flaw::WakesOne, _) => self.shared.changed.notify_one(),
            _ => self.shared.changed.notify_waiters(),
        }
        version
    }

    /// Whether the writer's lease stands.
    fn may_commit(&self, kept: &Kept, at: &ConnectionId, lease: &Lease) -> bool {
        let Some(hold) = kept.leases.get(&self.lease_key(at)) else {
            return self.is(Flaw::CommitsWithoutLease);
        };
        match self.flaw {
            Flaw::CommitsWithoutLease => true,
            Flaw::CommitsUnderReleased => hold.fence == lease.fence,
            Flaw::CommitsByOwner => hold.now().is_some_and(|held| held.by == lease.by),
            Flaw::CommitsByFence => hold.now().is_some() && hold.fence == lease.fence,
            _ => hold.stands(lease),
        }
    }

    async fn write(
        &self,
        at: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.hop().await;
        let tears = match (lease, record) {
            (_, None) => Flaw::TearsRemovals,
            (Some(_), _) => Flaw::TearsCommits,
            _ => Flaw::TearsWrites,
        };
        let mut lease_to_check = lease;
        if let Some(lease) = lease.filter(|_| self.is(Flaw::CommitsAfterALease)) {
            if !self.may_commit(&self.kept(), at, lease) {
                return Ok(Replaced::LeaseLost);
            }
            lease_to_check = None;
            // Most of the time that a commit takes: the term ends in it on a busy machine too.
            for _ in 0..50 {
                self.hop().await;
            }
        }
        {
            let mut kept = self.kept();
            let any = self.is(Flaw::CommitsUnderAny);
            if let Some(lease) = lease_to_check
                && !self.may_commit(&kept, at, lease)
                && !(any && kept.leases.values().any(|hold| hold.stands(lease)))
            {
                return Ok(Replaced::LeaseLost);
            }
            let held = kept
                .leases
                .get(&self.lease_key(at))
                .and_then(Leasehold::now);
            let waits = self.is(Flaw::WritesNeedLeases) && lease.is_none() && held.is_some();
            let slot = kept.slots.entry(self.key(at)).or_default();
            if slot.busy {
                return Err(busy());
            }
            let right = match self.flaw {
                Flaw::Resurrects => slot.version() == expected || slot.version().is_none(),
                Flaw::CommitsBlindly => slot.version() == expected || lease.is_some(),
                _ => slot.version() == expected,
            };
            if !right || waits {
                let shown = match self.flaw {
                    Flaw::HidesConflicts => None,
                    Flaw::ShowsOldConflicts => {
                        let (version, sealed) = slot.before.clone().unwrap_or_default();
                        let sealed = Some(sealed).filter(|sealed| !sealed.is_empty());
                        let written = slot.written;
                        let slot = Slot {
                            version,
                            sealed,
                            written,
                            ..Slot::default()
                        };
                        self.show(at, &slot, false)?
                    }
                    _ => self.show(at, slot, false)?,
                };
                let over = match record {
                    Some(_) => Flaw::WritesOverConflicts,
                    None => Flaw::RemovesOverConflicts,
                };
                if self.is(over) {
                    self.put(&mut kept, at, record);
                }
                return Ok(Replaced::Conflict(shown));
            }
            slot.busy = self.is(Flaw::JamsWhenCut);
            let looks = match lease {
                Some(_) => Flaw::CommitsAfterALook,
                None => Flaw::ComparesThenWrites,
            };
            let steps = [tears, looks, Flaw::ComparesThenWrites, Flaw::JamsWhenCut];
            if !steps.contains(&self.flaw) {
                return Ok(Replaced::Done(self.done(&mut kept, at, lease, record)));
            }
            if self.is(tears) {
                self.put(&mut kept, at, Some(&torn("torn")));
            }
        }
        self.hop().await;
        Ok(Replaced::Done(self.done(
            &mut self.kept(),
            at,
            lease,
            record,
        )))
    }

    fn done(
        &self,
        kept: &mut Kept,
        at: &ConnectionId,
        lease: Option<&Lease>,
        record: Option<&Record>,
    ) -> Option<Version> {
        let ends = if lease.is_some() {
            Flaw::CommitEndsLease
        } else {
            Flaw::WritesEndLeases
        };
        if let Some(hold) = kept
            .leases
            .get_mut(&self.lease_key(at))
            .filter(|_| self.is(ends))
        {
            hold.held = None;
        }
        let version = self.put(kept, at, record);
        if let Some(slot) = kept.slots.get_mut(&self.key(at)) {
            slot.busy = false;
        }
        version
    }

    async fn hop(&self) {
        tokio::task::yield_now().await;
    }

    fn loaded(&self, kept: &Kept, at: &ConnectionId, loads: bool) -> Result<Option<Stored>, Error> {
        match kept.slots.get(&self.key(at)) {
            Some(slot) => self.show(at, slot, loads),
            None => Ok(None),
        }
    }

    fn grant(
        &self,
        kept: &mut Kept,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Lease {
        let hold = kept.leases.entry(self.lease_key(at)).or_default();
        let over = hold.held.is_some();
        let mine = hold.now().filter(|held| held.by == by);
        let counts = mine.is_none() && !(over && self.is(Flaw::FencesOutliveTerms));
        hold.fence += u64::from(counts || self.is(Flaw::FencesAnew));
        let runs = match self.flaw {
            Flaw::NeverEnds => DAY,
            Flaw::EndsEarly => term / 2,
            _ => term,
        };
        let mut until = Instant::now() + runs;
        match (self.flaw, mine) {
            (Flaw::KeepsFirstTerm, Some(mine)) => until = mine.until,
            (Flaw::OnlyLengthensTerms, Some(mine)) => until = until.max(mine.until),
            _ => {}
        }
        let handle = std::ptr::from_ref(&*self.own).addr();
        hold.held = Some(Held {
            by,
            term,
            until,
            handle,
        });
        Lease {
            by,
            fence: hold.fence,
        }
    }

    fn released(&self, hold: &Leasehold, lease: &Lease) -> bool {
        match self.flaw {
            Flaw::KeepsReleased => false,
            Flaw::ReleasesAnyones => true,
            Flaw::ReleasesByFence => hold.fence == lease.fence,
            Flaw::ReleasesByOwner => hold.now().is_some_and(|held| held.by == lease.by),
            _ => hold.stands(lease),
        }
    }
}

fn torn(token: &str) -> Record {
    let tokens = TokenSet::new(AccessToken::new(token), Expiry::Never);
    let epoch = time::OffsetDateTime::UNIX_EPOCH;
    Record::new(tokens, epoch, epoch)
}

impl TokenStore for Reference {
    async fn load(&self, at: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.hop().await;
        self.loaded(&self.kept(), at, true)
    }

    async fn replace(
        &self,
        at: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.write(at, None, expected, record).await
    }

    async fn commit(
        &self,
        at: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        self.write(at, Some(lease), expected, Some(record)).await
    }

    async fn lease(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        self.hop().await;
        let jams = self.is(Flaw::JamsLeasesWhenCut);
        {
            let mut kept = self.kept();
            let stored = self.loaded(&kept, at, false)?;
            let hold = kept.leases.entry(self.lease_key(at)).or_default();
            let other = hold.now().filter(|held| held.by != by);
            let left = other.map(|held| match self.flaw {
                Flaw::TellsWholeTerm => held.term,
                _ => held.until.saturating_duration_since(Instant::now()),
            });
            if let Some(left) = left.or_else(|| hold.busy.then_some(DAY)) {
                return Ok(Leased::Held { left, stored });
            }
            hold.busy = jams;
        }
        if jams || self.is(Flaw::LooksThenLeases) {
            self.hop().await;
        }
        let mut kept = self.kept();
        let lease = self.grant(&mut kept, at, by, term);
        kept.leases.entry(self.lease_key(at)).or_default().busy = false;
        let stored = self
            .loaded(&kept, at, false)?
            .filter(|_| !self.is(Flaw::LeasesBlindly));
        Ok(Leased::Granted { lease, stored })
    }

    async fn release(&self, at: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.hop().await;
        let mut kept = self.kept();
        let hold = kept.leases.entry(self.lease_key(at)).or_default();
        if self.released(hold, lease) {
            hold.held = None;
            if !self.is(Flaw::SilentReleases) {
                self.shared.changed.notify_waiters();
            }
        }
        Ok(())
    }

    async fn changed(&self, at: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        if self.is(Flaw::NeverWaits) {
            return Ok(());
        }
        if self.is(Flaw::WaitsForTheNext) {
            self.shared.changed.notified().await;
            return Ok(());
        }
        loop {
            let mut notified = pin!(self.shared.changed.notified());
            if !self.is(Flaw::WaitsLate) {
                notified.as_mut().enable();
            }
            let waits = {
                let kept = self.kept();
                let held = kept
                    .leases
                    .get(&self.lease_key(at))
                    .and_then(Leasehold::now);
                let slot = kept.slots.get(&self.key(at));
                held.is_some() && slot.and_then(Slot::version) == known
            };
            if !waits {
                return Ok(());
            }
            if self.is(Flaw::WaitsLate) {
                tokio::time::sleep(Duration::from_millis(1)).await; // why: the flaw is a gap between the look and the wait
                notified.set(self.shared.changed.notified());
            }
            notified.await;
        }
    }
}

impl Beneath for Reference {
    async fn everything(&self) -> Vec<u8> {
        let kept = self.kept();
        let mut all = kept.copies.clone();
        for (name, slot) in &kept.slots {
            all.extend_from_slice(name.as_bytes());
            all.extend(slot.sealed.iter().flatten());
        }
        all
    }

    async fn raw(&self, at: &ConnectionId) -> Vec<u8> {
        self.kept().slots[&self.key(at)].sealed.clone().unwrap()
    }

    async fn plant(&self, at: &ConnectionId, bytes: &[u8]) {
        let key = self.key(at);
        self.kept().slots.get_mut(&key).unwrap().sealed = Some(bytes.to_vec());
    }
}
