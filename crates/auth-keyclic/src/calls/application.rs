//! How an application is set up.

use auth_core::{Call, Error, ErrorKind, Method, Path, Request, Response, StatusCode};
use serde_json::{Map, Value};

use crate::{AppKey, generated};

/// `GET /applications/{application}`: how an application is set up, member by member as Keyclic tells it.
///
/// Needs no credential, changes nothing, may be repeated. An application that Keyclic does not know is
/// [`Configuration`](ErrorKind::Configuration): the operator corrects it. Source: specification shipped with app-sdk, which
/// does not say what the members mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application(AppKey);

impl Application {
    /// This one.
    pub fn new(app: AppKey) -> Self {
        Self(app)
    }
}

impl Call for Application {
    type Answer = Map<String, Value>;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::APPLICATION_PATH).with(&self.0.to_string());
        Request::to(Method::GET, path)
    }

    fn answer(&self, response: &Response) -> Result<Map<String, Value>, Error> {
        response.object()
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        match response.status() {
            StatusCode::NOT_FOUND if !response.looks_like_html() => Error::new(
                ErrorKind::Configuration,
                "Keyclic knows no such application",
            ),
            _ => response.unexpected(),
        }
    }

    fn changes(&self) -> Option<&'static str> {
        generated::APPLICATION_CHANGES
    }
}
