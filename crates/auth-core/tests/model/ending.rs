//! The end of a transaction: what the process keeps of it, and what it tells callers.

use auth_core::transaction::Outcome;

use crate::{
    fleet::Fleet,
    mutant::Mutant,
    process::{Drive, Then, Unsaved},
    rules::{Breach, Rules, Sight},
};

impl Fleet {
    /// The end of a transaction.
    pub fn end(&mut self, rules: &Rules, p: usize, slot: usize, drive: Drive, outcome: Outcome) {
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
