//! Sinao: tokens that refresh themselves, and API keys.

mod account;
mod api;
mod control;
mod keys;
mod login;
mod switches;
mod token;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;

use crate::Clock;
use crate::front::Front;
use crate::imitation::imitation;
use crate::jwt::Hs256;
use crate::lock;
use crate::seed::Seed;
use crate::server::{Server, bind};

use keys::Key;
use switches::Switches;
pub use switches::{RefreshWindow, SecondFactor};
use token::Token;

/// The path of the API's base: its version.
const BASE: &str = "/v1";
const APP: u64 = 3301;

/// Sinao imitated: login with and without a second factor, refresh, logout, accounts and their
/// passwords, API keys. Clones are handles on the same imitation.
///
/// What the official page leaves open follows the PHP framework and library that the answers point
/// to. Sources: Sinao's Authentification page, its OpenAPI description, Laravel, jwt-auth.
#[derive(Clone)]
pub struct Sinao(Arc<Inner>);

struct Inner {
    front: Arc<Front>,
    seed: Seed,
    signer: Hs256,
    password: String,
    api_key: String,
    code: String,
    address: SocketAddr,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: HashMap<String, Token>,
    /// When a code was last sent, by e-mail.
    codes: HashMap<String, OffsetDateTime>,
    codes_sent: usize,
    credentials_in_query: usize,
    /// Passwords of accounts made here, or changed since the start, by e-mail.
    passwords: HashMap<String, String>,
    /// The token last mailed to whoever forgot the password, and his e-mail.
    mailed: Option<(String, String)>,
    keys: Vec<Key>,
    switches: Switches,
}

imitation!(Sinao);

impl Sinao {
    pub(crate) async fn start(clock: &Clock, seed: &Seed, port: u16) -> io::Result<(Self, Server)> {
        let seed = seed.branch("sinao");
        let (listener, address) = bind(port).await?;
        let front = Front::new(clock.clone());
        let provider = Self(Arc::new(Inner {
            front: Arc::clone(&front),
            seed: seed.clone(),
            signer: Hs256::new(&seed.fixed("signing key")),
            password: seed.fixed("password"),
            api_key: seed.alphanumeric("api key", 40),
            code: seed.digits("second factor", 6),
            address,
            state: Mutex::default(),
        }));
        provider.seed_key();
        let server = Server::start(listener, front.before(api::router(provider.clone())));
        Ok((provider, server))
    }

    /// The base of the API, version included.
    pub fn api_url(&self) -> String {
        format!("http://{}{BASE}", self.0.address)
    }

    /// An account that signs in by password alone.
    pub fn email(&self) -> &str {
        login::EMAIL
    }

    /// An e-mail no account has: 404.
    pub fn unknown_email(&self) -> &str {
        login::UNKNOWN_EMAIL
    }

    /// An account for which no password was ever defined: 422.
    pub fn passwordless_email(&self) -> &str {
        login::PASSWORDLESS_EMAIL
    }

    /// An account with a second factor whose absence is signalled in the given way.
    pub fn second_factor_email(&self, signal: SecondFactor) -> &str {
        login::second_factor_email(signal)
    }

    /// The password of all sample accounts, until it is changed.
    pub fn password(&self) -> &str {
        &self.0.password
    }

    /// The code a person finds in the message that `POST /v1/login/send/2fa` sends; it works within
    /// 10 minutes of each sending, once.
    pub fn second_factor_code(&self) -> &str {
        &self.0.code
    }

    /// How many codes were sent to a person so far.
    pub fn codes_sent(&self) -> usize {
        lock(&self.0.state).codes_sent
    }

    /// How many requests carried something in the query of a sign-in route; each was refused.
    pub fn credentials_in_query(&self) -> usize {
        lock(&self.0.state).credentials_in_query
    }

    /// The token in the last message to who forgot the password; good for one change.
    pub fn forgotten_password_token(&self) -> Option<String> {
        let state = lock(&self.0.state);
        state.mailed.as_ref().map(|(token, _)| token.clone())
    }

    /// The API key of the sample application, for the `Api-Key` header.
    pub fn api_key(&self) -> &str {
        &self.0.api_key
    }

    /// The application the API key is bound to.
    pub fn app_id(&self) -> u64 {
        APP
    }
}
