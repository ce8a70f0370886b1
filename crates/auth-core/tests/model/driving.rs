//! One action of a transaction, as the engine does it.

use std::time::Duration;

use auth_core::{
    Transaction,
    store::{Lease, Version},
    transaction::{Action, Event, Seen},
};

use crate::{
    fleet::Fleet,
    mutant::Mutant,
    process::{Drive, Then},
    rules::{Adrift, Breach, How, Rules, Sight},
    world::{Kept, Write},
};

impl Fleet {
    /// One action of a transaction, as the engine does it.
    pub fn act(&mut self, rules: &Rules, p: usize, drive: &mut Drive, how: How) -> Option<Event> {
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

    pub fn exchange(
        &mut self,
        rules: &Rules,
        p: usize,
        drive: &mut Drive,
        how: How,
    ) -> Option<Event> {
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
}

/// Whether a transaction waits for somebody else.
pub fn waits(transaction: &Transaction) -> bool {
    matches!(transaction.next(), Action::Wait { .. })
}
