//! The tokens the realm issues.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::session::{AccessToken, RefreshToken};
use super::{CLIENT_ID, DossierFacile, EMAIL, State};
use crate::jwt::at_hash;
use crate::lock;

/// `accessTokenLifespan` of the published realm.
pub(super) const ACCESS_LIFE: Duration = Duration::seconds(300);

impl DossierFacile {
    /// Issues a pair for the session; the clock of its idle window starts again.
    pub(super) fn issue(
        &self,
        state: &mut State,
        session: &str,
        openid: bool,
        nonce: Option<String>,
        now: OffsetDateTime,
    ) -> Value {
        let life = state.switches.access_life;
        let (expires_at, refresh_until) = state.slide(session, now, life);
        let dfc = state.switches.dfc_scope;
        let scope = match (openid, dfc) {
            (true, true) => "openid dfc",
            (true, false) => "openid",
            (false, true) => "dfc",
            (false, false) => "email",
        };
        let (issued, expires) = (now.unix_timestamp(), expires_at.unix_timestamp());
        let mut claims = self.claims("Bearer", issued, expires);
        claims["sid"] = session.into();
        claims["scope"] = scope.into();
        claims["email"] = EMAIL.into();
        let access_token = self.sign(state, &claims);
        let mut claims = self.claims("Refresh", issued, refresh_until.unix_timestamp());
        claims["sid"] = session.into();
        let refresh_token = self.sign(state, &claims);

        let mut body = json!({
            "access_token": access_token,
            "expires_in": (expires_at - now).whole_seconds(),
            "refresh_expires_in": (refresh_until - now).whole_seconds(),
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "session_state": session,
            "scope": scope,
        });
        if openid {
            let mut claims = self.claims("ID", issued, expires);
            claims["aud"] = CLIENT_ID.into();
            claims["sid"] = session.into();
            claims["at_hash"] = at_hash(&access_token).into();
            claims["email"] = EMAIL.into();
            if let Some(nonce) = &nonce {
                claims["nonce"] = nonce.as_str().into();
            }
            body["id_token"] = self.0.signers.sign_id_token(&state.signing, &claims).into();
        }
        let token = AccessToken {
            session: Some(session.to_owned()),
            dfc,
            documents: false,
            expires_at,
        };
        state.access_tokens.insert(access_token.clone(), token);
        let token = RefreshToken {
            session: session.to_owned(),
            nonce,
            openid,
            expires_at: refresh_until,
        };
        state.keep_refresh_token(&refresh_token, token);
        lock(&self.0.front.tally).issue(&access_token);
        body
    }

    /// Issues a token for the partner's own service: it hangs on no session and has no second half.
    pub(super) fn issue_service_token(&self, state: &mut State, now: OffsetDateTime) -> Value {
        let dfc = state.switches.dfc_scope;
        let documents = dfc && state.switches.documents_scope;
        let scope = match (dfc, documents) {
            (true, true) => "dfc dfc-documents",
            (true, false) => "dfc",
            _ => "email",
        };
        let expires_at = now + ACCESS_LIFE;
        let mut claims = self.claims("Bearer", now.unix_timestamp(), expires_at.unix_timestamp());
        claims["client_id"] = CLIENT_ID.into();
        claims["sub"] = format!("service-account-{CLIENT_ID}").into();
        claims["scope"] = scope.into();
        let access_token = self.sign(state, &claims);
        state.access_tokens.insert(
            access_token.clone(),
            AccessToken {
                session: None,
                dfc,
                documents,
                expires_at,
            },
        );
        lock(&self.0.front.tally).issue(&access_token);
        json!({
            "access_token": access_token,
            "expires_in": ACCESS_LIFE.whole_seconds(),
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": scope,
        })
    }

    /// The claims every token of the realm opens with.
    fn claims(&self, kind: &str, issued_at: i64, expires_at: i64) -> Value {
        json!({
            "exp": expires_at, "iat": issued_at, "jti": self.0.seed.uuid(),
            "iss": self.issuer(), "sub": self.0.subject, "typ": kind, "azp": CLIENT_ID,
        })
    }
}
