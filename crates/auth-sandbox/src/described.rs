//! A provider imitated from its description alone.

mod answering;
mod body;
mod check;
mod codes;
mod exchange;
mod expiry;
mod header;
mod issue;
mod path;
mod perform;
mod reason;
mod refusing;
mod samples;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;

use crate::Clock;
use crate::description::{Description, Kind};
use crate::front::Front;
use crate::generated::ALL;
use crate::imitation::imitation;
use crate::jwt::Hs256;
use crate::lock;
use crate::seed::Seed;
use crate::server::{Server, bind};

use answering::Origin;
use codes::Codes;
use refusing::Refusing;
use samples::Samples;
use tokens::Tokens;

/// Any described provider, imitated from what its `provider.toml` says: paths, methods, encodings,
/// fields, headers, where tokens and their ends stand, how they are renewed, and the refusals.
///
/// It is strict about all of that, and knows nothing else of the provider: answers to calls are the
/// description's samples, and what it has no words for is refused with a plain 400, 401, 404 or 405
/// whose `message` tells the developer why.
///
/// Clones are handles on the same imitation; with the last of them its servers stop.
#[derive(Clone)]
pub struct Described(
    Arc<Inner>,
    #[expect(dead_code, reason = "the servers stop when the last handle is dropped")]
    Arc<Vec<Server>>,
);

struct Inner {
    front: Arc<Front>,
    description: &'static Description,
    seed: Seed,
    signer: Hs256,
    addresses: Vec<(&'static str, SocketAddr)>,
    samples: Samples,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: Tokens,
    codes: Codes,
    refusing: Refusing,
    /// Static keys that are no longer accepted.
    revoked: HashSet<String>,
    credentials_in_query: usize,
}

imitation!(Described);

impl Described {
    /// Starts the imitation of the provider `id` with seed 0 and a clock of its own, each origin on a
    /// random port of 127.0.0.1, on the current tokio runtime, which must have I/O and time enabled.
    ///
    /// # Errors
    ///
    /// `NotFound` when no provider has this id; the message names those that are known, and the
    /// developer takes one of them. Otherwise the system refused a listening socket.
    ///
    /// Dropping the future before it is ready starts nothing that lasts.
    pub async fn start(id: &str) -> io::Result<Self> {
        Self::imitate(find(ALL, id)?).await
    }

    async fn imitate(description: &'static Description) -> io::Result<Self> {
        let seed = Seed::new(0).branch(description.id);
        let mut listeners = Vec::new();
        for base in description.bases {
            let (listener, address) = bind(0).await?;
            listeners.push((*base, listener, address));
        }
        let addresses: Vec<_> = listeners
            .iter()
            .map(|(base, _, address)| (*base, *address))
            .collect();
        let front = Front::new(Clock::new());
        let provider = Arc::new(Inner {
            front: Arc::clone(&front),
            description,
            signer: Hs256::new(&seed.fixed("signing key")),
            samples: Samples::new(description, &seed, &addresses),
            seed,
            addresses,
            state: Mutex::default(),
        });
        let servers = listeners.into_iter().map(|(base, listener, _)| {
            let provider = Arc::clone(&provider);
            let origin = Origin { provider, base };
            let router = Router::new().fallback(answering::answer).with_state(origin);
            Server::start(listener, front.before(router))
        });
        let servers = Arc::new(servers.collect());
        Ok(Self(provider, servers))
    }

    /// The address of an origin, by the description's id of it; empty for an id it does not have.
    pub fn url(&self, base: &str) -> String {
        let address = self.0.addresses.iter().find(|(known, _)| *known == base);
        address.map_or_else(String::new, |(_, address)| format!("http://{address}"))
    }

    /// The sample value of an input, the only one that is accepted for it; none for an id that the
    /// description does not have. Secrets begin with their id.
    pub fn input(&self, id: &str) -> Option<&str> {
        self.0.samples.of(id)
    }

    /// The clock that lifetimes and `Date` headers follow.
    pub fn clock(&self) -> &Clock {
        &self.0.front.clock
    }

    /// How many requests carried a secret in the query; each was refused.
    pub fn credentials_in_query(&self) -> usize {
        lock(&self.0.state).credentials_in_query
    }

    /// Stops accepting one credential: an access token, a refresh token or a static key. Others of
    /// the same sign-in stay good.
    pub fn revoke(&self, credential: &str) {
        let mut state = lock(&self.0.state);
        state.tokens.revoke(credential);
        state.revoked.insert(credential.to_owned());
    }

    /// Ends every sign-in so far, with all its tokens; the static keys too.
    pub fn revoke_all(&self) {
        let keys = self
            .0
            .description
            .inputs
            .iter()
            .filter(|input| input.secret);
        let schemes = self.0.description.schemes.iter();
        let carried = schemes.filter(|scheme| scheme.kind == Kind::StaticKey);
        let carried: Vec<_> = carried.flat_map(|scheme| scheme.carries).collect();
        let keys = keys.filter(|key| carried.iter().any(|header| header.of.contains(&key.id)));
        let mut state = lock(&self.0.state);
        state.tokens.end_all();
        state
            .revoked
            .extend(keys.filter_map(|key| self.input(key.id)).map(str::to_owned));
    }

    /// Refuses every request from now on that is right otherwise, until [`accept`](Self::accept):
    /// with the description's refusal of this class or code, calls with the one for calls, token
    /// requests with the one for token requests, authorizations with the one for callbacks.
    ///
    /// # Errors
    ///
    /// `InvalidInput` when the description has no refusal of this class or code.
    pub fn refuse(&self, class_or_code: &str) -> io::Result<()> {
        self.ask(class_or_code, None)
    }

    /// As [`refuse`](Self::refuse), for the next request of each kind alone.
    ///
    /// # Errors
    ///
    /// As [`refuse`](Self::refuse).
    pub fn refuse_next(&self, class_or_code: &str) -> io::Result<()> {
        self.ask(class_or_code, Some(1))
    }

    /// Ends what [`refuse`](Self::refuse) and [`refuse_next`](Self::refuse_next) asked for.
    pub fn accept(&self) {
        lock(&self.0.state).refusing.clear();
    }

    fn ask(&self, class_or_code: &str, times: Option<usize>) -> io::Result<()> {
        let description = self.0.description;
        let known = lock(&self.0.state)
            .refusing
            .ask(description, class_or_code, times);
        let wrong = || {
            let wrong = format!("{} has no refusal `{class_or_code}`", description.name);
            io::Error::new(io::ErrorKind::InvalidInput, wrong)
        };
        known.then_some(()).ok_or_else(wrong)
    }

    /// The person's part of an authorization: signs in, agrees, and gives the authorization code
    /// that the browser brings to `redirect_uri`. It works once, for 60 seconds, with this
    /// redirect URI, and with the verifier of `code_challenge` (`S256`).
    ///
    /// # Errors
    ///
    /// `InvalidInput` when no scheme of the provider starts from a code, or when the description has
    /// an input `redirect_uri` and this is another one.
    pub fn authorize(
        &self,
        redirect_uri: &str,
        code_challenge: Option<&str>,
    ) -> io::Result<String> {
        let mut schemes = self.0.description.schemes.iter();
        let has_codes = schemes.any(|scheme| scheme.kind == Kind::AuthorizationCode);
        let code = has_codes
            .then(|| self.0.authorize(redirect_uri, code_challenge))
            .flatten();
        code.ok_or_else(|| {
            let wrong = format!(
                "{} gives no code for this redirect URI",
                self.0.description.name
            );
            io::Error::new(io::ErrorKind::InvalidInput, wrong)
        })
    }
}

fn find(all: &[&'static Description], id: &str) -> io::Result<&'static Description> {
    let found = all.iter().find(|description| description.id == id);
    found.copied().ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|description| description.id).collect();
        let known = known.join(", ");
        let wrong = format!("no provider `{id}` is described; known: {known}");
        io::Error::new(io::ErrorKind::NotFound, wrong)
    })
}
