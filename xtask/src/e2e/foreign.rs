//! A provider of the user's own: what the options and the environment say of it, and the variables that tell the tests.

use anyhow::{Context as _, Result, ensure};
use url::Url;

/// The provider to test against; the tests' own realm by default.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A provider of yours")]
#[group(id = "provider")]
pub(crate) struct Args {
    /// The issuer of your provider, exactly as its own metadata write it
    #[arg(long, value_name = "URL", requires = "client_id")]
    issuer: Option<String>,
    /// The client at your provider
    #[arg(long, value_name = "ID", requires = "issuer")]
    client_id: Option<String>,
    /// The environment variable that holds the client's secret
    #[arg(long, value_name = "VAR", default_value = "E2E_CLIENT_SECRET")]
    client_secret_env: String,
    /// Where the provider sends people back to, exactly as registered with it
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8642/callback"
    )]
    redirect_uri: String,
    /// Sign in yourself, in the program that $BROWSER names or the system's (the default)
    #[arg(long, requires = "issuer", conflicts_with = "form")]
    browser: bool,
    /// Have the login and consent pages filled in: those of a Keycloak, whatever their theme
    #[arg(long, value_enum, value_name = "PAGES", requires_all = ["issuer", "user"])]
    form: Option<Pages>,
    /// Who signs in, with --form
    #[arg(long, value_name = "NAME", requires = "form")]
    user: Option<String>,
    /// The environment variable that holds the password, with --form
    #[arg(long, value_name = "VAR", default_value = "E2E_PASSWORD")]
    password_env: String,
}

/// The pages that the form filler knows.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Pages {
    Keycloak,
}

/// A provider, ready to be handed to the tests. Its secrets stay out of command lines and of what is printed.
pub(super) struct Foreign {
    plain: Vec<(&'static str, String)>,
    secret: Vec<(&'static str, String)>,
}

impl Foreign {
    /// `None` without an issuer; `environment` is where secrets come from.
    pub(super) fn read(
        args: &Args,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>> {
        let (Some(issuer), Some(client_id)) = (&args.issuer, &args.client_id) else {
            return Ok(None);
        };
        let secret = |variable: &str, what: &str| {
            environment(variable)
                .filter(|value| !value.is_empty())
                .with_context(|| format!("{what}: set the environment variable {variable}"))
        };
        for url in [issuer, &args.redirect_uri] {
            url.parse::<Url>()
                .with_context(|| format!("{url} is no URL"))?;
        }
        let mut foreign = Self {
            plain: vec![
                ("E2E_ISSUER", issuer.clone()),
                ("E2E_CLIENT_ID", client_id.clone()),
                ("E2E_REDIRECT_URI", args.redirect_uri.clone()),
            ],
            secret: vec![(
                "E2E_CLIENT_SECRET",
                secret(&args.client_secret_env, "the client's secret is missing")?,
            )],
        };
        if let (Some(Pages::Keycloak), Some(user)) = (args.form, &args.user) {
            foreign.plain.push(("E2E_USERNAME", user.clone()));
            let password = secret(&args.password_env, "the password is missing")?;
            foreign.secret.push(("E2E_PASSWORD", password));
        } else {
            ensure!(
                args.redirect_uri.starts_with("http://"),
                "{} is not on this machine: your browser comes back to http on loopback only; see --redirect-uri, --form",
                args.redirect_uri
            );
        }
        Ok(Some(foreign))
    }

    /// Whether a person signs in by hand.
    pub(super) fn by_browser(&self) -> bool {
        self.plain.iter().all(|(name, _)| *name != "E2E_USERNAME")
    }

    /// What tells the tests, for the environment of their process alone.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = self.plain.iter().chain(&self.secret);
        all.map(|(name, value)| (*name, value.as_str()))
    }

    /// The text without the secrets that a provider may have repeated.
    pub(super) fn without_secrets(&self, text: &str) -> String {
        let secrets = self.secret.iter();
        secrets.fold(text.to_owned(), |text, (_, secret)| {
            text.replace(secret, "[redacted]")
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn read(line: &str) -> Result<Option<Foreign>> {
        let words = std::iter::once("e2e").chain(line.split_whitespace());
        let args = Line::try_parse_from(words)?.args;
        Foreign::read(&args, |name| match name {
            "E2E_CLIENT_SECRET" => Some("s3cret".to_owned()),
            "MINE" => Some("mine".to_owned()),
            "E2E_PASSWORD" => Some("pass".to_owned()),
            _ => None,
        })
    }

    fn told(line: &str) -> Vec<String> {
        let foreign = read(line).unwrap().unwrap();
        foreign
            .variables()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    const ISSUER: &str = "--issuer https://sso.example.test/realms/a --client-id partner";

    #[test]
    fn without_an_issuer_it_is_the_tests_own_realm() {
        assert!(read("").unwrap().is_none());
    }

    #[test]
    fn secrets_come_from_the_environment() {
        assert_eq!(
            told(ISSUER),
            [
                "E2E_ISSUER=https://sso.example.test/realms/a",
                "E2E_CLIENT_ID=partner",
                "E2E_REDIRECT_URI=http://127.0.0.1:8642/callback",
                "E2E_CLIENT_SECRET=s3cret"
            ]
        );
        let line = format!("{ISSUER} --client-secret-env MINE --form keycloak --user tenant");
        let told = told(&line);
        assert!(
            told.contains(&"E2E_CLIENT_SECRET=mine".to_owned()),
            "{told:?}"
        );
        assert!(told.contains(&"E2E_USERNAME=tenant".to_owned()), "{told:?}");
        assert!(told.contains(&"E2E_PASSWORD=pass".to_owned()), "{told:?}");
    }

    #[test]
    fn what_is_missing_or_contradicts_is_refused_by_name() {
        for (rest, words) in [
            ("--client-secret-env NONE", "NONE"),
            ("--form keycloak", "--user"),
            ("--user tenant", "--form"),
            ("--form keycloak --user tenant --browser", "--browser"),
            ("--form keycloak --user tenant --password-env NONE", "NONE"),
            (
                "--redirect-uri https://partner.example.test/callback",
                "--form",
            ),
            ("--redirect-uri nowhere", "nowhere is no URL"),
        ] {
            let Err(error) = read(&format!("{ISSUER} {rest}")) else {
                panic!("{rest} is accepted");
            };
            assert!(format!("{error:#}").contains(words), "{rest}: {error:#}");
        }
        assert!(read("--issuer https://sso.example.test").is_err());
        let line = format!("{ISSUER} --redirect-uri https://partner.example.test/callback");
        assert!(read(&format!("{line} --form keycloak --user tenant")).is_ok());
    }

    #[test]
    fn what_is_shown_holds_no_secret() {
        let foreign = read(&format!("{ISSUER} --form keycloak --user tenant"))
            .unwrap()
            .unwrap();
        assert!(!foreign.by_browser());
        assert_eq!(
            foreign.without_secrets("s3cret for partner, pass for tenant"),
            "[redacted] for partner, [redacted] for tenant"
        );
    }
}
