//! The partner's own settings.

use auth_core::{ApiKey, Call, Error, Method, Request, Response, Uri};
use serde::Deserialize;

use crate::{generated, wire::text};

/// Reads the partner's own settings (service scheme).
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings;

/// What [`Settings`] answers.
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
        let wire: WireSettings = response.json()?;
        Ok(PartnerSettings {
            name: wire.name,
            email: wire.email,
            callback_url: wire.callback_url,
            callback_api_key: wire.callback_api_key,
        })
    }

    fn changes(&self) -> Option<&'static str> {
        generated::SETTINGS_CHANGES
    }
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
