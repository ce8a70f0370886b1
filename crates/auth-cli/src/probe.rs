//! One authenticated call of each kind, and its answer in a few words.

use auth_all::{
    core::{Call, Error, Method, Request, Response, Uri},
    dossierfacile::{Profile, Settings},
    keyclic::Feedbacks,
    myunisoft::KeyInfo,
    reqwest::Client,
    sinao::Me,
};
use serde::Deserialize;

/// A call whose answer proves that a credential works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// The routes of a MyUnisoft key.
    Routes,
    /// The folders that a MyUnisoft credential reaches.
    Societies,
    /// The accounts of one MyUnisoft folder.
    Accounts,
    /// A DossierFacile partner's own settings.
    Settings,
    /// A DossierFacile person's file. Links person and partner: only ever sent to an imitation.
    Profile,
    /// Who is calling Sinao.
    Me,
    /// What citizens reported to a Keyclic application.
    Feedbacks,
}

impl Probe {
    /// Method and path, below the API's base.
    pub(crate) fn call(self) -> &'static str {
        match self {
            Self::Routes => "GET /key/info",
            Self::Societies => "GET /society",
            Self::Accounts => "GET /accounts",
            Self::Settings => "GET /dfc/api/v1/settings",
            Self::Profile => "GET /dfc/tenant/profile",
            Self::Me => "GET /me",
            Self::Feedbacks => "GET /feedbacks",
        }
    }

    /// Makes the call.
    pub(crate) async fn ask(self, client: &Client) -> Result<String, Error> {
        Ok(match self {
            Self::Routes => counted(client.call(&KeyInfo).await?.len(), "route", "routes"),
            Self::Societies => {
                let societies = client.call(&Societies).await?;
                counted(societies.len(), "society", "societies")
            }
            Self::Accounts => {
                let accounts = client.call(&Accounts).await?;
                let of = accounts.first().map(|account| account.society_id);
                let count = counted(accounts.len(), "account", "accounts");
                match of {
                    Some(society) => format!("{count} of {society}"),
                    None => count,
                }
            }
            Self::Settings => client.call(&Settings).await?.name,
            Self::Profile => {
                let tenant = client.call(&Profile).await?;
                format!("tenant {}", tenant.connected_tenant_id)
            }
            Self::Me => {
                let user = client.call(&Me).await?;
                user.email.or(user.id).unwrap_or_default()
            }
            Self::Feedbacks => {
                let page = client.call(&Feedbacks).await?;
                counted(page.items.len(), "feedback", "feedbacks")
            }
        })
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `GET /society` (MyUnisoft api-partenaires, `endpoints/cabinet.md`).
struct Societies;

#[derive(Deserialize)]
struct Society {}

impl Call for Societies {
    type Answer = Vec<Society>;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, Uri::from_static("/society")))
    }

    fn answer(&self, response: &Response) -> Result<Vec<Society>, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

/// `GET /accounts`, about one folder.
struct Accounts;

#[derive(Deserialize)]
struct Account {
    society_id: u64,
}

impl Call for Accounts {
    type Answer = Vec<Account>;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, Uri::from_static("/accounts")))
    }

    fn answer(&self, response: &Response) -> Result<Vec<Account>, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}
