//! Both ways in, against the imitation on loopback: `cargo run -p auth-myunisoft --example quickstart`.

use std::error::Error;

use auth_core::PersonTask;
use auth_myunisoft::{ActivateKey, Firm, KeyInfo, MyUnisoft, SocietyId};
use auth_reqwest::Client;
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
    let details = firm.call(&ActivateKey).await?;
    println!(
        "by key:   activated for firm {}, {} routes",
        details.target.schema_id,
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

    let login = || {
        MyUnisoft::firm_login(myunisoft.partner_secret(), myunisoft.two_firms_mail())
            .password(myunisoft.password())
            .api_url(myunisoft.api_url())
            .auth_url(myunisoft.auth_url())
            .allow_loopback_http()
    };
    let Err(undecided) = Client::connect(login().build()?)?
        .get("/society")
        .send()
        .await
    else {
        return Err("an account of two firms was not asked to choose".into());
    };
    println!("by login: {undecided}");
    let Some(PersonTask::ChooseFirm(firms)) = undecided.person_task() else {
        return Err(undecided.into());
    };
    let chosen = firms.first().ok_or("there is no firm to choose")?;
    let client = Client::connect(login().firm(Firm::Name(chosen.label.clone())).build()?)?;
    let societies = client.get("/society").send().await?;
    println!(
        "by login: folders of {}: {}",
        chosen.label,
        societies.status()
    );

    sandbox
        .clock()
        .advance(std::time::Duration::from_secs(5 * 3600));
    client.get("/society").send().await?;
    println!(
        "five hours later: the API rejected the token, {} logins in all, the call was repeated",
        myunisoft.count("POST", "/api/authenticate/firm")
    );
    Ok(())
}
