//! What integrators write by hand: plain requests, and each case's own mistake made with them.

#![allow(dead_code, reason = "each group of cases uses a part")]

use auth_sandbox::DossierFacile;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::connection::{PROFILE, TOKEN};

/// An integration by hand: it follows redirects, and does what its author thought of.
pub(crate) struct Careless<'a> {
    realm: &'a DossierFacile,
    http: reqwest::Client,
}

impl<'a> Careless<'a> {
    pub(crate) fn new(realm: &'a DossierFacile) -> Self {
        // Built with the rest of the workspace, reqwest brings no provider of its own; the second call says so and may.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        Self {
            realm,
            http: reqwest::Client::new(),
        }
    }

    /// Where the browser goes; the state is the person's own identifier.
    pub(crate) fn authorize_url(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", self.realm.client_id())
            .append_pair("redirect_uri", self.realm.redirect_uri())
            .append_pair("scope", "openid")
            .append_pair("state", "user-42")
            .finish();
        let issuer = self.realm.issuer();
        format!("{issuer}/protocol/openid-connect/auth?{query}")
    }

    /// A code, as the browser brings it back.
    pub(crate) async fn code(&self) -> String {
        let callback = self.realm.answer_consent(&self.authorize_url()).await;
        parameter(&callback.unwrap(), "code")
    }

    /// Asks the token endpoint, without a word of the client.
    pub(crate) fn bare(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let origin = self.realm.issuer();
        let origin = origin.split("/auth/").next().unwrap().to_owned();
        self.http.post(format!("{origin}{TOKEN}")).form(form)
    }

    /// Asks the token endpoint as the client.
    pub(crate) fn ask(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let client = [
            ("client_id", self.realm.client_id()),
            ("client_secret", self.realm.client_secret()),
        ];
        self.bare(&[form, &client].concat())
    }

    pub(crate) fn exchange(&self, code: &str) -> RequestBuilder {
        self.ask(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.realm.redirect_uri()),
        ])
    }

    pub(crate) fn refresh(&self, refresh_token: &str) -> RequestBuilder {
        self.ask(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ])
    }

    pub(crate) fn service(&self) -> RequestBuilder {
        self.ask(&[("grant_type", "client_credentials")])
    }

    /// The tokens of a person who went all the way.
    pub(crate) async fn signed_in(&self) -> Value {
        let code = self.code().await;
        answer(self.exchange(&code)).await.1
    }

    pub(crate) fn call(&self, path: &str, access_token: &str) -> RequestBuilder {
        self.http
            .get(format!("{}{path}", self.realm.api_url()))
            .bearer_auth(access_token)
    }

    pub(crate) fn profile(&self, tokens: &Value) -> RequestBuilder {
        self.call(PROFILE, text(tokens, "access_token"))
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

/// The status and the JSON body; `null` for a body that is none, and 0 where no answer came.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let Ok(answer) = request.send().await else {
        return (0, Value::Null);
    };
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap_or_default();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

pub(crate) async fn status(request: RequestBuilder) -> u16 {
    answer(request).await.0
}

/// A member as text, empty where there is none.
pub(crate) fn text<'a>(body: &'a Value, member: &str) -> &'a str {
    body[member].as_str().unwrap_or_default()
}

/// A parameter of a callback, empty where there is none: no careless client looks further.
pub(crate) fn parameter(url: &str, name: &str) -> String {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
