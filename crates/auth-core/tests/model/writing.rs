//! Writes on their way to the store, and what becomes of them.

use auth_core::{
    store::{Lease, Version},
    transaction::Event,
};

use crate::{
    fleet::Fleet,
    mutant::Mutant,
    process::Drive,
    rules::{Adrift, Breach, How, Rules},
    world::{Kept, Write, Written},
};

impl Fleet {
    /// The store receives a write of a process in a life of its.
    pub fn write(&mut self, p: usize, life: Option<u8>, forgotten: u8, write: Write) -> Written {
        self.write_as(p, life, forgotten, write, None)
    }

    pub fn write_as(
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

    /// A write goes to the store: `None` when it fails, as far as is known.
    #[expect(clippy::option_option, reason = "the outer one: it cannot happen")]
    pub fn send(
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

    #[expect(clippy::too_many_arguments, reason = "what the engine has at hand")]
    pub fn rewrite(
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

    pub fn written(
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
}
