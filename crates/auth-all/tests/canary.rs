//! Every flow and failure of every scheme, and then a search for each secret in all that could be read of it: `Debug`,
//! `Display`, error chains, traces, panics.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    error::Error as _,
    fmt::{Debug, Write as _},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use auth_all::{
    core::{Authenticator, Clock, Error, Moment, Provider, Request, Response, Transport},
    dossierfacile::DossierFacile,
    keyclic::Keyclic,
    myunisoft::MyUnisoft,
    reqwest::{Client, HttpTransport},
    sinao::Sinao,
};
use auth_sandbox::{Fault, FaultKind, Sandbox, When};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt};

/// All that could be read, and all that must not be in it.
#[derive(Clone, Default)]
struct Witness {
    text: Arc<Mutex<String>>,
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    fn text(&self) -> MutexGuard<'_, String> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sees(&self, thing: &dyn Debug) {
        writeln!(self.text(), "{thing:?}\n{thing:#?}").unwrap();
    }

    fn reads(&self, error: &Error) {
        self.sees(error);
        writeln!(self.text(), "{error}").unwrap();
        let mut source = error.source();
        while let Some(error) = source {
            writeln!(self.text(), "{error} {error:?}").unwrap();
            source = error.source();
        }
    }

    fn keeps(&self, secret: &str) {
        // Shorter values stand in ordinary words by chance.
        if secret.len() >= 5 {
            self.secrets
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(secret.to_owned());
        }
    }
}

impl io::Write for Witness {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text().push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Witness {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The real transport; of each answer the witness keeps the tokens.
struct Overheard(HttpTransport, Witness);

impl Transport for Overheard {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        self.1.sees(&request);
        let response = self.0.send(request).await?;
        self.1.sees(&response);
        if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(response.body()) {
            for (name, value) in members {
                let name = name.to_lowercase();
                if let Some(token) = value.as_str()
                    && name.contains("token")
                    && !name.ends_with("type")
                {
                    self.1.keeps(token);
                }
            }
        }
        Ok(response)
    }
}

/// The sandbox's time.
struct SandboxClock(auth_sandbox::Clock);

impl Clock for SandboxClock {
    fn uptime(&self) -> Duration {
        self.now().uptime
    }

    fn now(&self) -> Moment {
        let wall = self.0.now();
        let uptime = Duration::try_from(wall - time::OffsetDateTime::UNIX_EPOCH).unwrap();
        Moment { wall, uptime }
    }
}

struct Stage {
    sandbox: Sandbox,
    witness: Witness,
    transport: HttpTransport,
}

impl Stage {
    fn connect(&self, provider: impl Provider + Debug) -> (Authenticator, Client) {
        self.witness.sees(&provider);
        self.witness.sees(provider.facts());
        let transport = Overheard(self.transport.clone(), self.witness.clone());
        let auth = Authenticator::builder(provider, transport)
            .clock(SandboxClock(self.sandbox.clock().clone()))
            .build();
        let client = Client::new(auth.clone()).unwrap();
        self.witness.sees(&auth);
        self.witness.sees(&client);
        (auth, client)
    }

    async fn call(&self, (auth, client): &(Authenticator, Client), path: &str) {
        match auth.headers().await {
            Ok(headers) => self.witness.sees(&headers),
            Err(error) => self.witness.reads(&error),
        }
        match client.get(path).send().await {
            Ok(response) => self.witness.sees(&response.status()),
            Err(error) => self.witness.reads(&error),
        }
        self.witness.sees(&auth.status());
    }

    /// Uses the connection, with every fault at its token route, and past its expiry.
    async fn live(
        &self,
        both: &(Authenticator, Client),
        path: &str,
        mut fault: impl FnMut(FaultKind),
    ) {
        self.call(both, path).await;
        for kind in [
            FaultKind::Reset,
            FaultKind::DropAnswer,
            FaultKind::Status(500),
            FaultKind::Html(502),
            FaultKind::Html(200),
            FaultKind::TruncatedJson,
            FaultKind::DuplicateMembers,
            FaultKind::EmptyBody,
            FaultKind::WrongContentType,
            FaultKind::Gzip,
            FaultKind::Bom,
            FaultKind::HugeBody(4 << 20),
            FaultKind::TooManyRequests(Vec::new()),
            FaultKind::Redirect("http://127.0.0.1:9/elsewhere".to_owned()),
        ] {
            fault(kind);
            both.0.invalidate();
            both.0.retry();
            self.call(both, path).await;
        }
        self.sandbox.clock().advance(Duration::from_secs(90_000));
        both.0.retry();
        self.call(both, path).await;
    }
}

/// Shows S002-29.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_shows_anywhere() {
    let witness = Witness::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(witness.clone())
        .with_ansi(false)
        .finish()
        .init();
    let panics = witness.clone();
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        panics.sees(&panic.to_string());
        report(panic);
    }));
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .connect_timeout(Duration::from_millis(900))
        .read_timeout(Duration::from_secs(1))
        .timeout(Duration::from_secs(2));
    let stage = Stage {
        sandbox: Sandbox::start().await.unwrap(),
        witness: witness.clone(),
        transport: transport.build().unwrap(),
    };
    myunisoft(&stage).await;
    dossierfacile(&stage).await;
    sinao(&stage).await;
    keyclic(&stage).await;

    let text = witness.text().clone();
    for sign in [
        "token granted",
        "exchange failed",
        "SignInRequired",
        "AuthHeaders",
        "HTTP 401",
    ] {
        assert!(
            text.contains(sign),
            "the witness saw no {sign:?}: the flows did not run"
        );
    }
    let secrets = witness.secrets.lock().unwrap().clone();
    assert!(
        secrets.len() > 40,
        "{} secrets: the flows did not run",
        secrets.len()
    );
    for secret in secrets {
        if let Some(at) = text.find(&secret) {
            let line = text[..at].lines().last().unwrap_or_default();
            panic!(
                "a secret of {} characters shows after {line:?}",
                secret.len()
            );
        }
    }
}

async fn myunisoft(stage: &Stage) {
    let it = stage.sandbox.myunisoft();
    for secret in [
        it.partner_secret(),
        it.societe_key(),
        it.cabinet_key(),
        it.foreign_key(),
    ] {
        stage.witness.keeps(secret);
    }
    let key = |key: &str| {
        let key = MyUnisoft::key(it.partner_secret(), key).api_url(it.api_url());
        stage.connect(key.allow_loopback_http().build().unwrap())
    };
    for value in [it.societe_key(), it.cabinet_key(), it.foreign_key()] {
        let key = key(value);
        stage.call(&key, "/society").await;
        stage.call(&key, "/accounts").await;
    }
    it.revoke_key(it.societe_key());
    stage.call(&key(it.societe_key()), "/society").await;
    for password in [it.password(), "first-wrong-canary"] {
        stage.witness.keeps(password);
        let login = MyUnisoft::firm_login(it.partner_secret(), it.mail())
            .password(password)
            .api_url(it.api_url())
            .auth_url(it.auth_url())
            .allow_loopback_http();
        let both = stage.connect(login.build().unwrap());
        let fault = |kind| it.fault(Fault::new(kind).on("POST", "/api/authenticate/firm"));
        stage.live(&both, "/society", fault).await;
        it.clear_faults();
    }
}

async fn dossierfacile(stage: &Stage) {
    let it = stage.sandbox.dossierfacile();
    for secret in [it.client_secret(), it.password()] {
        stage.witness.keeps(secret);
    }
    let route = "/auth/realms/dossier-facile/protocol/openid-connect/token";
    let fault = |kind| {
        it.fault(
            Fault::new(kind)
                .on("POST", route)
                .when(When::AfterStateChange),
        );
    };
    let service = DossierFacile::service(it.client_id(), it.client_secret())
        .issuer(it.issuer())
        .api_url(it.api_url())
        .allow_loopback_http();
    let both = stage.connect(service.build().unwrap());
    stage.live(&both, "/dfc/api/v1/settings", fault).await;
    it.clear_faults();
    for rotation in [false, true] {
        it.set_rotation(rotation);
        let user = DossierFacile::user(it.client_id(), it.client_secret(), it.redirect_uri())
            .issuer(it.issuer())
            .api_url(it.api_url())
            .allow_loopback_http()
            .build()
            .unwrap();
        let authorization = user.authorize().login_hint(it.email()).build().unwrap();
        stage.witness.sees(&authorization.pending);
        let callback = it.answer_consent(&authorization.url).await.unwrap();
        for (name, value) in url::Url::parse(&callback).unwrap().query_pairs() {
            if matches!(&*name, "code" | "state") {
                stage.witness.keeps(&value);
            }
        }
        let grant = authorization.pending.finish(&callback).unwrap();
        stage.witness.sees(&grant);
        let both = stage.connect(user);
        both.0.sign_in(grant).await.unwrap();
        stage.live(&both, "/dfc/tenant/profile", fault).await;
        it.clear_faults();
    }
}

async fn sinao(stage: &Stage) {
    let it = stage.sandbox.sinao();
    for password in [it.password(), "second-wrong-canary"] {
        stage.witness.keeps(password);
        for route in [("POST", "/v1/login"), ("GET", "/v1/refresh")] {
            let login = Sinao::login(it.email())
                .password(password)
                .api_url(it.api_url());
            let both = stage.connect(login.allow_loopback_http().build().unwrap());
            let fault = |kind| it.fault(Fault::new(kind).on(route.0, route.1));
            stage.live(&both, "/me", fault).await;
            it.clear_faults();
        }
    }
    stage.witness.keeps(it.api_key());
    let key = Sinao::api_key(it.api_key())
        .api_url(it.api_url())
        .allow_loopback_http();
    let both = stage.connect(key.build().unwrap());
    stage.call(&both, "/me").await;
    it.revoke_api_key();
    stage.call(&both, "/me").await;
}

async fn keyclic(stage: &Stage) {
    let it = stage.sandbox.keyclic();
    for password in [it.password(), "third-wrong-canary"] {
        stage.witness.keeps(password);
        let login = Keyclic::login(it.login())
            .password(password)
            .api_url(it.api_url());
        let both = stage.connect(login.allow_loopback_http().build().unwrap());
        let fault = |kind| it.fault(Fault::new(kind).on("POST", "/security/login"));
        stage.live(&both, "/feedbacks", fault).await;
        it.clear_faults();
        it.revoke_tokens();
        stage.call(&both, "/feedbacks").await;
    }
}
