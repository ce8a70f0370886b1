//! DossierFacile Connect: a Keycloak realm and, on another origin, the API.

mod api;
mod authorize;
mod browser;
mod changes;
mod client;
mod control;
mod issue;
mod oauth_error;
mod outgoing;
mod pages;
mod people;
mod realm;
mod session;
mod signing;
mod spend;
mod switches;
mod token;
mod webhook;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::Clock;
use crate::front::Front;
use crate::generated::dossierfacile::DESCRIPTION;
use crate::imitation::imitation;
use crate::seed::Seed;
use crate::server::{Server, bind};

use api::Settings;
use authorize::{Code, Login};
pub use outgoing::OutgoingWebhook;
use people::People;
use session::{AccessToken, RefreshToken, Session};
pub use signing::Forgery;
use signing::{Signers, Signing};
pub use spend::Spend;
pub use switches::IpCheck;
use switches::Switches;

/// The path of the issuer.
const REALM: &str = "/auth/realms/dossier-facile";
const CLIENT_ID: &str = "dfconnect-sandbox";
const EMAIL: &str = "locataire@tenants.example";
const TENANT: u64 = 70_001;
const SCOPES: [&str; 4] = ["openid", "dfc", "profile", "email"];

/// DossierFacile Connect imitated: the `dossier-facile` realm with the lifetimes of its published
/// development export, the tenant and service halves of the API, one partner client, one tenant.
/// Clones are handles on the same imitation.
///
/// Sources: DossierFacile Connect documentation, dossierfacile-backend, the realm export of
/// Dossier-Facile-Keycloak, Keycloak.
#[derive(Clone)]
pub struct DossierFacile(Arc<Inner>);

struct Inner {
    front: Arc<Front>,
    seed: Seed,
    signers: Signers,
    client_secret: String,
    password: String,
    subject: String,
    sso: SocketAddr,
    api: SocketAddr,
    state: Mutex<State>,
    /// Wakes who waits for a webhook.
    left: Notify,
}

#[derive(Default)]
struct State {
    logins: HashMap<String, Login>,
    codes: HashMap<String, Code>,
    sessions: HashMap<String, Session>,
    refresh_tokens: HashMap<String, RefreshToken>,
    spends: Vec<Spend>,
    access_tokens: HashMap<String, AccessToken>,
    consented: bool,
    user_disabled: bool,
    people: People,
    settings: Settings,
    outgoing: VecDeque<OutgoingWebhook>,
    /// When documents were read, for the limit.
    documents_read: VecDeque<OffsetDateTime>,
    switches: Switches,
    signing: Signing,
}

imitation!(DossierFacile);

/// The only one that the partner registered.
fn redirect_uri() -> &'static str {
    DESCRIPTION.example("redirect_uri")
}

/// Whether the realm knows every scope of a space-separated list.
fn knows_scopes(list: &str) -> bool {
    list.split_whitespace().all(|scope| SCOPES.contains(&scope))
}

impl DossierFacile {
    pub(crate) async fn start(
        clock: &Clock,
        seed: &Seed,
        sso_port: u16,
        api_port: u16,
    ) -> io::Result<(Self, Vec<Server>)> {
        let seed = seed.branch("dossierfacile");
        let (sso_listener, sso) = bind(sso_port).await?;
        let (api_listener, api) = bind(api_port).await?;
        let front = Front::new(clock.clone());
        let provider = Self(Arc::new(Inner {
            front: Arc::clone(&front),
            seed: seed.clone(),
            signers: Signers::load()?,
            // All characters that Basic spoils unless id and secret are form-encoded first.
            client_secret: format!(
                "{}:a/b+c%41 {}",
                seed.fixed("client secret"),
                seed.fixed("client secret end")
            ),
            password: seed.fixed("password"),
            subject: seed.uuid(),
            sso,
            api,
            state: Mutex::new(State {
                settings: Settings::with_key(seed.fixed("callback key")),
                ..State::default()
            }),
            left: Notify::new(),
        }));
        let servers = vec![
            Server::start(sso_listener, front.before(realm::router(provider.clone()))),
            Server::start(api_listener, front.before(api::router(provider.clone()))),
        ];
        Ok((provider, servers))
    }

    /// The issuer, as in discovery and in the `iss` of tokens and callbacks; endpoints are below it.
    pub fn issuer(&self) -> String {
        format!("http://{}{REALM}", self.0.sso)
    }

    /// The origin of the API.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.0.api)
    }

    /// The partner's client id.
    pub fn client_id(&self) -> &str {
        CLIENT_ID
    }

    /// The partner's client secret; it holds `:`, `/`, `+`, `%` and a space, so Basic works only for
    /// who form-encodes first (RFC 6749 §2.3.1).
    pub fn client_secret(&self) -> &str {
        &self.0.client_secret
    }

    /// The only redirect URI the partner registered, compared exactly.
    pub fn redirect_uri(&self) -> &str {
        redirect_uri()
    }

    /// The tenant's e-mail, with which a person signs in.
    pub fn email(&self) -> &str {
        EMAIL
    }

    /// The tenant's password.
    pub fn password(&self) -> &str {
        &self.0.password
    }

    /// The tenant's id in the API.
    pub fn connected_tenant_id(&self) -> u64 {
        TENANT
    }

    /// Whether the tenant and the partner are linked: made by each profile call, undone when the
    /// tenant withdraws.
    pub fn is_linked(&self) -> bool {
        self.is_tenant_linked(TENANT)
    }
}
