//! Last section: the firm disconnects a key, and the next call says who has to do what.

use auth_all::core::{Actor, Error, PersonTask};

use super::{
    ground::{Ground, Problem, expect},
    report::{Outcome, Revocation},
    way_in::WayIn,
};
use crate::explain::Explained;

pub(super) async fn run(ground: &Ground) -> Revocation {
    let way_in = WayIn::SocieteKey;
    let mut row = Revocation {
        provider: way_in.provider(),
        way_in: way_in.name(),
        event: "the firm disconnects the key",
        error: None,
        who_acts: None,
        what_to_do: None,
        http_status: None,
        sent_afterwards: 0,
        outcome: Outcome::passed(),
    };
    row.outcome = Outcome::of(revoke(ground, way_in, &mut row).await);
    row
}

async fn revoke(ground: &Ground, way_in: WayIn, row: &mut Revocation) -> Result<(), Problem> {
    let myunisoft = ground.sandbox.myunisoft();
    let connection = way_in.open(ground).await?;
    let call = || connection.probe.ask(&connection.client);
    expect("answer before", &call().await?, &connection.answer)?;

    myunisoft.revoke_key(myunisoft.societe_key());
    let error = refused(call().await)?;
    let explained = Explained::from(&error);
    row.error = Some(explained.what);
    row.who_acts = Some(explained.who_acts);
    row.what_to_do = Some(explained.what_to_do);
    row.http_status = error.status().map(|status| status.as_u16());
    expect("who acts", &error.actor(), &Actor::Person)?;
    let task = error.person_task();
    expect("task", &task, &Some(&PersonTask::GenerateKey))?;

    // From now on the answer is known without asking.
    let seen = myunisoft.requests().len();
    refused(call().await)?;
    row.sent_afterwards = myunisoft.requests().len() - seen;
    expect("calls sent afterwards", &row.sent_afterwards, &0)
}

fn refused(answer: Result<String, Error>) -> Result<Error, Problem> {
    match answer {
        Err(error) => Ok(error),
        Ok(_) => Err(Problem("the call passed with a revoked key".to_owned())),
    }
}
