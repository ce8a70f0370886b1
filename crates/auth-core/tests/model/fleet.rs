//! Three processes, a store, a provider, and everything that may happen between them.

use auth_core::store::{Lease, TransactionId};
use auth_core::transaction::Action;

use crate::{
    mutant::Mutant,
    process::{Drive, FLIGHT, Process, REMOVING, SAVING, Then, Work},
    rules::{Act, Adrift, Breach, Budget, How, Rules, Sight},
    world::{Kept, Provider, Store, Token},
};

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

    pub fn happen(&mut self, rules: &Rules, act: Act) -> Option<()> {
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

    pub fn name(&mut self, p: usize) -> TransactionId {
        let process = &mut self.processes[p];
        process.named += 1;
        TransactionId::from_number(16 * (p as u128 + 1) + u128::from(process.named))
    }

    pub fn renewal(&mut self, rules: &Rules, p: usize) -> Work {
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

    pub fn drive(&self, p: usize, slot: usize) -> Option<&Drive> {
        match &self.processes[p].works[slot] {
            Some(Work::Drive(drive)) => Some(drive),
            _ => None,
        }
    }

    pub fn exchanging(&self, p: usize, slot: usize) -> bool {
        if matches!(self.processes[p].works[slot], Some(Work::Direct { .. })) {
            return true;
        }
        self.drive(p, slot)
            .is_some_and(|drive| drive.transaction.next() == Action::Exchange)
    }

    pub fn lease_of(&self, p: usize, slot: usize) -> Option<Lease> {
        self.drive(p, slot)?.transaction.lease()
    }

    pub fn excuse(&mut self, id: TransactionId) {
        if let Err(place) = self.excused.binary_search(&id) {
            self.excused.insert(place, id);
        }
    }

    pub fn crash(&mut self, p: usize) -> Option<()> {
        self.left.crashes = self.left.crashes.checked_sub(1)?;
        for id in self.processes[p].transactions() {
            self.excuse(id);
        }
        self.processes[p] = self.processes[p].restarted();
        Some(())
    }

    /// The lease runs out: at once when nobody renews it, by a stall when somebody lives who would.
    pub fn expire(&mut self, rules: &Rules) -> Option<()> {
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
    pub fn look(&mut self, rules: &Rules, p: usize) -> Option<()> {
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
    pub fn adopt(
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
    pub fn spend(&mut self, token: Token) -> Option<Token> {
        let (successor, again) = self.provider.spend(token);
        if again {
            self.breaches |= Breach::SpentTwice as u8;
        }
        successor
    }
}
