//! Three processes, a store, a provider, and everything that may go wrong between them.

use std::time::Duration;

use auth_core::{
    Transaction,
    store::{Lease, TransactionId, Version},
    transaction::{Action, Event, Outcome, Seen},
};

use crate::{
    mutant::Mutant,
    process::{Drive, FLIGHT, Process, REMOVING, SAVING, Then, Unsaved, Work},
    world::{Kept, Provider, Store, Token, Write, Written},
};

/// How many times each thing may still happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    pub renewals: u8,
    pub sign_ins: u8,
    pub crashes: u8,
    /// A lease ends although its holder is alive.
    pub stalls: u8,
    /// A store operation fails, is done unheard, or is done late.
    pub store_faults: u8,
    /// A request or an answer is lost, or the provider does not process it.
    pub wire_faults: u8,
    pub revocations: u8,
    pub forgets: u8,
}

/// What is promised, and was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Breach {
    SpentTwice = 1,
    LiveTokenLost = 2,
    FalseAlarm = 4,
    WithoutAWord = 8,
}

/// What was seen on the way, to show that the model gets there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sight {
    Adopted = 1,
    Orphaned = 2,
    SavedLate = 4,
    TakenUpAgain = 8,
    MarkedDead = 16,
    Withdrawn = 32,
}

/// How a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    Well,
    /// It is not done, and that is known.
    Fails,
    /// It is not done, and that is not known.
    Lost,
    /// It is done, and nobody hears of it.
    Unheard,
    /// It is done later, or never.
    Late,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Step(usize, usize, How),
    Renew(usize),
    Look(usize),
    SignIn(usize),
    Settle(usize),
    Beat(usize, usize),
    Forget(usize),
    Crash(usize),
    /// It crashes while its request is under way.
    CrashSending(usize),
    Expire,
    /// Something that was under way arrives.
    Arrive(usize),
    Revoke(u8),
}

/// What is under way although nobody waits for it any more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Adrift {
    Write {
        process: usize,
        life: u8,
        forgotten: u8,
        write: Write,
    },
    Request(Token),
}

/// The rules of one configuration.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Whether a lost answer may be followed by another exchange.
    pub repeats: bool,
    /// Whether an exchange spends a refresh token.
    pub spends: bool,
    pub processes: usize,
    pub budget: Budget,
    pub mutant: Option<Mutant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fleet {
    pub store: Store,
    pub provider: Provider,
    pub processes: Vec<Process>,
    pub adrift: Vec<Adrift>,
    pub left: Budget,
    /// Transactions that crashed, stalled past their lease, or whose answer was lost.
    pub excused: Vec<TransactionId>,
    pub breaches: u8,
    pub sights: u8,
}

impl Fleet {
    pub fn new(rules: &Rules) -> Self {
        let mut provider = Provider::new(!rules.repeats);
        let kept = Kept {
            token: provider.sign_in(),
            id: TransactionId::from_number(0xf00),
            intent: None,
            dead: false,
        };
        let store = Store::beginning_with(kept);
        let process = store.read().map(Process::holding).unwrap_or_default();
        Self {
            store,
            provider,
            processes: vec![process; rules.processes],
            adrift: Vec::new(),
            left: rules.budget,
            excused: Vec::new(),
            breaches: 0,
            sights: 0,
        }
    }

    /// The state after `act`; `None` when it cannot happen.
    pub fn after(&self, rules: &Rules, act: Act) -> Option<Self> {
        let mut next = self.clone();
        next.happen(rules, act)?;
        Some(next)
    }

    fn happen(&mut self, rules: &Rules, act: Act) -> Option<()> {
        match act {
            Act::Step(p, slot, how) => {
                if how != How::Well {
                    let exchanging = self.exchanging(p, slot);
                    let faults = if exchanging {
                        &mut self.left.wire_faults
                    } else {
                        &mut self.left.store_faults
                    };
                    *faults = faults.checked_sub(1)?;
                }
                self.step(rules, p, slot, how)?;
            }
            Act::Renew(p) => {
                self.left.renewals = self.left.renewals.checked_sub(1)?;
                let process = &self.processes[p];
                if process.works[FLIGHT].is_some() || process.lost || process.token.is_none() {
                    return None;
                }
                let work = process.settling(Then::Renew);
                let work = work.unwrap_or_else(|| self.renewal(rules, p));
                self.processes[p].works[FLIGHT] = Some(work);
            }
            Act::Look(p) => self.look(rules, p)?,
            Act::SignIn(p) => {
                self.left.sign_ins = self.left.sign_ins.checked_sub(1)?;
                let process = &self.processes[p];
                if process.works[FLIGHT].is_some() || !process.asks {
                    return None;
                }
                let kept = Kept {
                    token: self.provider.sign_in(),
                    id: self.name(p),
                    intent: None,
                    dead: false,
                };
                let process = &mut self.processes[p];
                // Its request has left, and is none of a renewal.
                process.unsent = None;
                process.works[FLIGHT] = Some(Work::SignIn {
                    kept,
                    expected: process.version,
                    forgotten: process.forgotten,
                    then: Then::Land,
                });
            }
            Act::Settle(p) => {
                let process = &mut self.processes[p];
                if process.works[SAVING].is_some() {
                    return None;
                }
                process.works[SAVING] = Some(process.settling(Then::Settled)?);
            }
            Act::Beat(p, slot) => {
                // The lease is renewed while the exchange lasts; one that ran out is taken again, with another fence.
                let lease = self.lease_of(p, slot)?;
                if !self.exchanging(p, slot) || self.store.holder().is_some() {
                    return None;
                }
                self.store.lease(lease.by);
            }
            Act::Forget(p) => {
                self.left.forgets = self.left.forgets.checked_sub(1)?;
                let last = self.provider.sign_ins() - 1;
                let process = &mut self.processes[p];
                if process.works[REMOVING].is_some() {
                    return None;
                }
                process.forgotten += 1;
                process.dropped = Some(last);
                (process.token, process.unsaved, process.stored) = (None, None, None);
                (process.lost, process.asks) = (false, true);
                let expected = process.version.take();
                process.works[REMOVING] = Some(Work::Remove {
                    expected,
                    dropping: last,
                });
            }
            Act::Crash(p) => self.crash(p)?,
            Act::CrashSending(p) => {
                let token = self.processes[p]
                    .token
                    .filter(|_| self.exchanging(p, FLIGHT))?;
                self.adrift.push(Adrift::Request(token));
                self.crash(p)?;
            }
            Act::Expire => self.expire(rules)?,
            Act::Arrive(index) => {
                if index >= self.adrift.len() {
                    return None;
                }
                match self.adrift.remove(index) {
                    Adrift::Request(token) => drop(self.spend(token)),
                    Adrift::Write {
                        process,
                        life,
                        forgotten,
                        write,
                    } => drop(self.write(process, Some(life), forgotten, write)),
                }
            }
            Act::Revoke(family) => {
                self.left.revocations = self.left.revocations.checked_sub(1)?;
                if family >= self.provider.sign_ins() || self.provider.revoked(family) {
                    return None;
                }
                self.provider.revoke(family);
            }
        }
        if let Act::Step(p, ..)
        | Act::Renew(p)
        | Act::Look(p)
        | Act::Forget(p)
        | Act::Crash(p)
        | Act::CrashSending(p) = act
        {
            if p > 0 && !self.processes[p - 1].touched {
                // Untouched processes are alike: the first of them goes first.
                return None;
            }
            self.processes[p].touched = true;
        }
        Some(())
    }

    fn name(&mut self, p: usize) -> TransactionId {
        let process = &mut self.processes[p];
        process.named += 1;
        TransactionId::from_number(16 * (p as u128 + 1) + u128::from(process.named))
    }

    fn renewal(&mut self, rules: &Rules, p: usize) -> Work {
        if rules.mutant == Some(Mutant::DoubtForgotten) {
            self.processes[p].unsent = None;
        }
        let repeats = rules.repeats || rules.mutant == Some(Mutant::OrphanRepeated);
        let again = self.processes[p].unsent;
        if again.is_some() {
            self.sights |= Sight::TakenUpAgain as u8;
        }
        let name = again.unwrap_or_else(|| self.name(p));
        Work::Drive(Box::new(self.processes[p].renewal(
            name,
            rules.spends,
            repeats,
        )))
    }

    fn drive(&self, p: usize, slot: usize) -> Option<&Drive> {
        match &self.processes[p].works[slot] {
            Some(Work::Drive(drive)) => Some(drive),
            _ => None,
        }
    }

    fn exchanging(&self, p: usize, slot: usize) -> bool {
        if matches!(self.processes[p].works[slot], Some(Work::Direct { .. })) {
            return true;
        }
        self.drive(p, slot)
            .is_some_and(|drive| drive.transaction.next() == Action::Exchange)
    }

    fn lease_of(&self, p: usize, slot: usize) -> Option<Lease> {
        self.drive(p, slot)?.transaction.lease()
    }

    fn excuse(&mut self, id: TransactionId) {
        if let Err(place) = self.excused.binary_search(&id) {
            self.excused.insert(place, id);
        }
    }

    fn crash(&mut self, p: usize) -> Option<()> {
        self.left.crashes = self.left.crashes.checked_sub(1)?;
        for id in self.processes[p].transactions() {
            self.excuse(id);
        }
        self.processes[p] = self.processes[p].restarted();
        Some(())
    }

    /// The lease runs out: at once when nobody renews it, by a stall when somebody lives who would.
    fn expire(&mut self, rules: &Rules) -> Option<()> {
        let holder = self.store.holder()?;
        let alive = self
            .processes
            .iter()
            .any(|process| process.transactions().contains(&holder));
        let beats = rules.mutant != Some(Mutant::NoHeartbeat)
            || !(0..self.processes.len()).any(|p| {
                self.exchanging(p, FLIGHT)
                    && self
                        .lease_of(p, FLIGHT)
                        .is_some_and(|lease| lease.by == holder)
            });
        if alive && beats {
            self.left.stalls = self.left.stalls.checked_sub(1)?;
            self.excuse(holder);
        }
        self.store.expire();
        Some(())
    }

    /// A process that holds nothing of use reads the store.
    fn look(&mut self, rules: &Rules, p: usize) -> Option<()> {
        let (version, kept) = self.store.read()?;
        let process = &self.processes[p];
        if process.works[FLIGHT].is_some() || !(process.lost || process.token.is_none()) {
            return None;
        }
        let forgotten = process.forgotten;
        self.adopt(rules, p, (version, kept), forgotten)
            .then_some(())
    }

    /// Takes over what stands there; `false` for what is known or was dropped.
    fn adopt(
        &mut self,
        rules: &Rules,
        p: usize,
        (version, kept): (u64, Kept),
        forgotten: u8,
    ) -> bool {
        let process = &mut self.processes[p];
        let late =
            process.forgotten != forgotten && rules.mutant != Some(Mutant::BeliefAfterForgetting);
        if late || process.drops(&kept) || process.stored == Some(kept.id) {
            return false;
        }
        process.note(Some(kept), Some(version));
        if process.forgotten == forgotten {
            // A refresh token that was refused is not there any more.
            process.token = Some(kept.token).filter(|_| !kept.dead);
            (process.lost, process.asks) = (false, kept.dead);
        }
        true
    }

    /// The provider receives a token.
    fn spend(&mut self, token: Token) -> Option<Token> {
        let (successor, again) = self.provider.spend(token);
        if again {
            self.breaches |= Breach::SpentTwice as u8;
        }
        successor
    }

    /// The store receives a write of a process in a life of its.
    fn write(&mut self, p: usize, life: Option<u8>, forgotten: u8, write: Write) -> Written {
        self.write_as(p, life, forgotten, write, None)
    }

    fn write_as(
        &mut self,
        p: usize,
        life: Option<u8>,
        forgotten: u8,
        write: Write,
        mutant: Option<Mutant>,
    ) -> Written {
        let before = self.store.read();
        let written = self.store.write(write, mutant);
        let Written::Done(version) = written else {
            return written;
        };
        if let Some((_, old)) = before
            && self.provider.live(old.token)
            && !old.dead
            && write.dropping.is_none_or(|last| old.token.family > last)
        {
            let kept = write.kept.is_some_and(|new| {
                (new.token == old.token && !new.dead) || new.token.family > old.token.family
            });
            if !kept {
                self.breaches |= Breach::LiveTokenLost as u8;
            }
        }
        let process = &mut self.processes[p];
        if write.dropping.is_none() && life.is_none_or(|life| life == process.life) {
            if process.forgotten == forgotten {
                process.note(write.kept, version);
            } else {
                // What was dropped while it was written is removed again.
                let dropping = process.dropped;
                self.write_as(
                    p,
                    life,
                    forgotten,
                    Write {
                        under: None,
                        expected: version,
                        kept: None,
                        dropping,
                    },
                    None,
                );
            }
        }
        written
    }

    /// One operation of a work.
    fn step(&mut self, rules: &Rules, p: usize, slot: usize, how: How) -> Option<()> {
        match self.processes[p].works[slot].take()? {
            Work::Drive(mut drive) => {
                let event = self.act(rules, p, &mut drive, how)?;
                drive.transaction.on(event);
                if let Action::Done(outcome) = drive.transaction.next() {
                    let process = &mut self.processes[p];
                    if let Some((version, kept)) = drive.stood
                        && kept.id == drive.transaction.id()
                        && process.forgotten == drive.forgotten
                    {
                        process.note(Some(kept), Some(version));
                    }
                    self.end(rules, p, slot, *drive, outcome);
                } else {
                    self.processes[p].works[slot] = Some(Work::Drive(drive));
                }
            }
            Work::SignIn {
                kept,
                expected,
                forgotten,
                then,
            } => {
                if self.processes[p].forgotten != forgotten {
                    self.settled(rules, p, slot, then, kept.id, true);
                    return (how == How::Well).then_some(());
                }
                let write = Write {
                    under: None,
                    expected,
                    kept: Some(kept),
                    dropping: None,
                };
                let saved = match self.send(rules, p, forgotten, write, how)? {
                    None => false,
                    Some(Written::Done(_) | Written::LeaseLost) => true,
                    Some(Written::Conflict(stood)) => match stood {
                        Some((version, other)) if other.id == kept.id => {
                            self.processes[p].note(Some(other), Some(version));
                            true
                        }
                        Some((_, other)) if comes_after(rules, &other, &kept) => true,
                        other => {
                            let expected = other.map(|(version, _)| version);
                            self.processes[p].works[slot] = Some(Work::SignIn {
                                kept,
                                expected,
                                forgotten,
                                then,
                            });
                            return Some(());
                        }
                    },
                };
                if then == Then::Land && self.processes[p].forgotten == forgotten {
                    let process = &mut self.processes[p];
                    process.token = Some(kept.token);
                    (process.lost, process.asks) = (false, false);
                    if !saved {
                        process.unsaved = Some(Unsaved { kept, rest: None });
                    }
                } else if then != Then::Land {
                    self.settled(rules, p, slot, then, kept.id, saved);
                }
            }
            Work::Direct { forgotten } => {
                let successor = match how {
                    How::Fails => return Some(()),
                    How::Lost => None,
                    How::Well | How::Unheard if !rules.spends => Some(self.provider.sign_in()),
                    How::Well | How::Unheard => {
                        let token = self.processes[p].token?;
                        self.spend(token)
                    }
                    How::Late => return None,
                };
                if how != How::Well || self.processes[p].forgotten != forgotten {
                    return Some(());
                }
                let id = self.name(p);
                let process = &mut self.processes[p];
                process.token = successor;
                process.asks = successor.is_none();
                if let Some(token) = successor {
                    let kept = Kept {
                        token,
                        id,
                        intent: None,
                        dead: false,
                    };
                    process.unsaved = Some(Unsaved { kept, rest: None });
                }
            }
            Work::Remove { expected, dropping } => {
                let expected = match rules.mutant {
                    Some(Mutant::WriteWithoutVersion) => {
                        self.store.read().map(|(version, _)| version)
                    }
                    _ => expected,
                };
                let write = Write {
                    under: None,
                    expected,
                    kept: None,
                    dropping: Some(dropping),
                };
                let forgotten = self.processes[p].forgotten;
                let again = match self.send(rules, p, forgotten, write, how)? {
                    None => Some(expected),
                    Some(Written::Conflict(Some((version, other))))
                        if other.token.family <= dropping =>
                    {
                        Some(Some(version))
                    }
                    Some(_) => None,
                };
                self.processes[p].works[slot] =
                    again.map(|expected| Work::Remove { expected, dropping });
            }
        }
        Some(())
    }

    /// A write goes to the store: `None` when it fails, as far as is known.
    #[expect(clippy::option_option, reason = "the outer one: it cannot happen")]
    fn send(
        &mut self,
        rules: &Rules,
        p: usize,
        forgotten: u8,
        write: Write,
        how: How,
    ) -> Option<Option<Written>> {
        let life = self.processes[p].life;
        Some(match how {
            How::Well => Some(self.write_as(p, None, forgotten, write, rules.mutant)),
            How::Fails => None,
            How::Lost => return None,
            How::Unheard => {
                self.write_as(p, Some(u8::MAX), forgotten, write, rules.mutant);
                None
            }
            How::Late => {
                self.adrift.push(Adrift::Write {
                    process: p,
                    life,
                    forgotten,
                    write,
                });
                None
            }
        })
    }

    /// One action of a transaction, as the engine does it.
    fn act(&mut self, rules: &Rules, p: usize, drive: &mut Drive, how: How) -> Option<Event> {
        let id = drive.transaction.id();
        let mutant = rules.mutant;
        Some(match drive.transaction.next() {
            Action::Lease => match how {
                How::Well if mutant == Some(Mutant::SaveWithoutJudging) && drive.kept.is_some() => {
                    let write = Write {
                        under: None,
                        expected: self.store.read().map(|(v, _)| v),
                        kept: drive.kept,
                        dropping: None,
                    };
                    self.send(rules, p, drive.forgotten, write, how)?;
                    Event::Leased {
                        lease: Lease { by: id, fence: 0 },
                        seen: self.processes[p].see(self.store.read()),
                    }
                }
                How::Well => {
                    drive.stood = self.store.read();
                    let mut seen = self.processes[p].see(drive.stood);
                    match self.store.lease(id) {
                        Some(lease) => {
                            if let (Some(Mutant::NoReading), Some(seen), Some(stored)) =
                                (mutant, &mut seen, self.processes[p].stored)
                            {
                                *seen = Seen {
                                    id: stored,
                                    intent: None,
                                    spendable: true,
                                    ..*seen
                                };
                            }
                            Event::Leased { lease, seen }
                        }
                        None => Event::Held {
                            left: Duration::from_secs(1),
                            seen,
                        },
                    }
                }
                How::Fails => Event::StoreFailed,
                How::Unheard => {
                    self.store.lease(id)?;
                    Event::StoreFailed
                }
                How::Lost | How::Late => return None,
            },
            Action::Wait { known, .. } => {
                let stands = self.store.read().map(|(version, _)| Version(version));
                match how {
                    How::Well if stands != known => Event::Woken,
                    How::Well if self.store.holder().is_none() => Event::WaitedEnough,
                    _ => return None,
                }
            }
            Action::Read => match how {
                How::Well => {
                    drive.stood = self.store.read();
                    let mut seen = self.processes[p].see(drive.stood);
                    if let (true, Some(Mutant::RefusalWithoutReading), Some(seen), Some(stored)) =
                        (drive.refused, mutant, &mut seen, self.processes[p].stored)
                    {
                        seen.id = stored;
                    }
                    Event::Read(seen)
                }
                How::Fails => Event::StoreFailed,
                _ => return None,
            },
            Action::Intend { expected, .. } if mutant == Some(Mutant::IntentAfterExchange) => {
                (how == How::Well).then_some(Event::Written(expected))?
            }
            Action::Intend { under, expected } => {
                self.processes[p].unsent = Some(id);
                self.rewrite(rules, p, drive, under, expected, how, |kept| {
                    kept.intent = Some(id);
                })?
            }
            Action::Exchange => return self.exchange(rules, p, drive, how),
            Action::Save { under, expected } => {
                if self.processes[p].forgotten != drive.forgotten {
                    return (how == How::Well).then_some(Event::Forgotten);
                }
                let kept = drive.kept;
                let write = Write {
                    under,
                    expected: expected.map(|v| v.0),
                    kept,
                    dropping: None,
                };
                self.written(rules, p, drive, write, how)?
            }
            Action::Withdraw { expected } => {
                self.sights |= Sight::Withdrawn as u8;
                self.rewrite(rules, p, drive, None, expected, how, |kept| {
                    kept.intent = None;
                })?
            }
            Action::MarkDead { expected } => {
                self.sights |= Sight::MarkedDead as u8;
                let mut expected = Some(expected);
                if mutant == Some(Mutant::WriteWithoutVersion) {
                    drive.stood = self.store.read();
                    expected = drive.stood.map(|(version, _)| Version(version));
                }
                self.rewrite(rules, p, drive, None, expected, how, |kept| {
                    (kept.intent, kept.dead) = (None, true);
                })?
            }
            Action::Release(lease) => {
                match how {
                    How::Well => self.store.release(lease, mutant),
                    How::Fails => {}
                    _ => return None,
                }
                Event::Released
            }
            Action::Done(_) => return None,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "what the engine has at hand")]
    fn rewrite(
        &mut self,
        rules: &Rules,
        p: usize,
        drive: &mut Drive,
        under: Option<Lease>,
        expected: Option<Version>,
        how: How,
        change: impl FnOnce(&mut Kept),
    ) -> Option<Event> {
        let Some((_, mut kept)) = drive.stood else {
            return (how == How::Well).then_some(Event::Conflict(None));
        };
        change(&mut kept);
        let write = Write {
            under,
            expected: expected.map(|v| v.0),
            kept: Some(kept),
            dropping: None,
        };
        self.written(rules, p, drive, write, how)
    }

    fn written(
        &mut self,
        rules: &Rules,
        p: usize,
        drive: &mut Drive,
        write: Write,
        how: How,
    ) -> Option<Event> {
        Some(match self.send(rules, p, drive.forgotten, write, how)? {
            Some(Written::Done(version)) => Event::Written(version.map(Version)),
            Some(Written::Conflict(stood)) => {
                drive.stood = stood;
                Event::Conflict(self.processes[p].see(stood))
            }
            Some(Written::LeaseLost) => Event::LeaseLost,
            None => Event::StoreFailed,
        })
    }

    fn exchange(&mut self, rules: &Rules, p: usize, drive: &mut Drive, how: How) -> Option<Event> {
        if drive.then != Then::Land {
            self.breaches |= Breach::WithoutAWord as u8;
            return Some(Event::NotProcessed);
        }
        let id = drive.transaction.id();
        if how == How::Fails {
            self.processes[p].unsent = Some(id);
            return Some(Event::NotProcessed);
        }
        self.processes[p].unsent = None;
        if how != How::Well {
            self.excuse(id);
        }
        let successor = if rules.spends {
            // A login that was dropped meanwhile has nothing to send.
            let Some(token) = self.processes[p].token else {
                return (how == How::Well).then_some(Event::NotProcessed);
            };
            match how {
                How::Lost => return Some(Event::AnswerLost),
                How::Late => {
                    self.adrift.push(Adrift::Request(token));
                    return Some(Event::AnswerLost);
                }
                _ => self.spend(token),
            }
        } else {
            match how {
                How::Well | How::Unheard => Some(self.provider.sign_in()),
                _ => return Some(Event::AnswerLost),
            }
        };
        if how == How::Unheard {
            return Some(Event::AnswerLost);
        }
        Some(match successor {
            Some(token) => {
                drive.kept = Some(Kept {
                    token,
                    id,
                    intent: None,
                    dead: false,
                });
                Event::Issued
            }
            None => {
                drive.refused = true;
                Event::Refused
            }
        })
    }

    /// What was not saved is, or is not; what follows goes on.
    fn settled(
        &mut self,
        rules: &Rules,
        p: usize,
        slot: usize,
        then: Then,
        id: TransactionId,
        saved: bool,
    ) {
        let process = &mut self.processes[p];
        if saved {
            process.unsaved = process
                .unsaved
                .take()
                .filter(|unsaved| unsaved.kept.id != id);
        }
        // Where nothing may be repeated, a renewal waits until all is saved.
        if then != Then::Renew || process.token.is_none() {
            return;
        }
        let work = if saved {
            self.renewal(rules, p)
        } else if rules.repeats {
            let forgotten = process.forgotten;
            Work::Direct { forgotten }
        } else {
            return;
        };
        self.processes[p].works[slot] = Some(work);
    }

    /// The end of a transaction.
    fn end(&mut self, rules: &Rules, p: usize, slot: usize, drive: Drive, outcome: Outcome) {
        let alarm = |fleet: &mut Self, excused: bool| {
            fleet.processes[p].asks = true;
            if !excused {
                fleet.breaches |= Breach::FalseAlarm as u8;
            }
        };
        let id = drive.transaction.id();
        if rules.mutant == Some(Mutant::ReleaseBeforeSaved) && self.store.holder() == Some(id) {
            self.store.expire();
        }
        if let (Some(kept), Some((_, stood))) = (drive.kept, self.store.read())
            && !matches!(outcome, Outcome::Issued | Outcome::Unsaved)
            && rules.spends
            && self.provider.live(kept.token)
            && stood.token.family == kept.token.family
            && !self.processes[p].drops(&stood)
        {
            // A token that was issued is let go, and nothing better stands there.
            self.breaches |= Breach::LiveTokenLost as u8;
        }
        if drive.then != Then::Land {
            if matches!(outcome, Outcome::Issued) {
                self.sights |= Sight::SavedLate as u8;
            }
            return self.settled(rules, p, slot, drive.then, id, outcome != Outcome::Unsaved);
        }
        let current = self.processes[p].forgotten == drive.forgotten;
        let forgot = self.left.forgets < rules.budget.forgets;
        let revoked = self.left.revocations < rules.budget.revocations;
        // Where renewals are repeated, a store that fails is excuse enough: they are made without it.
        let excused = rules.repeats
            && (!self.excused.is_empty() || self.left.store_faults < rules.budget.store_faults);
        match outcome {
            Outcome::Issued | Outcome::Unsaved if !current => {}
            Outcome::Issued | Outcome::Unsaved => {
                let process = &mut self.processes[p];
                process.token = drive.kept.map(|kept| kept.token);
                (process.lost, process.asks) = (false, false);
                if let (Outcome::Unsaved, Some(kept)) = (outcome, drive.kept) {
                    process.unsaved = Some(Unsaved {
                        kept,
                        rest: Some(drive.transaction),
                    });
                }
            }
            Outcome::Adopt => {
                let adopted = drive
                    .stood
                    .is_some_and(|stood| self.adopt(rules, p, stood, drive.forgotten));
                self.sights |= Sight::Adopted as u8;
                if !adopted && current {
                    self.breaches |= Breach::WithoutAWord as u8;
                }
            }
            Outcome::Gone if !current => {
                (self.processes[p].version, self.processes[p].stored) = (None, None);
            }
            Outcome::Gone => {
                let process = &mut self.processes[p];
                (process.version, process.stored, process.token) = (None, None, None);
                alarm(self, forgot);
            }
            _ if !current => {}
            Outcome::Orphaned(intent) => {
                self.sights |= Sight::Orphaned as u8;
                self.processes[p].lost = true;
                let excused = revoked || forgot || self.excused.contains(&intent.by);
                alarm(self, excused);
            }
            Outcome::Refused => {
                self.processes[p].token = None;
                alarm(self, revoked || forgot || excused);
            }
            Outcome::AnswerLost if rules.repeats => {}
            Outcome::AnswerLost => {
                self.processes[p].lost = true;
                alarm(self, self.excused.contains(&id));
            }
            Outcome::Failed | Outcome::StoreFailed => {}
        }
    }
}

/// Whether a transaction waits for somebody else.
pub fn waits(transaction: &Transaction) -> bool {
    matches!(transaction.next(), Action::Wait { .. })
}

/// Whether `other` is of a later sign-in than `kept`, or comes after it from the same one.
fn comes_after(rules: &Rules, other: &Kept, kept: &Kept) -> bool {
    let blind = rules.mutant == Some(Mutant::SignInOverItsSuccessor);
    let (other, kept) = (other.token, kept.token);
    other.family > kept.family
        || (other.family == kept.family && !blind && (kept.turn == 0 || other.turn >= kept.turn))
}
