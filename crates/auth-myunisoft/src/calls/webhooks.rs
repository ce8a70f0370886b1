//! The webhooks of one tenant: listed, made, changed, removed. Not for customers with the offer of the firm login.

use auth_core::{Call, Error, ErrorKind, HeaderValue, Method, Request, Response, Uri};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{SocietyId, generated};

/// A webhook: where events go, and which (MyUnisoft's Postman collection).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Webhook {
    /// The address that events are sent to.
    pub post_url: String,
    /// Names of the events.
    #[serde(default)]
    pub on_events: Vec<String>,
    /// The folders it is for, as they were spelt; empty for all.
    #[serde(default, rename = "accountingFolderId")]
    pub accounting_folders: Vec<Value>,
}

/// `GET /webhook`: the webhooks of one tenant (api-partenaires, `webhooks.md`; MyUnisoft's Postman collection).
///
/// May be repeated; like any call it counts as the first use of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Webhooks;

/// `POST /webhook`: makes a webhook (MyUnisoft's Postman collection). Not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateWebhook {
    post_url: String,
    on_events: Vec<String>,
    folders: Vec<SocietyId>,
}

impl CreateWebhook {
    /// A webhook that sends these events to an https address of yours.
    pub fn new<E: Into<String>>(
        post_url: impl Into<String>,
        on_events: impl IntoIterator<Item = E>,
    ) -> Self {
        Self {
            post_url: post_url.into(),
            on_events: on_events.into_iter().map(Into::into).collect(),
            folders: Vec::new(),
        }
    }

    /// Restricts it to some folders; more calls add more folders.
    #[must_use]
    pub fn folder(mut self, folder: SocietyId) -> Self {
        self.folders.push(folder);
        self
    }
}

/// `PATCH /webhook`: changes a webhook by a JSON Patch (RFC 6902; MyUnisoft's Postman collection). Not repeated.
///
/// ```
/// use auth_core::Call;
/// use auth_myunisoft::ChangeWebhook;
///
/// let change = ChangeWebhook::new()
///     .post_url("https://partenaire.example/nouvelle-adresse")
///     .on_events(["document", "accountingFolder"]);
/// assert!(!change.request()?.is_repeatable());
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "nothing happens before the call"]
pub struct ChangeWebhook {
    operations: Vec<Operation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Operation {
    op: &'static str,
    path: String,
    value: Value,
}

impl ChangeWebhook {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends events to another https address.
    pub fn post_url(self, url: impl Into<String>) -> Self {
        self.operation(
            "replace",
            generated::WEBHOOK_URL_FIELD,
            Value::String(url.into()),
        )
    }

    /// Sends these events, in place of those before.
    pub fn on_events<E: Into<String>>(self, events: impl IntoIterator<Item = E>) -> Self {
        let events = events.into_iter().map(|event| Value::String(event.into()));
        self.operation("replace", generated::WEBHOOK_EVENTS_FIELD, events.collect())
    }

    /// Restricts it to these folders, in place of those before. Where there were none, they are added: RFC 6902 §4.1.
    pub fn folders(self, folders: impl IntoIterator<Item = SocietyId>) -> Self {
        let folders = folders.into_iter().map(SocietyId::number);
        self.operation("add", generated::WEBHOOK_FOLDERS_FIELD, folders.collect())
    }

    fn operation(mut self, op: &'static str, member: &str, value: Value) -> Self {
        self.operations.push(Operation {
            op,
            path: format!("/{member}"),
            value,
        });
        self
    }
}

/// `DELETE /webhook`: removes the webhook of one tenant (MyUnisoft's Postman collection). Not repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeleteWebhook;

impl Call for Webhooks {
    type Answer = Vec<Webhook>;

    fn request(&self) -> Result<Request, Error> {
        let uri = Uri::from_static(generated::WEBHOOKS_PATH);
        Ok(Request::new(Method::GET, uri))
    }

    fn answer(&self, response: &Response) -> Result<Vec<Webhook>, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::WEBHOOKS_CHANGES
    }
}

impl Call for CreateWebhook {
    type Answer = Webhook;

    fn request(&self) -> Result<Request, Error> {
        check_url(&self.post_url)?;
        let mut body = Map::new();
        let mut put = |member: &str, value: Value| body.insert(member.to_owned(), value);
        put(generated::WEBHOOK_URL_FIELD, json!(self.post_url));
        put(generated::WEBHOOK_EVENTS_FIELD, json!(self.on_events));
        if !self.folders.is_empty() {
            let folders = self.folders.iter().map(|folder| folder.number());
            put(generated::WEBHOOK_FOLDERS_FIELD, folders.collect());
        }
        with_body(
            Method::POST,
            generated::WEBHOOK_CREATE_PATH,
            &Value::Object(body),
        )
    }

    fn answer(&self, response: &Response) -> Result<Webhook, Error> {
        response.object()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::WEBHOOK_CREATE_CHANGES
    }
}

impl Call for ChangeWebhook {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        if self.operations.is_empty() {
            return Err(problem("nothing is to be changed"));
        }
        for operation in &self.operations {
            if operation.path.ends_with(generated::WEBHOOK_URL_FIELD) {
                check_url(operation.value.as_str().unwrap_or_default())?;
            }
        }
        with_body(
            Method::PATCH,
            generated::WEBHOOK_CHANGE_PATH,
            &json!(self.operations),
        )
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn changes(&self) -> Option<&'static str> {
        generated::WEBHOOK_CHANGE_CHANGES
    }
}

impl Call for DeleteWebhook {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let uri = Uri::from_static(generated::WEBHOOK_DELETE_PATH);
        Ok(Request::new(Method::DELETE, uri).repeatable(false))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn changes(&self) -> Option<&'static str> {
        generated::WEBHOOK_DELETE_CHANGES
    }
}

/// Events are about people: they go to https addresses only.
fn check_url(url: &str) -> Result<(), Error> {
    let secure = url
        .parse()
        .is_ok_and(|uri: Uri| uri.scheme_str() == Some("https") && uri.authority().is_some());
    if secure {
        Ok(())
    } else {
        Err(problem("it is no https URL"))
    }
}

fn problem(what: &str) -> Error {
    Error::configuration(generated::WEBHOOK_URL_FIELD, what)
        .advise("give the address of your receiver of events")
}

fn with_body(method: Method, path: &'static str, body: &Value) -> Result<Request, Error> {
    let bytes = serde_json::to_vec(body)
        .map_err(|_| Error::new(ErrorKind::Internal, "the call is no JSON"))?;
    let json = HeaderValue::from_static("application/json");
    Ok(Request::new(method, Uri::from_static(path))
        .bytes(json, bytes)
        .repeatable(false))
}
