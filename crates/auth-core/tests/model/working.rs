//! One operation of what a process works on, as the engine does it.

use auth_core::{store::TransactionId, transaction::Action};

use crate::{
    fleet::Fleet,
    mutant::Mutant,
    process::{Then, Unsaved, Work},
    rules::{How, Rules},
    world::{Kept, Write, Written},
};

impl Fleet {
    /// One operation of a work.
    pub fn step(&mut self, rules: &Rules, p: usize, slot: usize, how: How) -> Option<()> {
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

    /// What was not saved is, or is not; what follows goes on.
    pub fn settled(
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
}

/// Whether `other` is of a later sign-in than `kept`, or comes after it from the same one.
fn comes_after(rules: &Rules, other: &Kept, kept: &Kept) -> bool {
    let blind = rules.mutant == Some(Mutant::SignInOverItsSuccessor);
    let (other, kept) = (other.token, kept.token);
    other.family > kept.family
        || (other.family == kept.family && !blind && (kept.turn == 0 || other.turn >= kept.turn))
}
