//! A key, a login that chooses its firm, and the way from one to the other, against the imitation on loopback: `cargo run -p auth-myunisoft --example quickstart`.

use std::{error::Error, time::Duration};

use auth_core::{Authenticator, Grant, PersonTask};
use auth_myunisoft::{Access, Enrolment, KeyInfo, MyUnisoft, SocietyId};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let myunisoft = sandbox.myunisoft();

    let key = MyUnisoft::key(myunisoft.partner_secret(), myunisoft.cabinet_key())
        .api_url(myunisoft.api_url())
        .allow_loopback_http()
        .build()?;
    let firm = Client::connect(key)?;
    let wanted = Enrolment::new()
        .access(Access::Firm)
        .needs("get", "/society");
    let enrolled = wanted.enrol(&firm).await?;
    println!(
        "by key:   activated for firm {}, {} routes",
        enrolled.schema_id,
        firm.call(&KeyInfo).await?.len()
    );
    if let Err(error) = firm.get("/accounts").send().await {
        println!("by key:   {error}");
    }
    let folder = SocietyId::new(myunisoft.society_id())?;
    let accounts = firm.with(folder).get("/accounts").send().await?;
    println!(
        "by key:   accounts of folder {folder}: {}",
        accounts.status()
    );

    myunisoft.revoke_key(myunisoft.cabinet_key());
    if let Err(error) = firm.get("/society").send().await {
        println!("by key:   {error}");
    }

    let provider = MyUnisoft::firm_login(myunisoft.partner_secret(), myunisoft.two_firms_mail())
        .password(myunisoft.password())
        .api_url(myunisoft.api_url())
        .auth_url(myunisoft.auth_url())
        .allow_loopback_http()
        .build()?;
    let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
    let login = Authenticator::new(provider, transport);
    let client = Client::new(login.clone())?;
    let Err(undecided) = client.get("/society").send().await else {
        return Err("an account of two firms was not asked to choose".into());
    };
    println!("by login: {undecided}");
    let Some(PersonTask::ChooseFirm(firms)) = undecided.person_task() else {
        return Err(undecided.into());
    };
    let chosen = firms.first().ok_or("there is no firm to choose")?;
    let grant = Grant::password_choosing(myunisoft.password(), chosen);
    login.sign_in(grant).await?;
    let societies = client.get("/society").send().await?;
    println!(
        "by login: folders of {}: {}",
        chosen.label,
        societies.status()
    );

    sandbox.clock().advance(Duration::from_secs(5 * 3600));
    client.get("/society").send().await?;
    println!(
        "five hours later: the API rejected the token, {} logins in all, the call was repeated",
        myunisoft.count("POST", "/api/authenticate/firm")
    );

    let key = MyUnisoft::key(myunisoft.partner_secret(), myunisoft.second_societe_key())
        .api_url(myunisoft.api_url())
        .allow_loopback_http()
        .build()?;
    client.switch_to(key).await?;
    println!(
        "from login to key: {}",
        client.get("/society").send().await?.status()
    );
    Ok(())
}
