//! The books: what the processes told, held against what the providers saw.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use auth_all::core::store::TransactionId;
use time::OffsetDateTime;

use crate::{
    processes::Number,
    realm::Spend,
    report::{Killed, Report},
    said::{Print, Said, Step, What},
};

/// How much of what was told of a connection is shown where something is wrong with it.
const LAST: usize = 60;
/// The person, who signs in and renews nothing.
pub(crate) const PERSON: Number = usize::MAX;

#[derive(Default)]
pub(crate) struct Books {
    transactions: HashMap<TransactionId, Renewal>,
    /// The transaction of each connection that each process works on.
    works_on: BTreeMap<(Number, usize), TransactionId>,
    stalled: HashSet<Number>,
    /// Connections that a process was not served by its store for, or had no answer for.
    store_failures: HashSet<(Number, usize)>,
    answers_lost: HashSet<(Number, usize)>,
    /// Tokens that are in the store, as far as is told.
    kept: HashSet<Print>,
    /// When each connection's person signed in.
    sign_ins: BTreeMap<usize, Vec<OffsetDateTime>>,
    /// Lost answers that were heard of before the intent: who reads slowly hears one process sooner than another.
    early: BTreeSet<(usize, OffsetDateTime)>,
    /// What was told of each connection.
    told: BTreeMap<usize, Vec<String>>,
    wrong: Vec<String>,
    report: Report,
}

/// One renewal, as its process told it.
struct Renewal {
    connection: usize,
    by: Number,
    step: Step,
    /// When the intent was recorded, or was to be: one that never left is taken up again under its own name.
    at: BTreeSet<OffsetDateTime>,
    spends: Option<Print>,
    /// When its intent was told, and its release: all clocks are one here.
    begun: OffsetDateTime,
    over: Option<OffsetDateTime>,
    /// What it brought, once that is saved.
    brought: Option<Print>,
    killed: bool,
    stalled: bool,
    reported: bool,
}

/// What the run has to do about what it heard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Todo {
    Nothing,
    /// A person has to sign in.
    SignIn(usize),
    /// The connection has come to rest in a process.
    Rests(usize),
}

impl Books {
    /// How many renewals were saved.
    pub(crate) fn rotations(&self) -> u64 {
        self.report.rotations
    }

    pub(crate) fn take_down(&mut self, from: Number, said: Said) -> Todo {
        let Said { at, connection, .. } = said;
        let line = format!("{} process {from}: {:?}", at.time(), said.what);
        self.told.entry(connection).or_default().push(line);
        match said.what {
            What::Step(id, step) => return self.step(from, connection, id, step, at),
            What::Replaced(_, token) if from == PERSON => {
                self.kept.extend(token);
                self.sign_ins.entry(connection).or_default().push(at);
            }
            // An intent that was withdrawn leaves the token that stood there.
            What::Replaced(_, Some(_)) => self.report.withdrawn += 1,
            What::Replaced(id, None) => {
                let what = format!("connection {connection}: {id} marked a token as dead");
                self.wrong.push(what);
            }
            What::StoreFailed => {
                self.report.store_failures += 1;
                self.store_failures.insert((from, connection));
            }
            What::Renewed(generations) => self.report.renewed += generations,
            What::Waited(micros, true) => self.report.waits.push(micros),
            What::Waited(_, false) => self.report.unserved += 1,
            What::Hits(hits) => self.report.hits += hits,
            What::Failed(what) => *self.report.failed.entry(what).or_default() += 1,
            What::Lost(at) => return self.lost(from, connection, at),
            What::Calm => return Todo::Rests(connection),
        }
        Todo::Nothing
    }

    fn step(
        &mut self,
        by: Number,
        connection: usize,
        id: TransactionId,
        step: Step,
        now: OffsetDateTime,
    ) -> Todo {
        let renewal = self.transactions.entry(id).or_insert_with(|| Renewal {
            connection,
            by,
            step: Step::Leased,
            at: BTreeSet::new(),
            spends: None,
            begun: now,
            over: None,
            brought: None,
            killed: false,
            stalled: false,
            reported: false,
        });
        let mut todo = Todo::Nothing;
        match &step {
            // A heartbeat.
            Step::Leased if renewal.step != Step::Leased => return Todo::Nothing,
            Step::Intending(intended) | Step::Intended(intended) => {
                renewal.at.insert(intended.at);
                renewal.spends.clone_from(&intended.token);
                if matches!(step, Step::Intending(_)) {
                    (renewal.begun, renewal.over) = (now, None);
                }
                // Whoever is about to spend a token has found it in the store.
                self.kept.extend(intended.token.clone());
                if self.early.remove(&(connection, intended.at)) && !renewal.reported {
                    renewal.reported = true;
                    todo = Todo::SignIn(connection);
                }
            }
            Step::Saved(token) => {
                renewal.brought.clone_from(token);
                self.report.rotations += 1;
                self.kept.extend(token.clone());
            }
            Step::Released => renewal.over = Some(now),
            Step::Leased | Step::Saving(_) => {}
        }
        renewal.step = step;
        // What is heard only now was said before.
        renewal.stalled |= self.stalled.contains(&by);
        self.works_on.insert((by, connection), id);
        todo
    }

    /// A caller was told that an answer was lost: whose, and who has to know?
    fn lost(&mut self, from: Number, connection: usize, at: OffsetDateTime) -> Todo {
        let known = self
            .transactions
            .values_mut()
            .filter(|renewal| renewal.connection == connection);
        let mut mine = None;
        let mut renewal = None;
        for one in known {
            if one.at.contains(&at) {
                renewal = Some(one);
            } else if one.by == from
                && one.brought.is_none()
                && one.at.first().is_some_and(|begun| *begun <= at)
            {
                // Only who made the exchange tells when the request left.
                if mine
                    .as_ref()
                    .is_none_or(|other: &&mut Renewal| other.at.first() < one.at.first())
                {
                    mine = Some(one);
                }
            }
        }
        if renewal.is_none() && mine.is_some() {
            self.answers_lost.insert((from, connection));
        }
        let Some(renewal) = renewal.or(mine) else {
            self.early.insert((connection, at));
            return Todo::Nothing;
        };
        if renewal.reported {
            return Todo::Nothing;
        }
        renewal.reported = true;
        Todo::SignIn(connection)
    }

    /// A process is killed: what it was doing is over.
    pub(crate) fn killed(&mut self, number: Number) {
        let mut window = false;
        let mut killed = Killed::default();
        for ((_, connection), id) in self.works_on.range((number, 0)..=(number, usize::MAX)) {
            let Some(renewal) = self.transactions.get_mut(id) else {
                continue;
            };
            debug_assert_eq!(renewal.connection, *connection);
            renewal.killed = true;
            match renewal.step {
                Step::Leased => killed.before_intent += 1,
                Step::Intending(_) | Step::Intended(_) | Step::Saving(_) => {
                    killed.in_window += 1;
                    window = true;
                }
                Step::Saved(_) => killed.after_save += 1,
                Step::Released => {}
            }
        }
        self.report.killed.processes += 1;
        self.report.killed.add(&killed);
        self.report.killed.processes_in_window += u64::from(window);
    }

    /// A process is stopped: what it is doing may outlast its lease.
    pub(crate) fn stalled(&mut self, number: Number) {
        self.report.stalls += 1;
        self.stalled.insert(number);
        for (_, id) in self.works_on.range((number, 0)..=(number, usize::MAX)) {
            if let Some(renewal) = self.transactions.get_mut(id)
                && renewal.step != Step::Released
            {
                renewal.stalled = true;
            }
        }
    }

    /// Something is not as it should be.
    pub(crate) fn wrong(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// Something was done to the server of the store.
    pub(crate) fn troubled(&mut self, how: &'static str) {
        *self.report.troubles.entry(how).or_default() += 1;
    }

    pub(crate) fn goes_on(&mut self, number: Number) {
        self.stalled.remove(&number);
    }

    /// Closes the books: what the providers saw, what stands in the store at the end, and whether it all agrees.
    pub(crate) fn close(mut self, spends: &[Spend], stands: Vec<Print>) -> (Report, Vec<String>) {
        self.kept.extend(stands);
        self.reuse(spends);
        self.lives(spends);
        self.reports(spends);
        for (connection, at) in &self.early {
            self.wrong.push(format!(
                "connection {connection}: an answer was lost at {at}, and nobody had asked"
            ));
        }
        let signed_in = self.sign_ins.values().map(|times| times.len() as u64 - 1);
        let signed_in: u64 = signed_in.sum();
        let reported = self.transactions.values().filter(|r| r.reported).count() as u64;
        if signed_in != reported {
            self.wrong.push(format!(
                "{reported} lost answers were reported, and {signed_in} sign-ins followed"
            ));
        }
        self.report.signed_in_again = signed_in;
        (self.report, self.wrong)
    }

    /// No refresh token was sent twice, and none was refused.
    fn reuse(&mut self, spends: &[Spend]) {
        let mut seen = BTreeSet::new();
        for spend in spends {
            if !seen.insert(&spend.token) {
                self.report.reuse += 1;
            }
            if spend.issued.is_none() {
                self.report.refused += 1;
            }
        }
        self.report.spends = spends.len() as u64;
        if self.report.reuse + self.report.refused > 0 {
            self.wrong
                .push("a refresh token was spent twice, or refused".to_owned());
        }
    }

    /// Every token that a provider issued was kept, or its loss was reported, or a person signed in while it was obtained.
    fn lives(&mut self, spends: &[Spend]) {
        for spend in spends {
            let Some(issued) = &spend.issued else {
                continue;
            };
            let mut renewals = self
                .transactions
                .values()
                .filter(|renewal| renewal.spends.as_ref() == Some(&spend.token))
                .peekable();
            let told_by = renewals.peek().map(|renewal| {
                let told = &self.told[&renewal.connection];
                let last = told.len().saturating_sub(LAST);
                let told = told[last..].join("\n");
                format!("connection {}:\n{told}", renewal.connection)
            });
            let excused = |renewal: &Renewal| renewal.reported || self.gave_way(renewal);
            if self.kept.contains(issued) || renewals.any(excused) {
                continue;
            }
            self.report.lost_unreported += 1;
            let told_by = told_by.unwrap_or("nobody told that it was asked for".to_owned());
            self.wrong
                .push(format!("a token was lost, and nobody was told; {told_by}"));
        }
    }

    /// Whether the person of its connection signed in between its intent and its end: what it brings is not wanted then.
    fn gave_way(&self, renewal: &Renewal) -> bool {
        let signed_in = self.sign_ins.get(&renewal.connection);
        signed_in.is_some_and(|times| {
            times
                .iter()
                .any(|time| *time >= renewal.begun && renewal.over.is_none_or(|over| *time <= over))
        })
    }

    /// Every reported loss has its reason: the process was killed or stalled in the window, or had no answer, or no store.
    fn reports(&mut self, spends: &[Spend]) {
        let spent: HashSet<_> = spends.iter().map(|spend| &spend.token).collect();
        for (id, renewal) in self.transactions.iter().filter(|(_, r)| r.reported) {
            let place = (renewal.by, renewal.connection);
            let ends = &mut self.report.reported;
            let end = if renewal.killed {
                &mut ends.killed
            } else if renewal.stalled {
                &mut ends.stalled
            } else if self.answers_lost.contains(&place) {
                &mut ends.unanswered
            } else if self.store_failures.contains(&place) {
                &mut ends.unsaved
            } else {
                let what = format!(
                    "connection {}: {id} was reported lost, and nothing had happened to it",
                    renewal.connection
                );
                self.wrong.push(what);
                &mut ends.without_reason
            };
            *end += 1;
            if renewal
                .spends
                .as_ref()
                .is_some_and(|token| spent.contains(token))
            {
                ends.spent += 1;
            }
        }
    }
}
