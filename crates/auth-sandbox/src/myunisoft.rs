//! MyUnisoft: a partner API and, on another origin, its authentication service.

mod administration;
mod admission;
mod api;
mod control;
mod keys;
mod limits;
mod login;
mod refusal;
mod switches;
mod user;
mod webhook;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::Clock;
use crate::front::Front;
use crate::generated::myunisoft::word;
use crate::imitation::imitation;
use crate::jwt::Hs256;
use crate::lock;
use crate::seed::Seed;
use crate::server::{Server, bind};

use keys::{Key, Reach};
use limits::Window;
use refusal::Refusal;
use switches::Switches;
pub use switches::{ErrorShape, ExpiresIn, RateHeaders};

/// The path of the partner API's base: its version.
const BASE: &str = "/api/v1";
const FIRM: u64 = 501;
const FIRM_LABEL: &str = "Cabinet des Dunes";
const SECOND_FIRM: u64 = 502;
const SECOND_FIRM_LABEL: &str = "Cabinet du Phare";
const SOCIETY: u64 = 1201;
const SECOND_SOCIETY: u64 = 1202;
const THIRD_PARTY: u64 = 37;

/// MyUnisoft imitated: the partner API, the authentication service, sample credentials and the
/// switches of what the documents leave open. Clones are handles on the same imitation.
///
/// Sources: MyUnisoft api-partenaires documentation, its Postman collection, and the types published
/// with the partners SDK.
#[derive(Clone)]
pub struct MyUnisoft(Arc<Inner>);

struct Inner {
    front: Arc<Front>,
    seed: Seed,
    signer: Hs256,
    samples: Samples,
    api: SocketAddr,
    auth: SocketAddr,
    state: Mutex<State>,
}

struct Samples {
    partner_secret: String,
    societe_key: String,
    second_societe_key: String,
    cabinet_key: String,
    foreign_key: String,
    password: String,
}

struct State {
    keys: HashMap<String, Key>,
    windows: HashMap<String, Window>,
    refusals: VecDeque<Refusal>,
    /// By the firm whose it is.
    webhooks: HashMap<u64, Value>,
    switches: Switches,
}

imitation!(MyUnisoft);

impl MyUnisoft {
    pub(crate) async fn start(
        clock: &Clock,
        seed: &Seed,
        api_port: u16,
        auth_port: u16,
    ) -> io::Result<(Self, Vec<Server>)> {
        let seed = seed.branch("myunisoft");
        let (api_listener, api) = bind(api_port).await?;
        let (auth_listener, auth) = bind(auth_port).await?;
        let signer = Hs256::new(&seed.fixed("signing key"));
        let issued_at = clock.now().unix_timestamp();
        let societe = |society: u64| json!({"type": word::API, "m": FIRM, "t": THIRD_PARTY.to_string(), "s": society.to_string(), "iat": issued_at});
        let cabinet = json!({"type": word::FIRM, "m": FIRM, "p": "9001", "t": THIRD_PARTY.to_string(), "iat": issued_at});
        let samples = Samples {
            partner_secret: format!("Sandbox-{}", seed.alphanumeric("partner secret", 24)),
            societe_key: signer.sign(&societe(SOCIETY)),
            second_societe_key: signer.sign(&societe(SECOND_SOCIETY)),
            cabinet_key: signer.sign(&cabinet),
            foreign_key: Hs256::new(&seed.fixed("another environment")).sign(&societe(SOCIETY)),
            password: seed.fixed("password"),
        };
        let keys = HashMap::from([
            (
                samples.societe_key.clone(),
                Key::pending(Reach::Society(SOCIETY)),
            ),
            (
                samples.second_societe_key.clone(),
                Key::pending(Reach::Society(SECOND_SOCIETY)),
            ),
            (samples.cabinet_key.clone(), Key::pending(Reach::Firm(FIRM))),
        ]);
        let state = Mutex::new(State {
            keys,
            windows: HashMap::new(),
            refusals: VecDeque::new(),
            webhooks: HashMap::new(),
            switches: Switches::default(),
        });
        let front = Front::new(clock.clone());
        let inner = Inner {
            front: Arc::clone(&front),
            seed: seed.clone(),
            signer,
            samples,
            api,
            auth,
            state,
        };
        let provider = Self(Arc::new(inner));
        let servers = vec![
            Server::start(api_listener, front.before(api::router(provider.clone()))),
            Server::start(auth_listener, front.before(login::router(provider.clone()))),
        ];
        Ok((provider, servers))
    }

    /// The base of the partner API, version included.
    pub fn api_url(&self) -> String {
        format!("http://{}{BASE}", self.0.api)
    }

    /// The origin of the authentication service; the firm login is at `/api/authenticate/firm`,
    /// the user's at `/api/authenticate`.
    pub fn auth_url(&self) -> String {
        format!("http://{}", self.0.auth)
    }

    /// The `X-Third-Party-Secret` of the sample partner.
    pub fn partner_secret(&self) -> &str {
        &self.0.samples.partner_secret
    }

    /// A société key for [`society_id`](Self::society_id), waiting for its first use.
    pub fn societe_key(&self) -> &str {
        &self.0.samples.societe_key
    }

    /// A société key for [`second_society_id`](Self::second_society_id), waiting for its first use.
    pub fn second_societe_key(&self) -> &str {
        &self.0.samples.second_societe_key
    }

    /// A cabinet key that reaches both societies, waiting for its first use.
    pub fn cabinet_key(&self) -> &str {
        &self.0.samples.cabinet_key
    }

    /// A well-formed key of another environment, refused with `ERR-INVALID-JWT`.
    pub fn foreign_key(&self) -> &str {
        &self.0.samples.foreign_key
    }

    /// The folder of [`societe_key`](Self::societe_key).
    pub fn society_id(&self) -> u64 {
        SOCIETY
    }

    /// The other folder of the sample firm.
    pub fn second_society_id(&self) -> u64 {
        SECOND_SOCIETY
    }

    /// The schema id of the sample firm.
    pub fn firm_id(&self) -> u64 {
        FIRM
    }

    /// The name of the sample firm.
    pub fn firm_label(&self) -> &str {
        FIRM_LABEL
    }

    /// The schema id of the firm that only [`two_firms_mail`](Self::two_firms_mail) reaches too.
    pub fn second_firm_id(&self) -> u64 {
        SECOND_FIRM
    }

    /// The name of that second firm.
    pub fn second_firm_label(&self) -> &str {
        SECOND_FIRM_LABEL
    }

    /// An API account of the sample firm: its login yields a token.
    pub fn mail(&self) -> &str {
        login::MAIL
    }

    /// An account of two firms: its login asks which one, unless `firm` says so.
    pub fn two_firms_mail(&self) -> &str {
        login::TWO_FIRMS_MAIL
    }

    /// An account whose login answers 200 with `require-otp`.
    pub fn otp_mail(&self) -> &str {
        login::OTP_MAIL
    }

    /// An account whose login answers 200 with `require-cgu-approval`.
    pub fn cgu_mail(&self) -> &str {
        login::CGU_MAIL
    }

    /// An account whose login answers 200 with `update-password`.
    pub fn update_password_mail(&self) -> &str {
        login::UPDATE_PASSWORD_MAIL
    }

    /// An account whose login answers 200 with a status that no document names.
    pub fn unknown_status_mail(&self) -> &str {
        login::UNKNOWN_STATUS_MAIL
    }

    /// The password of all sample accounts.
    pub fn password(&self) -> &str {
        &self.0.samples.password
    }

    /// Whether the key has been activated or used; false for an unknown one.
    pub fn is_activated(&self, key: &str) -> bool {
        lock(&self.0.state)
            .keys
            .get(key)
            .is_some_and(|key| key.activated)
    }

    /// Disconnects a key or a token, as the firm does on its connectors page.
    pub fn revoke_key(&self, key: &str) {
        if let Some(key) = lock(&self.0.state).keys.get_mut(key) {
            key.revoked = true;
        }
    }
}
