//! The keys of an application, for the administrator of its company. A key itself may not make or delete keys: connect by
//! login.

use auth_core::{ApiKey, Call, Encoding, Error, Method, Path, Request, Response};
use serde_json::{Map, Value};

use super::session::done;
use crate::generated;

/// `GET /apps/{appId}/apikeys`: the keys of an application, 10 of them unless a limit is set.
///
/// Needs a token, changes nothing, may be repeated. Source: Sinao's `OpenAPI` file.
#[derive(Clone, Debug)]
pub struct ApiKeys {
    app: u64,
    limit: Option<u32>,
}

impl ApiKeys {
    /// The keys of the application with this identifier.
    pub fn of(app: u64) -> Self {
        Self { app, limit: None }
    }

    /// How many keys to list at most.
    #[must_use]
    pub fn limit(mut self, keys: u32) -> Self {
        self.limit = Some(keys);
        self
    }
}

impl Call for ApiKeys {
    type Answer = Vec<ApplicationKey>;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::API_KEYS_PATH).with(&self.app.to_string());
        let path = match self.limit {
            Some(limit) => path.query(generated::LIMIT_PARAMETER, &limit.to_string()),
            None => path,
        };
        Request::to(Method::GET, path)
    }

    /// The list stands alone or at `data`; an entry that is no object makes it unreadable, lest a key be overlooked.
    fn answer(&self, response: &Response) -> Result<Vec<ApplicationKey>, Error> {
        let list = match response.json()? {
            Value::Object(mut object) => object.remove(generated::LIST_MEMBER),
            list => Some(list),
        };
        let Some(Value::Array(items)) = list else {
            return Err(response.unreadable());
        };
        let key = |item| match item {
            Value::Object(members) => Ok(ApplicationKey::read(members)),
            _ => Err(response.unreadable()),
        };
        items.into_iter().map(key).collect()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::API_KEYS_CHANGES
    }
}

/// `POST /apps/{appId}/apikeys`: makes a key.
///
/// Needs a token, is not repeated. Where the answer does not hold the key, [`ApiKeys`] lists it. Source: Sinao's `OpenAPI`
/// file and its newer edition; the answer's members are assumed.
#[derive(Clone, Debug)]
pub struct CreateApiKey {
    app: u64,
    name: Option<String>,
    partner: Option<i64>,
}

impl CreateApiKey {
    /// A key of the application with this identifier.
    pub fn of(app: u64) -> Self {
        Self {
            app,
            name: None,
            partner: None,
        }
    }

    /// Names the key.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes it for an official partner of Sinao's.
    #[must_use]
    pub fn partner(mut self, id: i64) -> Self {
        self.partner = Some(id);
        self
    }
}

impl Call for CreateApiKey {
    type Answer = ApplicationKey;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::CREATE_API_KEY_PATH).with(&self.app.to_string());
        let mut request = Request::to(Method::POST, path)?;
        if self.name.is_some() || self.partner.is_some() {
            request = request.encoding(Encoding::Multipart);
        }
        if let Some(name) = &self.name {
            request = request.field(generated::KEY_NAME_FIELD, name);
        }
        if let Some(partner) = self.partner {
            request = request.number(generated::API_PARTNER_ID_FIELD, partner);
        }
        Ok(request)
    }

    fn answer(&self, response: &Response) -> Result<ApplicationKey, Error> {
        let mut members: Map<String, Value> = response.object()?;
        match members.remove(generated::LIST_MEMBER) {
            Some(Value::Object(within)) => Ok(ApplicationKey::read(within)),
            _ => Ok(ApplicationKey::read(members)),
        }
    }

    fn changes(&self) -> Option<&'static str> {
        generated::CREATE_API_KEY_CHANGES
    }
}

/// `DELETE /apps/{appId}/apikeys/{id}`: deletes a key; whoever uses it is refused from then on.
///
/// Needs a token, is not repeated. A key that is not there is
/// [`InvalidResponse`](auth_core::ErrorKind::InvalidResponse) with the status 404. Source: Sinao's `OpenAPI` file.
#[derive(Clone, Debug)]
pub struct DeleteApiKey {
    app: u64,
    key: String,
}

impl DeleteApiKey {
    /// The key of this identifier ([`ApplicationKey::id`]), of the application with that one.
    pub fn of(app: u64, key: impl Into<String>) -> Self {
        Self {
            app,
            key: key.into(),
        }
    }
}

impl Call for DeleteApiKey {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::DELETE_API_KEY_PATH)
            .with(&self.app.to_string())
            .with(&self.key);
        Ok(Request::to(Method::DELETE, path)?.repeatable(false))
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::DELETE_API_KEY_CHANGES
    }
}

/// A key of an application, as far as Sinao tells. `Debug` does not show the key itself.
///
/// What is null, missing or of another type is `None`: no schema is published.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApplicationKey {
    /// By which it is deleted; a number is given in decimal.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The key itself, for [`Sinao::api_key`](crate::Sinao::api_key).
    pub key: Option<ApiKey>,
}

impl ApplicationKey {
    fn read(mut members: Map<String, Value>) -> Self {
        let mut text = |name: &str| match members.remove(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let mut keys = generated::KEY_MEMBERS.iter();
        Self {
            id: text(generated::KEY_ID_MEMBER),
            name: text(generated::KEY_NAME_FIELD),
            key: keys.find_map(|name| text(name)).map(ApiKey::new),
        }
    }
}
