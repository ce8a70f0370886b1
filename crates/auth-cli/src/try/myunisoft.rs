//! MyUnisoft: a key for one folder, a key for a firm, and the firm's own login.

use auth_all::{
    myunisoft::{MyUnisoft, SocietyId},
    reqwest::Client,
};

use super::{
    ground::{Ground, Problem},
    way_in::Connection,
};
use crate::probe::Probe;

/// The key names its folder: a call needs no `society-id`.
pub(super) async fn societe_key(ground: &Ground) -> Result<Connection, Problem> {
    let myunisoft = ground.sandbox.myunisoft();
    let provider = MyUnisoft::key(myunisoft.partner_secret(), myunisoft.societe_key())
        .api_url(myunisoft.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Accounts,
        answer: format!("2 accounts of {}", myunisoft.society_id()),
    })
}

/// The key opens all folders of a firm: each call names one.
pub(super) async fn cabinet_key(ground: &Ground) -> Result<Connection, Problem> {
    let myunisoft = ground.sandbox.myunisoft();
    let provider = MyUnisoft::key(myunisoft.partner_secret(), myunisoft.cabinet_key())
        .api_url(myunisoft.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    let society = myunisoft.second_society_id();
    Ok(Connection {
        client: Client::new(authenticator.clone())?.with(SocietyId::new(society)?),
        authenticator,
        probe: Probe::Accounts,
        answer: format!("2 accounts of {society}"),
    })
}

/// The password is kept, so that the login can be made again.
pub(super) async fn firm_login(ground: &Ground) -> Result<Connection, Problem> {
    let myunisoft = ground.sandbox.myunisoft();
    let provider = MyUnisoft::firm_login(myunisoft.partner_secret(), myunisoft.mail())
        .password(myunisoft.password())
        .api_url(myunisoft.api_url())
        .auth_url(myunisoft.auth_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Societies,
        answer: "2 societies".to_owned(),
    })
}
