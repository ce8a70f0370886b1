//! A connection from environment variables.

use auth_core::{Error, Password, config};

use crate::{AppKey, Keyclic, generated::variable};

impl Keyclic {
    /// The connection that the environment describes; the crate page lists the variables.
    ///
    /// A password in `KEYCLIC_PASSWORD` is kept in memory; without it logins need a person.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the variable that is missing or cannot be
    /// used: the operator corrects it.
    pub fn from_env() -> Result<Self, Error> {
        from_variables(config::optional_env)
    }
}

fn from_variables(read: impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Keyclic, Error> {
    let login = read(variable::LOGIN)?.ok_or_else(|| {
        Error::configuration(
            variable::LOGIN,
            "the environment variable is not set: set it",
        )
    })?;
    let mut builder = Keyclic::login(login);
    if let Some(password) = read(variable::PASSWORD)? {
        builder = builder.password(Password::new(password));
    }
    if let Some(app) = read(variable::APP)? {
        builder = builder.app(AppKey::new(&app)?);
    }
    if let Some(url) = read(variable::API_URL)? {
        builder = builder.api_url(url);
    }
    if config::loopback_http(read(config::LOOPBACK_HTTP)?.as_deref())? {
        builder = builder.allow_loopback_http();
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use auth_core::{ErrorKind, Provider, SignIn};

    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Keyclic, Error> {
        from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
    }

    const LOGIN: (&str, &str) = ("KEYCLIC_LOGIN", "agent@ville.example");

    #[test]
    fn a_login_alone_waits_for_a_person() {
        let provider = with(&[LOGIN]).unwrap();
        assert_eq!(provider.facts().api, "https://api.keyclic.com/");
        assert_eq!(provider.app().to_string(), "com.keyclic.app");
        assert_eq!(format!("{:?}", provider.facts().sign_in), "Password(Never)");
    }

    #[test]
    fn every_variable_counts() {
        let provider = with(&[
            LOGIN,
            ("KEYCLIC_PASSWORD", "canary"),
            ("KEYCLIC_APP", "com.keyclic.city"),
            ("KEYCLIC_API_URL", "http://127.0.0.1:9"),
            ("AUTH_ALLOW_LOOPBACK_HTTP", "1"),
        ])
        .unwrap();
        assert_eq!(provider.app().to_string(), "com.keyclic.city");
        assert_eq!(provider.facts().api, "http://127.0.0.1:9/");
        assert!(matches!(provider.facts().sign_in, SignIn::Password(_)));
        assert_eq!(
            format!("{:?}", provider.facts().sign_in),
            "Password(Kept([redacted]))"
        );
    }

    #[test]
    fn what_is_missing_or_unusable_is_named() {
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[], "KEYCLIC_LOGIN"),
            (&[LOGIN, ("KEYCLIC_APP", "two words")], "app: "),
            (&[LOGIN, ("KEYCLIC_APP", "two words")], "KEYCLIC_APP"),
            (&[LOGIN, ("KEYCLIC_APP", " ")], "KEYCLIC_APP"),
            (
                &[LOGIN, ("KEYCLIC_API_URL", "http://127.0.0.1:9")],
                "KEYCLIC_API_URL",
            ),
            (
                &[LOGIN, ("AUTH_ALLOW_LOOPBACK_HTTP", "true")],
                "AUTH_ALLOW_LOOPBACK_HTTP",
            ),
        ];
        for (variables, named) in cases {
            let error = with(variables).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(
                error.to_string().contains(named),
                "{error} should name {named}"
            );
        }
    }
}
