//! The providers, which rotate refresh tokens and revoke on reuse: the imitated realm in this process, and the certified
//! OpenID provider of npm in one of Node.js.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use auth_all::{
    core::{Grant, Method, Request, Transport},
    dossierfacile::DossierFacile,
};
use auth_sandbox::{Fault, FaultKind, Sandbox, When};
use rand::{Rng, rngs::StdRng};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{said::Print, worker::transport};

/// How long access tokens last.
const LIFE: Duration = Duration::from_secs(2);
/// How long a token request may lie about before or after its work, in milliseconds.
const PAUSE: u64 = 60;
/// How long the certified provider may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
const TOKEN: &str = "/auth/realms/dossier-facile/protocol/openid-connect/token";
const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../auth-dossierfacile/tests/realm"
);

/// What a process must know to be a client of a realm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Client {
    id: String,
    secret: String,
    redirect_uri: String,
    issuer: String,
    api: String,
}

impl Client {
    pub(crate) fn provider(&self) -> DossierFacile {
        DossierFacile::user(&self.id, self.secret.as_str(), &self.redirect_uri)
            .issuer(&self.issuer)
            .api_url(&self.api)
            .allow_loopback_http()
            .build()
            .unwrap()
    }
}

/// A refresh token that a realm saw, and the one that it issued for it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Spend {
    pub(crate) token: Print,
    pub(crate) issued: Option<Print>,
}

pub(crate) enum Realm {
    Sandbox(Box<Sandbox>),
    Node {
        _node: Node,
        client: Client,
        origin: String,
    },
}

/// Ends with its standard input, which closes with this process, however that ends.
pub(crate) struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

impl Realm {
    pub(crate) async fn sandbox() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.dossierfacile().set_rotation(true);
        sandbox.dossierfacile().set_access_life(LIFE);
        Self::Sandbox(Box::new(sandbox))
    }

    /// The certified provider; else what is missing for it.
    pub(crate) fn node() -> Result<Self, &'static str> {
        #[derive(Deserialize)]
        struct Sample {
            origin: String,
            issuer: String,
            client_id: String,
            client_secret: String,
        }
        if !Path::new(FOLDER)
            .join("node_modules/oidc-provider")
            .exists()
        {
            return Err("npm packages of tests/realm are not installed");
        }
        let redirect_uri = "http://127.0.0.1:9/callback";
        let started = Command::new("node")
            .arg("realm.mjs")
            .current_dir(FOLDER)
            .env("REDIRECT_URI", redirect_uri)
            .env("ACCESS_TTL", LIFE.as_secs().to_string())
            .env("TOKEN_PAUSE", PAUSE.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut node = Node(started.map_err(|_| "node not found")?);
        let stdout = BufReader::new(node.0.stdout.take().unwrap());
        let (telling, told) = channel();
        thread::spawn(move || telling.send(stdout.lines().next().unwrap()));
        let line = told.recv_timeout(PATIENCE).unwrap();
        let sample: Sample = serde_json::from_str(&line.unwrap()).unwrap();
        let client = Client {
            id: sample.client_id,
            secret: sample.client_secret,
            redirect_uri: redirect_uri.to_owned(),
            issuer: sample.issuer,
            api: sample.origin.clone(),
        };
        Ok(Self::Node {
            _node: node,
            client,
            origin: sample.origin,
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sandbox(_) => "sandbox",
            Self::Node { .. } => "oidc-provider",
        }
    }

    pub(crate) fn client(&self) -> Client {
        match self {
            Self::Sandbox(sandbox) => {
                let it = sandbox.dossierfacile();
                Client {
                    id: it.client_id().to_owned(),
                    secret: it.client_secret().to_owned(),
                    redirect_uri: it.redirect_uri().to_owned(),
                    issuer: it.issuer(),
                    api: it.api_url(),
                }
            }
            Self::Node { client, .. } => client.clone(),
        }
    }

    /// A person signs in and consents.
    pub(crate) async fn grant(&self) -> Grant {
        let authorization = self.client().provider().authorize().build().unwrap();
        let url = &authorization.url;
        let callback = match self {
            Self::Sandbox(sandbox) => sandbox.dossierfacile().answer_consent(url).await.unwrap(),
            Self::Node { origin, .. } => {
                #[derive(Deserialize)]
                struct Consent {
                    callback: String,
                }
                let query = url.split_once('?').unwrap().1;
                let consent: Consent = json(&format!("{origin}/test/consent?{query}")).await;
                consent.callback
            }
        };
        authorization.pending.finish(&callback).unwrap()
    }

    /// Every refresh token that came back.
    pub(crate) async fn spends(&self) -> Vec<Spend> {
        match self {
            Self::Sandbox(sandbox) => {
                let spends = sandbox.dossierfacile().spends();
                let spends = spends.iter().map(|spend| Spend {
                    token: Print::of(spend.token()),
                    issued: spend.successor().map(Print::of),
                });
                spends.collect()
            }
            Self::Node { origin, .. } => json(&format!("{origin}/test/spends")).await,
        }
    }

    /// Has the next `requests` lie about, before or after the work; the certified provider does so by itself.
    pub(crate) fn linger(&self, requests: u64, random: &mut StdRng) {
        let Self::Sandbox(sandbox) = self else { return };
        for _ in 0..requests {
            let pause = Duration::from_millis(random.random_range(0..PAUSE));
            sandbox.dossierfacile().fault(
                Fault::new(FaultKind::Delay(pause))
                    .on("POST", TOKEN)
                    .when(either(random)),
            );
        }
    }
}

fn either(random: &mut StdRng) -> When {
    if random.random() {
        When::BeforeStateChange
    } else {
        When::AfterStateChange
    }
}

async fn json<T: DeserializeOwned>(url: &str) -> T {
    let request = Request::new(Method::GET, url.parse().unwrap());
    let answer = transport().send(request).await.unwrap();
    answer.json().unwrap()
}
