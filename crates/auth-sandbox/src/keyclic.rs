//! Keyclic: a login that yields a JWT, and nothing else to renew it.

mod account;
mod api;
mod control;
mod person;
mod problem;
mod switches;
mod token;
mod webhook;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};

use crate::Clock;
use crate::front::Front;
use crate::imitation::imitation;
use crate::jwt::Rs256;
use crate::lock;
use crate::seed::Seed;
use crate::server::{Server, bind};

pub use problem::ErrorFormat;
use switches::Switches;
pub use switches::{Generation, TokenForm};
use token::Token;

const LOGIN: &str = "agent@ville.example";
const APP: &str = "com.keyclic.app";
const CITY_APP: &str = "com.keyclic.city";
const APPS: [&str; 3] = [APP, CITY_APP, "com.keyclic.highway"];
/// Made for this sandbox and published with it: it protects nothing.
const KEY: &str = include_str!("../keys/keyclic.pem");

/// Keyclic imitated: login in the three generations of its answers, feedbacks partitioned by
/// application, accounts, their passwords and persons. Clones are handles on the same imitation.
///
/// Sources: Keyclic documentation, the specifications shipped with its SDKs.
#[derive(Clone)]
pub struct Keyclic(Arc<Inner>);

struct Inner {
    front: Arc<Front>,
    /// The sandbox's clock through the skew of this server.
    clock: Clock,
    seed: Seed,
    signer: Rs256,
    password: String,
    external_token: String,
    organization: String,
    address: SocketAddr,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: HashMap<String, Token>,
    /// Passwords of accounts made here, or changed since the start, by login.
    passwords: HashMap<String, String>,
    /// The token last mailed to whoever asked for another password, and his login.
    mailed: Option<(String, String)>,
    /// What has been changed of the sample account's person.
    person: Map<String, Value>,
    switches: Switches,
}

imitation!(Keyclic);

impl Keyclic {
    pub(crate) async fn start(clock: &Clock, seed: &Seed, port: u16) -> io::Result<(Self, Server)> {
        let seed = seed.branch("keyclic");
        let (listener, address) = bind(port).await?;
        let clock = clock.skewed();
        let front = Front::new(clock.clone());
        let provider = Self(Arc::new(Inner {
            front: Arc::clone(&front),
            clock,
            seed: seed.clone(),
            signer: Rs256::from_pem(KEY)?,
            password: seed.fixed("password"),
            external_token: seed.fixed("external token"),
            organization: seed.uuid(),
            address,
            state: Mutex::default(),
        }));
        let server = Server::start(listener, front.before(api::router(provider.clone())));
        Ok((provider, server))
    }

    /// The base of the API.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// The login of the sample account.
    pub fn login(&self) -> &str {
        LOGIN
    }

    /// The password of the sample account, until it is changed.
    pub fn password(&self) -> &str {
        &self.0.password
    }

    /// The person of the sample account.
    pub fn person_id(&self) -> &str {
        person::ID
    }

    /// The ID token of another identity provider that `POST /auth/token` takes, for the sample
    /// account.
    pub fn external_token(&self) -> &str {
        &self.0.external_token
    }

    /// The token at the end of the link that was mailed last; good for one change of a password.
    pub fn change_token(&self) -> Option<String> {
        let state = lock(&self.0.state);
        state.mailed.as_ref().map(|(token, _)| token.clone())
    }

    /// The application key, `com.keyclic.app`, for `X-Keyclic-App`.
    pub fn app(&self) -> &str {
        APP
    }

    /// Another application key; the same token opens other data with it.
    pub fn second_app(&self) -> &str {
        CITY_APP
    }

    /// The organization for `X-Organization-Id`, where that is required.
    pub fn organization_id(&self) -> &str {
        &self.0.organization
    }
}
