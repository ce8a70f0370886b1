//! What may be typed.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

use crate::{
    description::{Provider, provider},
    generated::PROVIDERS,
    wiring::CRATES,
};

/// Authentication to MyUnisoft, DossierFacile Connect, Sinao and Keyclic.
#[derive(Debug, Parser)]
#[command(name = "auth", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all is well, 1 refused or failed, 2 wrong arguments or configuration.
Secrets are read from the environment only, and never printed but those made up by `auth sandbox`.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in to the four providers, imitated on loopback: no network, no account, no files
    #[command(after_long_help = TRY_JSON)]
    Try(TryOptions),
    /// Imitate the four providers on loopback until Ctrl-C, for programs in any language
    #[command(after_long_help = SANDBOX_JSON)]
    Sandbox(SandboxOptions),
    /// List the providers, their ways in, and the environment variables they read
    #[command(args_conflicts_with_subcommands = true, after_long_help = PROVIDERS_JSON)]
    Providers(ProvidersOptions),
    /// Sign in to a provider with what the environment says, and make one harmless call
    #[command(after_long_help = CHECK)]
    Check(CheckOptions),
    /// Show, seal anew or remove the tokens that `auth check` keeps
    #[command(after_long_help = STORE)]
    Store(StoreOptions),
}

const TRY_JSON: &str = "\
Every row is a check with an expected outcome; the exit code is 1 when one did not pass.

--json prints one object:
  seed        number
  sign_ins    [{provider, way_in, signs_in_by, call, answer, exchanges, expires_in, milliseconds, passed, problem}]
  renewals    [{provider, way_in, clock_turned, how, exchanges, answer, passed, problem}]
  stampede    {provider, way_in, callers, found_nothing, exchanges, credentials, milliseconds, passed, problem}
  revocation  {provider, way_in, event, error, who_acts, what_to_do, http_status, sent_afterwards, passed, problem}
  checks      number of rows          failed   number of rows that did not pass
  passed      whether all did         seconds  the whole run
expires_in and clock_turned are seconds; expires_in is null for a credential without end,
problem is null for a row that passed, answer is null where there was none.";

const SANDBOX_JSON: &str = "\
--json prints one line when the imitations are ready, and nothing more before they stop:
  ready        true
  control      origin of the control API, by which the imitations are told to expire, revoke, fail, send webhooks
  origins      {myunisoft_api, myunisoft_auth, dossierfacile_sso, dossierfacile_api, sinao, keyclic}
  samples      [{provider, name, value}]: made-up credentials and identifiers
  environment  [{provider, scheme, variables: {NAME: value}}]: what the provider crates' from_env reads";

const PROVIDERS_JSON: &str = "\
--json prints an array, a way in each:
  [{provider, scheme, label, api, sign_in, renewal, lifetime, required, optional}]
required and optional are environment variables; api is null where the user says it.";

const SHOW_JSON: &str = "\
--json prints one object:
  id, name, about
  facts, assumed   how many facts there are, and how many of them are assumed
  schemes          [{id, label, kind, renewal, lifetime, api, needs, takes}]
  inputs           [{id, variable, secret, english, french, shape}]
  sections         [{title, columns, rows: [{cells, sources, kinds, assumed, checked, note}]}]
With --assumed the sections have the assumed rows only.";

const CHECK: &str = "\
The call changes nothing at the provider: MyUnisoft's activation and DossierFacile's profile are never
called. A MyUnisoft key that waits for its connection is connected by its first use, this one included.
`auth providers` lists the schemes and the variables. A DossierFacile user signs in by a browser, which
this command does not have: it checks the settings and the issuer, and says that a person is needed.
A token that is kept from an earlier run is used as long as it is good; --store none signs in anew. Where tokens are
kept says `auth store --help`.";

const STORE: &str = "\
Tokens are kept sealed: in the keyring of the desktop session where there is one, else in a directory of encrypted files,
whose key is in one of these environment variables; without any of them in memory only:
  AUTH_STORE_PASSPHRASE   a passphrase of 8 characters or more
  AUTH_STORE_KEY          32 random bytes, as 64 hexadecimal digits or in base64
  AUTH_STORE_KEY_FILE     a file that holds such a key, readable by its owner only
To change the key, set the new one, put the old one into AUTH_STORE_OLD_PASSPHRASE, AUTH_STORE_OLD_KEY or
AUTH_STORE_OLD_KEY_FILE, and type `auth store rewrap`. A key in the environment seals what is in the keyring, too.";

/// Where tokens are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Keyring,
    Memory,
    Directory(PathBuf),
}

impl From<OsString> for Place {
    fn from(text: OsString) -> Self {
        match text.to_str() {
            Some("keyring") => Self::Keyring,
            Some("none") => Self::Memory,
            _ => Self::Directory(text.into()),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct PlaceOption {
    /// Keep tokens in this directory, in the session's `keyring`, or not at all: `none`
    #[arg(long = "store", value_name = "PATH|keyring|none", env = "AUTH_STORE", hide_env_values = true,
          value_parser = clap::builder::OsStringValueParser::new().map(Place::from))]
    pub(crate) place: Option<Place>,
}

#[derive(Debug, Args)]
pub(crate) struct StoreOptions {
    #[command(subcommand)]
    pub(crate) command: StoreCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// List the connections whose tokens are kept; no token is shown
    List(PlaceOption),
    /// Seal with the present key whatever an older one has sealed
    Rewrap(PlaceOption),
    /// Remove the tokens of a connection; the provider is not told
    Remove {
        /// As `auth store list` shows it
        connection: String,
        #[command(flatten)]
        place: PlaceOption,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TryOptions {
    /// Print one JSON object; --help describes it
    #[arg(long)]
    pub(crate) json: bool,
    /// The number from which the imitations' made-up secrets follow
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Listen on the six ports from N on, instead of on random ones
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=65_530))]
    pub(crate) port_base: Option<u16>,
    /// Listen on this port for what the sandbox is told, instead of on a random one
    #[arg(long, value_name = "N")]
    pub(crate) control_port: Option<u16>,
    /// The number from which the made-up secrets follow
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Print one line of JSON when ready; --help describes it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProvidersOptions {
    #[command(subcommand)]
    pub(crate) command: Option<ProvidersCommand>,
    /// Print JSON; --help describes it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Show all that is known of a provider, with sources, and what of it is assumed
    #[command(after_long_help = SHOW_JSON)]
    Show(ShowOptions),
}

#[derive(Debug, Args)]
pub(crate) struct ShowOptions {
    /// Which provider
    #[arg(value_name = "ID", value_parser = any_provider())]
    pub(crate) provider: &'static Provider,
    /// Show only what is assumed: inferred, not stated by the provider
    #[arg(long)]
    pub(crate) assumed: bool,
    /// Print one JSON object; --help describes it
    #[arg(long)]
    pub(crate) json: bool,
}

fn any_provider() -> impl TypedValueParser<Value = &'static Provider> {
    one_of(PROVIDERS.iter().map(|provider| provider.id))
}

/// Those whose crates this command uses.
fn usable_provider() -> impl TypedValueParser<Value = &'static Provider> {
    one_of(CRATES.iter().map(|(id, _)| *id))
}

fn one_of(
    ids: impl Iterator<Item = &'static str>,
) -> impl TypedValueParser<Value = &'static Provider> {
    PossibleValuesParser::new(ids).try_map(|id| provider(&id).ok_or("it is not described"))
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Whose credentials to check
    #[arg(value_parser = usable_provider())]
    pub(crate) provider: &'static Provider,
    /// Insist on this way in; by default the environment decides
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    #[command(flatten)]
    pub(crate) place: PlaceOption,
}
