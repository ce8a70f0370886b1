//! Faults planted in a description that has none, and what is said of them.

use std::fs;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use super::{outputs, read, stale, write};

const ACME: &str = r#"schema = 1
id = "acme"
name = "Acme"
about = "Anvils."

[[source]]
id = "guide"
kind = "documented"
reference = "Acme guide"
checked = 2026-01-01

[[source]]
id = "guess"
kind = "assumed"
reference = "what anvil makers do"
checked = 2026-01-01

[[environment]]
id = "production"
live = true
default = true

[[environment.url]]
base = "api"
url = "https://api.acme.example/v1"
source = ["guide"]

[[environment]]
id = "trial"
live = false

[[environment.url]]
base = "api"
url = "https://api.preprod.acme.example/v1"
source = ["guide"]

[[input]]
id = "password"
secret = "password"
scope = "account"
variable = "ACME_PASSWORD"
english = "password"
french = "mot de passe"
shape = "text"
source = ["guide"]

[[origin]]
base = "api"
receives = ["password", "access_token"]
source = ["guide"]

[[scheme]]
id = "login"
kind = "login"
about = "A login."
base = "api"
carries = ["Authorization: Bearer {access_token}"]
source = ["guide"]

[scheme.expiry]
read = "`expires_in`"
source = ["guide"]

[scheme.renewal]
how = "refresh_token"
rotates = true
replay = "never"
source = ["guess"]

[[scheme.step]]
id = "login"
role = "obtain"
about = "Obtains a token"
method = "POST"
base = "api"
path = "/login"
body = ["password"]
success = "200"
constant = true
source = ["guide"]

[[scheme.step]]
id = "me"
role = "verify"
about = "Says who is calling"
method = "GET"
base = "api"
path = "/me"
success = "200"
effect = "none"
source = ["guide"]

[[error]]
table = "REFUSED"
about = "A refused login."
read = "status"
status = [401]
class = "correct_credentials"
concerns = "account"
source = ["guide"]

[[webhook]]
id = "anvils"
payload = "JSON"
members = ["`type`"]
authentication = "none"
delivery = "once"
catch_up = "GET /anvils"
source = ["guide"]

[[webhook.event]]
name = "FELL"
effect = "none"
about = "An anvil fell."
source = ["guide"]
"#;

const FILE: &str = "crates/auth-acme/provider.toml";

/// A workspace with one description; it is deleted with this value.
struct Planted(TempDir);

impl Planted {
    fn new(description: &str) -> Self {
        let planted = Self(TempDir::new().unwrap());
        planted.write(FILE, description);
        planted.write("rustfmt.toml", "max_width = 100\n");
        planted
    }

    fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.0.path()).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn refusal(&self) -> String {
        format!("{:#}", read(self.root()).unwrap_err())
    }

    /// What is written, by path.
    fn generate(&self) -> Vec<Utf8PathBuf> {
        let all = read(self.root()).unwrap();
        let stale = stale(self.root(), outputs(self.root(), &all).unwrap()).unwrap();
        write(self.root(), &stale).unwrap();
        stale.into_iter().map(|output| output.path).collect()
    }
}

/// The line of the description that holds `text` first.
fn line_of(text: &str) -> usize {
    1 + ACME[..ACME.find(text).unwrap()].matches('\n').count()
}

/// With `to` for `from`, which stands in the description, it is refused at the line of `at` with `says`.
#[track_caller]
fn refused(from: &str, to: &str, at: &str, says: &str) {
    assert!(ACME.contains(from), "no {from:?} in the description");
    let text = ACME.replacen(from, to, 1);
    let line = 1 + text[..text.find(at).unwrap()].matches('\n').count();
    let before: Vec<_> = text.lines().take(line).collect();
    let table = before.iter().rfind(|line| line.starts_with('['));
    let expected = format!("{FILE}:{line}: {}: {says}", table.unwrap_or(&"top"));
    let refusal = Planted::new(&text).refusal();
    assert_eq!(refusal, format!("nothing is written:\n{expected}"));
}

#[test]
fn what_cannot_be_read_is_refused() {
    refused(
        "about = \"Anvils.\"",
        "about = \"Anvils.\"\ncolour = \"red\"",
        "colour",
        "unknown field `colour`, expected one of `schema`, `id`, `name`, `about`, `source`, \
         `environment`, `input`, `origin`, `context`, `scheme`, `call`, `error`, `limit`, \
         `webhook`, `value`",
    );
    refused(
        "schema = 1",
        "schema = 2",
        "schema = 2",
        "schema 2 is unknown: write 1",
    );
    refused(
        "checked = 2026-01-01",
        "checked = today",
        "checked = today",
        "invalid boolean, expected `true`",
    );
}

#[test]
fn a_fact_needs_sources_that_exist() {
    refused(
        "french = \"mot de passe\"\nshape = \"text\"\nsource = [\"guide\"]",
        "french = \"mot de passe\"\nshape = \"text\"",
        "id = \"password\"",
        "a fact without a source: add `source`, one with kind \"assumed\" if it is inferred",
    );
    refused(
        "receives = [\"password\", \"access_token\"]\nsource = [\"guide\"]",
        "receives = [\"password\", \"access_token\"]\nsource = [\"rumour\"]",
        "source = [\"rumour\"]",
        "source `rumour` does not exist: add it as a [[source]]",
    );
}

#[test]
fn hosts_are_https_and_of_one_kind() {
    refused(
        "https://api.acme",
        "http://api.acme",
        "url = \"http:",
        "`http://api.acme.example/v1` is no https URL: write `https://` and a host",
    );
    refused(
        "https://api.acme",
        "https://staging.acme",
        "url = \"https://staging",
        "staging.acme.example is a staging host in a live environment: give it its own",
    );
    let mixed = ACME.replacen("api.preprod.acme", "api.acme", 1);
    let says = "api.acme.example is live in another environment: do not mix staging and live";
    assert_eq!(
        Planted::new(&mixed).refusal(),
        format!(
            "nothing is written:\n{FILE}:{}: [[environment.url]]: {says}",
            line_of("https://api.preprod")
        )
    );
}

#[test]
fn secrets_go_where_the_origins_say() {
    refused(
        "base = \"api\"\npath = \"/me\"",
        "base = \"login\"\npath = \"/me\"",
        "base = \"login\"",
        "no [[origin]] lists the host of `login`: add one",
    );
    refused(
        "receives = [\"password\", \"access_token\"]",
        "receives = [\"access_token\"]",
        "body = [\"password\"]",
        "the origin `api` does not list `password`: send it elsewhere, or list it",
    );
    refused(
        "receives = [\"password\", \"access_token\"]",
        "receives = [\"password\"]",
        "carries",
        "the origin `api` does not list `access_token`: send it elsewhere, or list it",
    );
    let shown = "`password` is a secret and paths and queries stand in logs: \
                 send it in the body or a header";
    refused(
        "body = [\"password\"]",
        "query = [\"password\"]",
        "query",
        shown,
    );
    refused(
        "\"/login\"",
        "\"/login/{password}\"",
        "path = \"/login/",
        shown,
    );
    refused(
        "\"/login\"",
        "\"//evil.example/login\"",
        "path = \"//evil",
        "`//evil.example/login` is no path below a base: begin it with one `/`",
    );
}

#[test]
fn two_providers_share_no_origin_for_a_secret() {
    let planted = Planted::new(ACME);
    let other = ACME.replace("\"acme\"", "\"other\"");
    planted.write("crates/auth-other/provider.toml", &other);
    let refusal = planted.refusal();
    let line = line_of("receives");
    let at = format!("crates/auth-other/provider.toml:{line}: [[origin]]");
    let says =
        "acme sends `password` to api.acme.example as well: an origin belongs to one provider";
    assert!(refusal.contains(&format!("{at}: {says}")), "{refusal}");
}

#[test]
fn a_scheme_says_how_its_credential_ends_and_renews() {
    refused(
        "[scheme.expiry]\nread = \"`expires_in`\"\nsource = [\"guide\"]\n",
        "",
        "id = \"login\"\nkind",
        "scheme `login` has no expiry rule: add [scheme.expiry], `read = \"never\"` if it has no end",
    );
    refused(
        "replay = \"never\"",
        "replay = \"safe\"",
        "replay",
        "a rotating token cannot be replayed safely: write \"sparingly\" or \"never\"",
    );
    refused(
        "effect = \"none\"\nsource",
        "source",
        "id = \"me\"",
        "verification `me` does not say what it changes: add `effect`, \"none\" if nothing",
    );
}

#[test]
fn errors_are_of_a_known_class() {
    let classes: Vec<_> = super::lints::CLASSES
        .iter()
        .map(|(class, _)| *class)
        .collect();
    refused(
        "class = \"correct_credentials\"",
        "class = \"wrong\"",
        "class = \"wrong\"",
        &format!(
            "`wrong` is no class of errors: write one of {}",
            classes.join(", ")
        ),
    );
    refused(
        "status = [401]",
        "status = [418]",
        "class = \"correct_credentials\"",
        "status 418 has no name: correct it, or name it in codegen",
    );
}

#[test]
fn a_webhook_says_who_vouches_for_it() {
    refused(
        "authentication = \"none\"\n",
        "",
        "id = \"anvils\"",
        "webhook `anvils` says nothing of its authentication: add `authentication`, \
         \"none\" if there is none",
    );
    let again = "[[webhook.event]]\nname = \"FELL\"\neffect = \"moved\"\nabout = \"\"\n\
                 source = [\"guide\"]\n";
    let text = format!("{ACME}\n{again}");
    let line = text.lines().count() - 3;
    assert_eq!(
        Planted::new(&text).refusal(),
        format!(
            "nothing is written:\n{FILE}:{line}: [[webhook.event]]: \
             event type `FELL` is there twice: leave one"
        )
    );
}

#[test]
fn a_constant_has_one_value() {
    let text =
        format!("{ACME}\n[[value]]\nconstant = \"A\"\nabout = \"B\"\nsource = [\"guide\"]\n");
    let refusal = Planted::new(&text).refusal();
    let says = "[[value]]: `A` needs one value: write `text`, `texts` or `seconds`";
    assert!(refusal.ends_with(says), "{refusal}");
}

#[test]
fn all_files_are_written_once() {
    let planted = Planted::new(ACME);
    let files = [
        "crates/auth-acme/src/generated.rs",
        "crates/auth-acme/.env.example",
        "docs/providers/acme.md",
    ];
    assert_eq!(planted.generate(), files);
    assert_eq!(planted.generate(), [""; 0]);
    let generated = fs::read_to_string(planted.root().join(files[0])).unwrap();
    assert!(
        generated.contains(
            "/// Obtains a token, `POST` (Acme guide).\n\
             pub(crate) const LOGIN_PATH: &str = \"/login\";\n"
        ),
        "{generated}"
    );
    let page = fs::read_to_string(planted.root().join(files[2])).unwrap();
    assert!(
        page.contains("| guess | **assumed** | 2026-01-01 |"),
        "{page}"
    );
    planted.write(files[1], "stale");
    assert_eq!(planted.generate(), [files[1]]);
}

#[test]
fn one_fault_keeps_every_file_from_being_written() {
    let planted = Planted::new(ACME);
    planted.write("crates/auth-broken/provider.toml", "schema = [\n");
    let refusal = planted.refusal();
    assert!(
        refusal.contains("crates/auth-broken/provider.toml:1: top: "),
        "{refusal}"
    );
}
