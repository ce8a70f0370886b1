//! A connection from environment variables.

use auth_core::{
    ApiKey, Error,
    config::{LOOPBACK_HTTP, loopback_http, optional_env},
};

use crate::{Builder, Sinao, generated::variable};

impl Sinao {
    /// A connection from the environment: by `SINAO_API_KEY`, or by `SINAO_EMAIL`, with `SINAO_PASSWORD` if it is to be
    /// kept in memory; `SINAO_API_URL` and `AUTH_ALLOW_LOOPBACK_HTTP=1` are optional.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the variable: neither or both ways in are
    /// set, or one of the variables cannot be used. The operator corrects it.
    pub fn from_env() -> Result<Self, Error> {
        let key = optional_env(variable::API_KEY)?.map(ApiKey::new);
        let email = optional_env(variable::EMAIL)?;
        match (key, email) {
            (Some(key), None) => at_address(Self::api_key(key))?.build(),
            (None, Some(email)) => {
                let login = at_address(Self::login(email))?;
                match optional_env(variable::PASSWORD)? {
                    Some(password) => login.password(password).build(),
                    None => login.build(),
                }
            }
            (Some(_), Some(_)) => Err(ways_in("both are set, a call carries one: unset the other")),
            (None, None) => Err(ways_in("neither is set: set one")),
        }
    }
}

fn at_address<S>(mut builder: Builder<S>) -> Result<Builder<S>, Error> {
    if let Some(url) = optional_env(variable::API_URL)? {
        builder = builder.api_url(url);
    }
    if loopback_http(optional_env(LOOPBACK_HTTP)?.as_deref())? {
        builder = builder.allow_loopback_http();
    }
    Ok(builder)
}

fn ways_in(problem: &str) -> Error {
    let either = format!("{} or {}", variable::API_KEY, variable::EMAIL);
    Error::configuration(&either, problem)
}
