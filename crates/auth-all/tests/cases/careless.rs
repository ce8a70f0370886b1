//! A client as it is often written by hand: the token is read wherever it is hoped to be, lasts as long as the answer said
//! when it came, and redirects, labels and encodings are as the HTTP library has them.

use auth_sandbox::Sandbox;
use reqwest::{RequestBuilder, Response, header::CONTENT_TYPE};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::ways::{Turned, Way};

pub(crate) struct Careless<'a> {
    way: Way,
    sandbox: &'a Sandbox,
    clock: Turned,
    http: reqwest::Client,
    /// Believes JSON only under its own name.
    pub(crate) reads_labels: bool,
    token: Option<String>,
    /// Seconds since the epoch, as other languages have it.
    expires_at: f64,
}

impl<'a> Careless<'a> {
    pub(crate) fn new(way: Way, sandbox: &'a Sandbox) -> Self {
        Self::at(way, sandbox, &Turned::new(sandbox))
    }

    pub(crate) fn at(way: Way, sandbox: &'a Sandbox, clock: &Turned) -> Self {
        // A second one in the same process is refused, and not needed.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        Self {
            way,
            sandbox,
            clock: clock.clone(),
            http: reqwest::Client::builder().no_gzip().build().unwrap(),
            reads_labels: false,
            token: None,
            expires_at: f64::INFINITY,
        }
    }

    /// Signs in if there is no token or it has run out, then calls. Tells whether the answer's status was a good one.
    pub(crate) async fn call(&mut self) -> bool {
        let now = seconds(self.clock.wall());
        if self.token.is_none() || now >= self.expires_at {
            self.sign_in().await;
        }
        let call = self.api_request().send().await;
        call.is_ok_and(|answer| answer.status().is_success())
    }

    async fn sign_in(&mut self) {
        let answer = match self.token_request().send().await {
            Ok(answer) => self.read(answer).await,
            Err(_) => Value::Null,
        };
        let member = |name: &str| answer.get(name).filter(|value| !value.is_null());
        let token = ["api_token", "access_token", "accessToken"];
        let token = token.into_iter().find_map(member).and_then(Value::as_str);
        // What a template of another language makes of a value that is not there.
        self.token = Some(token.unwrap_or("undefined").to_owned());
        let lifetime = member("expires_in").and_then(Value::as_f64);
        let lifetime = lifetime.or_else(|| self.until(member("expiresIn")?.as_str()?));
        let lifetime = lifetime.or_else(|| self.until_exp(token?));
        self.expires_at = seconds(self.clock.wall()) + lifetime.unwrap_or(f64::INFINITY);
    }

    /// The seconds until MyUnisoft's local time, read by its year alone.
    fn until(&self, local: &str) -> Option<f64> {
        let year: i32 = local.get(..4)?.parse().ok()?;
        let years = year - self.clock.wall().year();
        (years != 0).then(|| f64::from(years) * 31_556_952.0)
    }

    /// The seconds until the `exp` of a JSON Web Token.
    fn until_exp(&self, token: &str) -> Option<f64> {
        let claims = auth_all::core::jwt::unverified_claims::<Value>(token)?;
        Some(claims.get("exp")?.as_f64()? - seconds(self.clock.wall()))
    }

    async fn read(&self, answer: Response) -> Value {
        let label = answer.headers().get(CONTENT_TYPE);
        let labelled = label.is_some_and(|label| label.as_bytes().ends_with(b"json"));
        if self.reads_labels && !labelled {
            return Value::Null;
        }
        answer.json().await.unwrap_or_default()
    }

    pub(crate) fn token_request(&self) -> RequestBuilder {
        match self.way {
            Way::MyUnisoft => {
                let it = self.sandbox.myunisoft();
                let login = format!("{}{}", it.auth_url(), self.way.token_path());
                let body = json!({ "mail": it.mail(), "password": it.password() });
                self.http.post(login).json(&body)
            }
            Way::DossierFacile => {
                let it = self.sandbox.dossierfacile();
                let body = [
                    ("grant_type", "client_credentials"),
                    ("client_id", it.client_id()),
                    ("client_secret", it.client_secret()),
                ];
                let token = format!("{}/protocol/openid-connect/token", it.issuer());
                self.http.post(token).form(&body)
            }
            Way::Sinao => {
                let it = self.sandbox.sinao();
                let field = |name, value| {
                    format!(
                        "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                    )
                };
                let (email, password) =
                    (field("email", it.email()), field("password", it.password()));
                self.http
                    .post(format!("{}/login", it.api_url()))
                    .header("Accept", "application/json")
                    .header(CONTENT_TYPE, "multipart/form-data; boundary=b")
                    .body(format!("{email}{password}--b--\r\n"))
            }
            Way::Keyclic => {
                let it = self.sandbox.keyclic();
                let body = json!({ "login": it.login(), "password": it.password() });
                self.http
                    .post(format!("{}/security/login", it.api_url()))
                    .header("X-Keyclic-App", it.app())
                    .json(&body)
            }
        }
    }

    pub(crate) fn api_request(&self) -> RequestBuilder {
        let request = match self.way {
            Way::MyUnisoft => {
                let it = self.sandbox.myunisoft();
                let url = format!("{}/key/info", it.api_url());
                self.http
                    .get(url)
                    .header("X-Third-Party-Secret", it.partner_secret())
            }
            Way::DossierFacile => {
                let it = self.sandbox.dossierfacile();
                self.http
                    .get(format!("{}{}", it.api_url(), self.way.api_path()))
            }
            Way::Sinao => {
                let url = format!("{}/me", self.sandbox.sinao().api_url());
                self.http.get(url).header("Accept", "application/json")
            }
            Way::Keyclic => {
                let it = self.sandbox.keyclic();
                let url = format!("{}/feedbacks", it.api_url());
                self.http.get(url).header("X-Keyclic-App", it.app())
            }
        };
        request.bearer_auth(self.token.as_deref().unwrap_or("undefined"))
    }
}

fn seconds(at: OffsetDateTime) -> f64 {
    (at - OffsetDateTime::UNIX_EPOCH).as_seconds_f64()
}

/// A renewal as it is often written by hand: the token from the file, sent.
pub(crate) struct Renewal(RequestBuilder);

impl Renewal {
    /// Signs a person in, and gives back what the file then holds.
    pub(crate) async fn sign_in(way: Way, sandbox: &Sandbox) -> Vec<String> {
        let client = Careless::new(way, sandbox);
        if matches!(way, Way::Sinao) {
            let answer: Value = client
                .token_request()
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            let refresh = format!("{}/refresh", sandbox.sinao().api_url());
            return vec![refresh, answer["access_token"].as_str().unwrap().to_owned()];
        }
        let it = sandbox.dossierfacile();
        let realm = format!("{}/protocol/openid-connect", it.issuer());
        let mut authorize = url::Url::parse(&format!("{realm}/auth")).unwrap();
        authorize.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", it.client_id()),
            ("redirect_uri", it.redirect_uri()),
            ("scope", "openid"),
            ("state", "1"),
        ]);
        let callback = it.answer_consent(authorize.as_str()).await.unwrap();
        let callback = url::Url::parse(&callback).unwrap();
        let code = callback
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1;
        let body = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", it.redirect_uri()),
            ("client_id", it.client_id()),
            ("client_secret", it.client_secret()),
        ];
        let token = format!("{realm}/token");
        let answer = client.http.post(&token).form(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let refresh_token = answer["refresh_token"].as_str().unwrap();
        [&token, refresh_token, it.client_id(), it.client_secret()]
            .map(str::to_owned)
            .to_vec()
    }

    pub(crate) fn read(way: Way, file: &[String]) -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let http = reqwest::Client::builder().no_gzip().build().unwrap();
        Self(match (way, file) {
            (Way::Sinao, [refresh, token]) => http
                .get(refresh)
                .header("Accept", "application/json")
                .bearer_auth(token),
            (Way::DossierFacile, [token, refresh_token, id, secret]) => {
                let body = [
                    ("grant_type", "refresh_token"),
                    ("refresh_token", refresh_token),
                    ("client_id", id),
                    ("client_secret", secret),
                ];
                http.post(token).form(&body)
            }
            _ => panic!("{way:?} has nothing to renew"),
        })
    }

    /// Sends it. Tells whether it was granted.
    pub(crate) async fn send(&self) -> bool {
        let request = self.0.try_clone().unwrap();
        let answer = request.send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }
}
