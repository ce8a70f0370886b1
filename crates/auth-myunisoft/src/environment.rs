//! A connection from environment variables.

use auth_core::{AccessToken, Error, PartnerSecret, Password, config};

use crate::{
    Firm, MyUnisoft,
    config::{Base, problem},
    generated::variable,
};

impl MyUnisoft {
    /// The connection that the environment describes: by key with `MYUNISOFT_KEY`, by firm login with `MYUNISOFT_MAIL`.
    /// The crate page lists the variables.
    ///
    /// A password in `MYUNISOFT_PASSWORD` is kept in memory; without it logins need a person.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the variable that is missing, unusable or
    /// one too many: the operator corrects it.
    pub fn from_env() -> Result<Self, Error> {
        from_variables(config::optional_env)
    }
}

fn from_variables(
    read: impl Fn(&str) -> Result<Option<String>, Error>,
) -> Result<MyUnisoft, Error> {
    let partner_secret = PartnerSecret::new(required(&read, variable::PARTNER_SECRET)?);
    let key = read(variable::KEY)?.map(AccessToken::new);
    let mail = read(variable::MAIL)?;
    match (key, mail) {
        (Some(key), None) => {
            let mut builder = MyUnisoft::key(partner_secret, key);
            set_base(&mut builder.base, &read)?;
            builder.build()
        }
        (None, Some(mail)) => {
            let mut builder = MyUnisoft::firm_login(partner_secret, mail);
            set_base(&mut builder.base, &read)?;
            if let Some(firm) = firm(&read)? {
                builder = builder.firm(firm);
            }
            if let Some(password) = read(variable::PASSWORD)? {
                builder = builder.password(Password::new(password));
            }
            if let Some(url) = read(variable::AUTH_URL)? {
                builder = builder.auth_url(url);
            }
            builder.build()
        }
        (Some(_), Some(_)) => Err(problem(
            "mail",
            variable::MAIL,
            &format!("{} is set as well: unset one of them", variable::KEY),
        )),
        (None, None) => Err(problem(
            "key",
            variable::KEY,
            &format!("neither it nor {} is set: set one of them", variable::MAIL),
        )),
    }
}

fn set_base(
    base: &mut Base,
    read: &impl Fn(&str) -> Result<Option<String>, Error>,
) -> Result<(), Error> {
    if let Some(url) = read(variable::API_URL)? {
        base.api_url = url;
    }
    base.loopback_http = config::loopback_http(read(config::LOOPBACK_HTTP)?.as_deref())?;
    Ok(())
}

fn firm(read: &impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Option<Firm>, Error> {
    match (read(variable::FIRM_ID)?, read(variable::FIRM_NAME)?) {
        (None, None) => Ok(None),
        (None, Some(name)) => Ok(Some(Firm::Name(name))),
        (Some(id), None) => match id.parse() {
            Ok(id) => Ok(Some(Firm::Id(id))),
            Err(_) => Err(problem("firm", variable::FIRM_ID, "it is no number")),
        },
        (Some(_), Some(_)) => Err(problem(
            "firm",
            variable::FIRM_NAME,
            &format!("{} is set as well: unset one of them", variable::FIRM_ID),
        )),
    }
}

fn required(
    read: &impl Fn(&str) -> Result<Option<String>, Error>,
    name: &str,
) -> Result<String, Error> {
    read(name)?
        .ok_or_else(|| Error::configuration(name, "the environment variable is not set: set it"))
}

#[cfg(test)]
mod tests {
    use auth_core::{ErrorKind, Provider};

    use super::*;
    use crate::Access;

    fn with(variables: &[(&str, &str)]) -> Result<MyUnisoft, Error> {
        from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
    }

    const SECRET: (&str, &str) = ("MYUNISOFT_PARTNER_SECRET", "Dunes-abc");

    #[test]
    fn a_key_makes_a_key_connection() {
        let provider = with(&[SECRET, ("MYUNISOFT_KEY", "opaque")]).unwrap();
        assert_eq!(provider.facts().scheme, "key");
        assert_eq!(provider.facts().api, "https://api.myunisoft.fr/api/v1");
        assert_eq!(provider.access(), None);
    }

    #[test]
    fn a_mail_makes_a_firm_login() {
        let provider = with(&[
            SECRET,
            ("MYUNISOFT_MAIL", "api@dunes.example"),
            ("MYUNISOFT_FIRM_ID", "501"),
            ("MYUNISOFT_API_URL", "http://127.0.0.1:9/api/v1/"),
            ("MYUNISOFT_AUTH_URL", "http://127.0.0.1:10"),
            ("AUTH_ALLOW_LOOPBACK_HTTP", "1"),
        ])
        .unwrap();
        assert_eq!(provider.facts().scheme, "firm_login");
        assert_eq!(provider.facts().api, "http://127.0.0.1:9/api/v1");
        assert_eq!(provider.access(), Some(Access::Firm));
    }

    #[test]
    fn what_is_missing_unusable_or_too_much_is_named() {
        let mail = ("MYUNISOFT_MAIL", "api@dunes.example");
        let key = ("MYUNISOFT_KEY", "opaque");
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[key], "MYUNISOFT_PARTNER_SECRET"),
            (&[SECRET], "MYUNISOFT_KEY"),
            (&[SECRET, key, mail], "MYUNISOFT_MAIL"),
            (
                &[SECRET, mail, ("MYUNISOFT_FIRM_ID", "Dunes")],
                "MYUNISOFT_FIRM_ID",
            ),
            (
                &[
                    SECRET,
                    mail,
                    ("MYUNISOFT_FIRM_ID", "1"),
                    ("MYUNISOFT_FIRM_NAME", "Dunes"),
                ],
                "MYUNISOFT_FIRM_NAME",
            ),
            (
                &[SECRET, key, ("MYUNISOFT_API_URL", "http://127.0.0.1:9")],
                "MYUNISOFT_API_URL",
            ),
            (
                &[SECRET, key, ("AUTH_ALLOW_LOOPBACK_HTTP", "yes")],
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
