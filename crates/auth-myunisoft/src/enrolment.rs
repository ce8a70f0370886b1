//! A key taken into use: activated once, and compared with what it is wanted for.

mod outcome;

use auth_core::{Execute, Uri};

pub use outcome::{Enrolled, EnrolmentError, Problem, Unfit};

use crate::{Access, ActivateKey, KeyDetails, Route, generated};

/// Takes a key into use: activates it by one call, never repeated, and compares it with what it is wanted for
/// (MyUnisoft Authentification page; api-partenaires, `endpoints/keyinfo.md`, `webhooks.md`).
///
/// ```
/// # use auth_reqwest::Client;
/// use auth_myunisoft::{Access, Enrolment, EnrolmentError, MyUnisoft};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = auth_sandbox::Sandbox::start().await?;
/// # let it = sandbox.myunisoft();
/// # let key = MyUnisoft::key(it.partner_secret(), it.societe_key()).api_url(it.api_url()).allow_loopback_http();
/// let client = Client::connect(key.build()?)?;
/// let wanted = Enrolment::new().access(Access::Company).needs("get", "/society");
/// match wanted.enrol(&client).await {
///     // Keep both: events name them.
///     Ok(enrolled) => println!("firm {}, folder {:?}", enrolled.schema_id, enrolled.society_id),
///     // It works, and is not what was asked for: show the customer why.
///     Err(EnrolmentError::Unfit(unfit)) => println!("{unfit}"),
///     Err(EnrolmentError::Call(error)) => println!("{error}"),
///     # _ => unreachable!(),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "nothing happens before enrol"]
pub struct Enrolment {
    access: Option<Access>,
    third_party_id: Option<u64>,
    routes: Vec<Route>,
}

impl Enrolment {
    /// Wants an active key, and nothing more yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wants a key that reaches this far.
    pub fn access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// Wants a key for this partner: the number that the first key of any customer told, the same for all of them.
    pub fn third_party_id(mut self, id: u64) -> Self {
        self.third_party_id = Some(id);
        self
    }

    /// Wants a key that may use a route, by its method and its path below the API's base, such as `get` and `/society`.
    ///
    /// Paths are compared as they are told, slips of spelling included: name a route as the key's own list has it.
    pub fn needs(mut self, method: impl Into<String>, path: impl Into<String>) -> Self {
        self.routes.push(Route {
            path: path.into(),
            method: method.into(),
        });
        self
    }

    /// Activates the key of `client` and compares it.
    ///
    /// # Errors
    /// [`EnrolmentError::Call`] when the activation fails, with who must act; [`KeyState::of_error`](crate::KeyState::of_error)
    /// reads it. [`EnrolmentError::Unfit`] when it succeeded and the key is not what is wanted: it holds what the key is, and each
    /// [`Problem`](crate::Problem).
    ///
    /// # Cancel safety
    /// A dropped future may leave an activated key. Enrolling it again does no harm, and is for whoever entered the key to do.
    pub async fn enrol(&self, client: &impl Execute) -> Result<Enrolled, EnrolmentError> {
        let details = client.execute(&ActivateKey).await?;
        self.compare(details)
    }

    /// Compares details that were read before, as by [`Enrolment::enrol`] without the call.
    ///
    /// # Errors
    /// [`EnrolmentError::Unfit`] as there.
    pub fn compare(&self, details: KeyDetails) -> Result<Enrolled, EnrolmentError> {
        let problems = self.problems(&details);
        let enrolled = Enrolled::from(details);
        if problems.is_empty() {
            Ok(enrolled)
        } else {
            Err(EnrolmentError::Unfit(Unfit { enrolled, problems }))
        }
    }

    fn problems(&self, details: &KeyDetails) -> Vec<Problem> {
        let target = &details.target;
        let mut problems = Vec::new();
        if !details.is_activated {
            problems.push(Problem::NotActivated {
                can_be_activated: details.can_be_activated,
            });
        }
        if let Some(expected) = self.access.filter(|it| target.access() != Some(*it)) {
            problems.push(Problem::OtherAccess {
                expected,
                told: target.access(),
            });
        }
        if let Some(expected) = self
            .third_party_id
            .filter(|it| target.third_party_id != Some(*it))
        {
            problems.push(Problem::OtherPartner {
                expected,
                told: target.third_party_id,
            });
        }
        let missing = |wanted: &&Route| !details.routes.iter().any(|told| is(told, wanted));
        let missing: Vec<_> = self.routes.iter().filter(missing).cloned().collect();
        if !missing.is_empty() {
            problems.push(Problem::RoutesMissing(missing));
        }
        problems
    }
}

/// Whether a key's route is the wanted one. A key's list begins with the API's own base, whatever address a proxy gives it.
fn is(told: &Route, wanted: &Route) -> bool {
    fn bare(path: &str) -> &str {
        path.trim_end_matches('/')
    }
    let api = Uri::from_static(generated::API_URL);
    let below = told
        .path
        .strip_prefix(bare(api.path()))
        .unwrap_or(&told.path);
    told.method.eq_ignore_ascii_case(&wanted.method)
        && [below, &told.path].map(bare).contains(&bare(&wanted.path))
}
