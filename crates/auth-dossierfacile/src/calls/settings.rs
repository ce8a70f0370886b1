//! The partner's own settings.

use auth_core::{
    ApiKey, Call, Encoding, Error, ErrorKind, ExposeSecret, Method, Origin, Request, Response,
    StatusCode, Uri,
};
use serde::Deserialize;

use super::refused::refused;
use crate::{generated, webhook, wire::text};

/// Reads the partner's own settings (service scheme).
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings;

/// What [`Settings`] and [`ChangeSettings`] answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PartnerSettings {
    /// Name of the partner: the client's identifier.
    pub name: String,
    /// Technical contact.
    pub email: Option<String>,
    /// Where webhooks go; `None` means that none are sent.
    pub callback_url: Option<String>,
    /// Key that webhooks carry; `None` means that they prove nothing.
    pub callback_api_key: Option<ApiKey>,
}

impl Call for Settings {
    type Answer = PartnerSettings;

    fn request(&self) -> Result<Request, Error> {
        let path = Uri::from_static(generated::SETTINGS_PATH);
        Ok(Request::new(Method::GET, path))
    }

    fn answer(&self, response: &Response) -> Result<PartnerSettings, Error> {
        read(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::SETTINGS_CHANGES
    }

    fn refusal(&self, response: &Response) -> Error {
        refused_settings(response)
    }
}

/// Changes the partner's own settings (service scheme); what is not named stays. Source: DossierFacile backend.
///
/// The name cannot be changed, nor any more the version of the API that the guide speaks of. To change the key of webhooks
/// without losing one, see [`KeyRotation`](crate::KeyRotation).
///
/// Refused before it is sent, with [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration): a blank or unusable key,
/// with which webhooks would prove nothing; a blank e-mail address, which DossierFacile would pass over in silence; an
/// address that is not https. May be repeated: it says what holds afterwards.
#[derive(Clone, Debug, Default)]
#[must_use = "a call does nothing until it is executed"]
pub struct ChangeSettings {
    email: Option<String>,
    callback_url: Option<String>,
    callback_api_key: Option<ApiKey>,
    stop: bool,
}

impl ChangeSettings {
    /// A change of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends all webhooks: there is no address any more. Revocations are then found by [`CatchUp`](crate::CatchUp) alone.
    pub fn stop_webhooks() -> Self {
        Self {
            stop: true,
            ..Self::default()
        }
    }

    /// The technical contact; kept in lower case without accents.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Where webhooks go, by https; http to loopback passes, for a sandbox.
    pub fn callback_url(mut self, url: impl Into<String>) -> Self {
        self.callback_url = Some(url.into());
        self
    }

    /// The key that webhooks carry from now on, best 32 random bytes or more.
    pub fn callback_api_key(mut self, key: impl Into<ApiKey>) -> Self {
        self.callback_api_key = Some(key.into());
        self
    }

    fn check(&self) -> Result<(), Error> {
        if self
            .email
            .as_deref()
            .is_some_and(|email| email.trim().is_empty())
        {
            return Err(Error::configuration(
                generated::SETTINGS_EMAIL_FIELD,
                "it is blank, and cannot be taken away",
            ));
        }
        if let Some(key) = &self.callback_api_key {
            webhook::check_key(key)?;
        }
        match &self.callback_url {
            Some(url) if !is_receivable(url) => Err(Error::configuration(
                generated::CALLBACK_URL_FIELD,
                "it is no absolute https URL",
            )
            .advise("give an https URL, or end webhooks by ChangeSettings::stop_webhooks")),
            Some(_) if self.stop => Err(Error::configuration(
                generated::CALLBACK_URL_FIELD,
                "it cannot be set by the call that takes it away",
            )),
            _ => Ok(()),
        }
    }
}

/// Whether a webhook can be sent there with a key in it.
fn is_receivable(url: &str) -> bool {
    let origin = url.parse().map(|url| Origin::of(&url));
    matches!(origin, Ok(Ok(origin)) if origin.is_https() || origin.is_loopback())
}

impl Call for ChangeSettings {
    type Answer = PartnerSettings;

    fn request(&self) -> Result<Request, Error> {
        self.check()?;
        let path = Uri::from_static(generated::SETTINGS_CHANGE_PATH);
        let mut request = Request::new(Method::PATCH, path)
            .encoding(Encoding::Json)
            .repeatable(true);
        if let Some(email) = &self.email {
            request = request.field(generated::SETTINGS_EMAIL_FIELD, email);
        }
        if self.stop {
            request = request.field(generated::CALLBACK_URL_FIELD, "");
        }
        if let Some(url) = &self.callback_url {
            request = request.field(generated::CALLBACK_URL_FIELD, url);
        }
        if let Some(key) = &self.callback_api_key {
            request = request.secret(generated::WEBHOOK_KEY_FIELD, key);
        }
        Ok(request)
    }

    /// An answer without the key that was set says that it was not set.
    fn answer(&self, response: &Response) -> Result<PartnerSettings, Error> {
        let settings = read(response)?;
        let held = settings
            .callback_api_key
            .as_ref()
            .map(ApiKey::expose_secret);
        let asked = self.callback_api_key.as_ref().map(ApiKey::expose_secret);
        if asked.is_some() && asked != held {
            return Err(Error::new(
                ErrorKind::InvalidResponse,
                "the settings do not hold the key that was set",
            )
            .with_status(response.status())
            .advise("read the settings, and accept the old key until they hold the new one"));
        }
        Ok(settings)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::SETTINGS_CHANGE_CHANGES
    }

    fn refusal(&self, response: &Response) -> Error {
        refused_settings(response)
    }
}

fn refused_settings(response: &Response) -> Error {
    if response.status() == StatusCode::NOT_FOUND && !response.looks_like_html() {
        return Error::new(
            ErrorKind::Configuration,
            "DossierFacile has no settings for the client",
        )
        .with_status(response.status())
        .advise("ask DossierFacile to make the client a partner");
    }
    refused(response)
}

fn read(response: &Response) -> Result<PartnerSettings, Error> {
    let wire: WireSettings = response.object()?;
    Ok(PartnerSettings {
        name: wire.name,
        email: wire.email,
        callback_url: wire.callback_url,
        callback_api_key: wire.callback_api_key,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireSettings {
    name: String,
    #[serde(default, deserialize_with = "text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "text")]
    callback_url: Option<String>,
    #[serde(default, deserialize_with = "text")]
    callback_api_key: Option<ApiKey>,
}
