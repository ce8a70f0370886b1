//! A person, and what is known of one changed.

use auth_core::{Call, Error, HeaderValue, Method, Path, Request, Response};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{feedbacks::number_or_text, refused::refused};
use crate::generated;

/// `PATCH /people/{id}`: changes what is known of a person; what is not set stays.
///
/// Needs a token, changes the person, is not repeated. The documentation calls it a JSON Patch (RFC 6902) and shows a plain
/// object: that is what leaves, and nothing else can. A refusal is
/// [`SignInRequired(CorrectCredentials)`](auth_core::ErrorKind::SignInRequired): the person corrects what was given. Source:
/// Keyclic documentation, authentication page; specification shipped with app-sdk.
///
/// ```
/// # use auth_core::Error;
/// # use auth_reqwest::Client;
/// # use auth_keyclic::{ApiGeneration, ChangePerson};
/// # async fn change(client: Client) -> Result<(), Error> {
/// let change = ChangePerson::new("c0ffee").family_name("Nom").api(ApiGeneration::V3);
/// let person = client.call(&change).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangePerson {
    id: String,
    members: Map<String, Value>,
    api: ApiGeneration,
}

/// Which specification of Keyclic's API a request follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiGeneration {
    /// A `PATCH` is `application/json;charset=UTF-8`.
    #[default]
    V2,
    /// A `PATCH` is `application/merge-patch+json` (RFC 7396).
    V3,
}

impl ChangePerson {
    /// Changes the person with this identifier ([`Person::id`]); set at least one member.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            members: Map::new(),
            api: ApiGeneration::default(),
        }
    }

    /// The family name.
    #[must_use]
    pub fn family_name(self, name: impl Into<String>) -> Self {
        self.set(generated::FAMILY_NAME_FIELD, name)
    }

    /// The given name.
    #[must_use]
    pub fn given_name(self, name: impl Into<String>) -> Self {
        self.set(generated::GIVEN_NAME_FIELD, name)
    }

    /// The picture, in the form that Keyclic wants; it is not documented.
    #[must_use]
    pub fn image(self, image: impl Into<String>) -> Self {
        self.set(generated::IMAGE_FIELD, image)
    }

    /// The occupation, by its name in the documentation, `job`.
    #[must_use]
    pub fn job(self, job: impl Into<String>) -> Self {
        self.set(generated::JOB_FIELD, job)
    }

    /// The occupation, by its name in the specification, `jobTitle`.
    #[must_use]
    pub fn job_title(self, job: impl Into<String>) -> Self {
        self.set(generated::JOB_TITLE_FIELD, job)
    }

    /// The e-mail address.
    #[must_use]
    pub fn email(self, email: impl Into<String>) -> Self {
        self.set(generated::EMAIL_FIELD, email)
    }

    /// The specification to follow; [`ApiGeneration::V2`] by default.
    #[must_use]
    pub fn api(mut self, api: ApiGeneration) -> Self {
        self.api = api;
        self
    }

    fn set(mut self, member: &str, value: impl Into<String>) -> Self {
        self.members
            .insert(member.to_owned(), Value::String(value.into()));
        self
    }
}

impl Call for ChangePerson {
    type Answer = Person;

    /// # Errors
    /// [`Configuration`](auth_core::ErrorKind::Configuration) when nothing is set, or the identifier is no segment of a path.
    fn request(&self) -> Result<Request, Error> {
        if self.members.is_empty() {
            return Err(Error::configuration("person", "nothing of it is changed"));
        }
        let path = Path::new(generated::CHANGE_PERSON_PATH).with(&self.id);
        let content_type = match self.api {
            ApiGeneration::V2 => generated::CONTENT_TYPE,
            ApiGeneration::V3 => generated::MERGE_PATCH,
        };
        let body = Value::Object(self.members.clone()).to_string();
        Ok(Request::to(Method::PATCH, path)?.bytes(HeaderValue::from_static(content_type), body))
    }

    fn answer(&self, response: &Response) -> Result<Person, Error> {
        read(response)
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [
            generated::FAMILY_NAME_FIELD,
            generated::GIVEN_NAME_FIELD,
            generated::IMAGE_FIELD,
            generated::JOB_FIELD,
            generated::JOB_TITLE_FIELD,
            generated::EMAIL_FIELD,
        ];
        refused(response, "the change of a person", &fields)
            .advise("the person must correct what was given")
    }

    fn changes(&self) -> Option<&'static str> {
        generated::CHANGE_PERSON_CHANGES
    }
}

/// A person, as far as Keyclic tells; members that are not known here are left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Person {
    /// Its identifier.
    #[serde(deserialize_with = "number_or_text")]
    pub id: String,
    /// The family name.
    #[serde(default, deserialize_with = "text")]
    pub family_name: Option<String>,
    /// The given name.
    #[serde(default, deserialize_with = "text")]
    pub given_name: Option<String>,
    /// The occupation, by its name in the documentation.
    #[serde(default, deserialize_with = "text")]
    pub job: Option<String>,
    /// The occupation, by its name in the specification.
    #[serde(default, deserialize_with = "text")]
    pub job_title: Option<String>,
    /// The e-mail address.
    #[serde(default, deserialize_with = "text")]
    pub email: Option<String>,
}

pub(super) fn read(response: &Response) -> Result<Person, Error> {
    response.object()
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}
