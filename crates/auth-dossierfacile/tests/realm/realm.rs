//! The provider under test: a realm of our own, or one of the user's.

use std::{
    collections::BTreeMap,
    io::{Read, stdin},
    path::Path,
    sync::Once,
    time::Duration,
};

use auth_core::{
    Authenticator, AuthenticatorBuilder, Error, Grant, Method, Provider, Request, TokenSet,
    Transport, Uri,
};
use auth_dossierfacile::{
    AuthorizationRequest, Builder, DossierFacile, PendingAuthorization, discover,
};
use auth_reqwest::{Client, HttpTransport};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{
    callback::Callback,
    chromium::Chromium,
    filler::{Filler, Person},
    foreign::Foreign,
    missing,
    node::{FOLDER, Node},
    say,
};

/// Where the partner waits for people; the parameter must survive the way.
const CALLBACK: &str = "http://127.0.0.1:0/callback?from=dossierfacile";

pub(crate) struct Realm {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uri: String,
    pub(crate) transport: HttpTransport,
    /// Who signs in; `None` when a person does, in a browser of theirs.
    pub(crate) login: Option<(String, String)>,
    pub(crate) userinfo: String,
    callback: Option<Callback>,
    own: Option<Own>,
}

struct Own {
    origin: String,
    subject: String,
    _node: Node,
}

/// What the realm says of itself when it listens.
#[derive(Deserialize)]
struct Sample {
    origin: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    email: String,
    password: String,
    subject: String,
}

/// What happened at the realm so far.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Seen {
    /// The pages that were shown.
    pub(crate) pages: Vec<String>,
    /// Requests to the token endpoint, by grant.
    pub(crate) token_requests: BTreeMap<String, u64>,
    /// Why grants were refused, which the answers hide.
    pub(crate) causes: Vec<String>,
    pub(crate) calls: Calls,
    /// How often the keys were asked for.
    pub(crate) keys_asked: u64,
}

/// Calls to the API.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Calls {
    pub(crate) accepted: u64,
}

/// Who takes the person's part.
pub(crate) enum Hands<'a> {
    Filler(&'static str),
    Chromium(&'a Chromium),
}

impl Realm {
    /// The provider under test; `None`, said by name, when a realm of our own cannot be started.
    pub(crate) async fn any() -> Option<Self> {
        end_with_stdin();
        if let Some(foreign) = Foreign::from_env() {
            return Some(Self::foreign(foreign, transport()).await);
        }
        let callback = Callback::at(CALLBACK).await.unwrap();
        Self::start(transport(), callback.url.to_string(), Some(callback)).await
    }

    /// A realm of our own, which can be asked and told what no other one can; else says that `what` is not shown.
    pub(crate) async fn own(what: &str) -> Option<Self> {
        if Foreign::from_env().is_some() {
            say(&format!("not shown: {what}"));
            return None;
        }
        Self::any().await
    }

    /// A realm of our own that sends people back to `redirect_uri`, where somebody else waits.
    pub(crate) async fn own_with(redirect_uri: &str) -> Option<Self> {
        Self::start(transport(), redirect_uri.to_owned(), None).await
    }

    async fn start(
        transport: HttpTransport,
        redirect_uri: String,
        callback: Option<Callback>,
    ) -> Option<Self> {
        let packages = Path::new(FOLDER).join("node_modules/oidc-provider");
        if !packages.exists() {
            missing("npm packages of tests/realm are not installed");
            return None;
        }
        let Some((node, line)) = Node::start("realm.mjs", &[("REDIRECT_URI", &redirect_uri)])
        else {
            missing("node not found");
            return None;
        };
        let sample: Sample = serde_json::from_str(&line).unwrap();
        Some(Self {
            userinfo: userinfo(&transport, &sample.issuer).await,
            issuer: sample.issuer,
            client_id: sample.client_id,
            client_secret: sample.client_secret,
            redirect_uri,
            transport,
            login: Some((sample.email, sample.password)),
            callback,
            own: Some(Own {
                origin: sample.origin,
                subject: sample.subject,
                _node: node,
            }),
        })
    }

    async fn foreign(foreign: Foreign, transport: HttpTransport) -> Self {
        let callback = match &foreign.login {
            Some(_) => None,
            None => Some(
                Callback::at(&foreign.redirect_uri)
                    .await
                    .unwrap_or_else(|| {
                        panic!("a browser can come back to http on this machine's loopback only")
                    }),
            ),
        };
        Self {
            userinfo: userinfo(&transport, &foreign.issuer).await,
            issuer: foreign.issuer,
            client_id: foreign.client_id,
            client_secret: foreign.client_secret,
            redirect_uri: foreign.redirect_uri,
            transport,
            login: foreign.login,
            callback,
            own: None,
        }
    }

    /// The person's identifier, as far as it is known beforehand.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.own.as_ref().map(|own| own.subject.as_str())
    }

    fn at(&self, builder: Builder) -> Builder {
        let api: Url = self.userinfo.parse().unwrap();
        let builder = builder
            .issuer(&self.issuer)
            .api_url(api.origin().ascii_serialization())
            .allow_loopback_http();
        match self.own {
            Some(_) => builder,
            // Another realm need not have the scope; the API that asks for it is not there either.
            None => builder.any_scope(),
        }
    }

    /// The user scheme.
    pub(crate) async fn user(&self) -> DossierFacile {
        let secret = self.client_secret.as_str();
        let builder = DossierFacile::user(&self.client_id, secret, &self.redirect_uri);
        discover(self.at(builder), &self.transport).await.unwrap()
    }

    /// The service scheme.
    pub(crate) async fn service(&self, client_secret: &str) -> DossierFacile {
        let builder = DossierFacile::service(&self.client_id, client_secret);
        discover(self.at(builder), &self.transport).await.unwrap()
    }

    /// A grant of a person who signed in and consented.
    pub(crate) async fn grant(&self, provider: &DossierFacile) -> Result<Grant, Error> {
        let (pending, callback) = self.callback(provider, Hands::Filler("accept")).await;
        pending.finish(&callback)
    }

    /// Takes a person from the authorization URL to the callback, by `hands` or, where nobody's password is known, by
    /// their own browser.
    pub(crate) async fn callback(
        &self,
        provider: &DossierFacile,
        hands: Hands<'_>,
    ) -> (PendingAuthorization, String) {
        let authorize = provider.authorize();
        let Some((username, password)) = &self.login else {
            let AuthorizationRequest { url, pending, .. } = authorize.build().unwrap();
            say(&format!("open: {url}"));
            return (pending, self.callback.as_ref().unwrap().next().await);
        };
        let authorize = authorize.login_hint(username);
        let AuthorizationRequest { url, pending, .. } = authorize.build().unwrap();
        let person = |button| Person {
            username,
            password,
            button,
        };
        let callback = match hands {
            Hands::Filler(button) => {
                let mut filler = Filler::new(&self.transport, &self.redirect_uri);
                filler.walk(&url, person(button)).await.unwrap()
            }
            Hands::Chromium(chromium) => {
                // The last press of a button ends when the callback has answered.
                let back = self.callback.as_ref().unwrap().next();
                tokio::join!(chromium.walk(&url, person("accept")), back).1
            }
        };
        (pending, callback)
    }

    /// One exchange of a grant.
    pub(crate) async fn exchange(
        &self,
        provider: &DossierFacile,
        grant: &Grant,
    ) -> Result<TokenSet, Error> {
        let request = provider.token_request(grant).unwrap();
        let answer = self.transport.send(request).await.unwrap();
        provider.token_response(grant, &answer)
    }

    /// A connection of one person's own, its ID tokens checked by the provider's keys.
    pub(crate) fn authenticator(&self, provider: &DossierFacile) -> AuthenticatorBuilder {
        let transport = provider.check_id_tokens(self.transport.clone());
        Authenticator::builder(provider.clone(), transport)
    }

    /// A person who is signed in, and the client that calls for them.
    pub(crate) async fn signed_in(&self) -> (Authenticator, Client) {
        let provider = self.user().await;
        let grant = self.grant(&provider).await.unwrap();
        let authenticator = self.authenticator(&provider).build();
        authenticator.sign_in(grant).await.unwrap();
        let client = Client::new(authenticator.clone()).unwrap();
        (authenticator, client)
    }

    /// What the realm saw; only our own tells.
    pub(crate) async fn seen(&self) -> Option<Seen> {
        self.own.as_ref()?;
        Some(self.told("seen").await)
    }

    /// Has our own realm do something.
    pub(crate) async fn does(&self, what: &str) {
        let _: serde_json::Value = self.told(what).await;
    }

    async fn told<T: DeserializeOwned>(&self, what: &str) -> T {
        let origin = &self.own.as_ref().unwrap().origin;
        json(&self.transport, &format!("{origin}/test/{what}")).await
    }
}

fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap()
}

async fn json<T: DeserializeOwned>(transport: &HttpTransport, url: &str) -> T {
    let uri: Uri = url.parse().unwrap();
    let answer = transport.send(Request::new(Method::GET, uri)).await;
    answer.unwrap().json().unwrap()
}

/// The endpoint that accepts a person's token at every provider (OpenID Connect Core §5.3).
async fn userinfo(transport: &HttpTransport, issuer: &str) -> String {
    #[derive(Deserialize)]
    struct Metadata {
        userinfo_endpoint: String,
    }
    let url = format!("{issuer}/.well-known/openid-configuration");
    json::<Metadata>(transport, &url).await.userinfo_endpoint
}

/// Whoever started the tests with this variable holds their standard input open, and is gone once it closes.
fn end_with_stdin() {
    static ONCE: Once = Once::new();
    if std::env::var_os("E2E_ENDS_WITH_STDIN").is_some() {
        ONCE.call_once(|| {
            std::thread::spawn(|| {
                let _ = stdin().read_to_end(&mut Vec::new());
                std::process::exit(1);
            });
        });
    }
}
