//! Faults planted in a description that has none, and what is said of them.

mod places;
mod schemes;
mod shapes;

use std::fs;

use cargo_metadata::camino::Utf8Path;
use proptest::{prelude::*, sample::Index};
use tempfile::TempDir;

use super::read_all;

const ANVIL: &str = include_str!("planted.toml");
const FILE: &str = "crates/auth-anvil/provider.toml";

/// A folder with descriptions; it is deleted with this value.
struct Planted(TempDir);

impl Planted {
    fn new(description: impl AsRef<[u8]>) -> Self {
        let planted = Self(TempDir::new().unwrap());
        planted.write(FILE, description);
        planted
    }

    fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.0.path()).unwrap()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn refusal(&self) -> String {
        format!("{:#}", read_all(self.root()).unwrap_err())
    }
}

/// With `to` for `from`, which stands in the description, it is refused at the line of `at` with `says`, and for nothing else.
#[track_caller]
fn refused(from: &str, to: &str, at: &str, says: &str) {
    assert!(ANVIL.contains(from), "no {from:?} in the description");
    let text = ANVIL.replacen(from, to, 1);
    let line = 1 + text[..text.find(at).unwrap()].matches('\n').count();
    let before: Vec<_> = text.lines().take(line).collect();
    let table = before.iter().rfind(|line| line.starts_with('['));
    let expected = format!("{FILE}:{line}: {}: {says}", table.unwrap_or(&"top"));
    let refusal = Planted::new(&text).refusal();
    assert_eq!(refusal, format!("nothing is written:\n{expected}"));
}

#[test]
fn a_description_without_a_fault_is_read() {
    let all = read_all(Planted::new(ANVIL).root()).unwrap();
    let [one] = &*all else {
        panic!("one description")
    };
    let [facts, assumed] = [one.description.facts(), one.description.assumed()];
    assert_eq!((facts.len(), assumed.len()), (15, 2));
}

#[test]
fn an_unknown_field_is_refused() {
    refused(
        "shape = \"text\"",
        "shape = \"text\"\ncolour = \"red\"",
        "colour",
        "unknown field `colour`, expected one of `id`, `secret`, `scope`, `variable`, `english`, \
         `french`, `shape`, `example`, `source`, `note`",
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
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
    let says = Planted::new(b"\xff").refusal();
    assert_eq!(
        says,
        format!("nothing is written:\n{FILE}: not UTF-8: save it as UTF-8")
    );
}

#[test]
fn a_fact_needs_a_source() {
    refused(
        "shape = \"text\"\nsource = [\"guide\"]",
        "shape = \"text\"",
        "id = \"password\"",
        "a fact without a source: add `source`, one with kind \"assumed\" if it is inferred",
    );
}

#[test]
fn a_source_exists() {
    refused(
        "shape = \"text\"\nsource = [\"guide\"]",
        "shape = \"text\"\nsource = [\"rumour\"]",
        "source = [\"rumour\"]",
        "source `rumour` does not exist: add it as a [[source]]",
    );
}

#[test]
fn two_providers_share_no_origin_for_a_secret() {
    let planted = Planted::new(ANVIL);
    let other = ANVIL
        .replace("\"anvil\"", "\"other\"")
        .replace("ANVIL_", "OTHER_");
    let line = 1 + other[..other.find("receives").unwrap()]
        .matches('\n')
        .count();
    planted.write("crates/auth-other/provider.toml", other);
    let at = format!("crates/auth-other/provider.toml:{line}: [[origin]]");
    let says =
        "anvil sends `password` to api.anvil.example as well: an origin belongs to one provider";
    let refusal = planted.refusal();
    assert!(refusal.contains(&format!("{at}: {says}")), "{refusal}");
}

#[test]
fn two_providers_read_no_variable() {
    let planted = Planted::new(ANVIL);
    let other = ANVIL
        .replace("\"anvil\"", "\"other\"")
        .replace("anvil.example", "other.example");
    planted.write("crates/auth-other/provider.toml", other);
    let refusal = planted.refusal();
    let says = "anvil reads `ANVIL_PASSWORD` as well: begin it with the provider's name";
    assert!(refusal.ends_with(says), "{refusal}");
}

#[test]
fn an_error_has_a_known_class() {
    let classes: Vec<_> = super::lints::CLASSES
        .iter()
        .map(|(class, _)| *class)
        .collect();
    let classes = classes.join(", ");
    refused(
        "class = \"correct_credentials\"",
        "class = \"wrong\"",
        "class = \"wrong\"",
        &format!("`wrong` is no class of errors: write one of {classes}"),
    );
}

#[test]
fn an_event_type_is_there_once() {
    let again = "\n[[webhook.event]]\nname = \"FELL\"\neffect = \"moved\"\nabout = \"x\"\nsource = [\"guide\"]\n\n[[vocabulary]]";
    let text = ANVIL.replace("\n[[vocabulary]]", again);
    let line = 1 + text[..text.rfind("name = \"FELL\"").unwrap()]
        .matches('\n')
        .count();
    let says = "[[webhook.event]]: event type `FELL` is there twice: leave one";
    let refusal = Planted::new(&text).refusal();
    assert_eq!(
        refusal,
        format!("nothing is written:\n{FILE}:{line}: {says}")
    );
}

#[test]
fn a_webhook_says_who_vouches_for_it() {
    refused(
        "authentication = { how = \"none\", about = \"nothing vouches for it\" }\n",
        "",
        "id = \"anvils\"",
        "webhook `anvils` says nothing of its authentication: add `authentication`, `how = \"none\"` if there is none",
    );
}

#[test]
fn ids_name_what_is_described() {
    refused(
        "needs = [\"password\"]",
        "needs = [\"passwort\"]",
        "needs",
        "`passwort` is no input: correct it, or describe it",
    );
    refused(
        "of = \"refresh_token\" }",
        "of = \"old_token\" }",
        "of = \"old_token\"",
        "`old_token` is no input, context or token: correct it, or describe it",
    );
    refused(
        "id = \"anvil\"",
        "id = \"hammer\"",
        "id = \"hammer\"",
        "the description of `hammer` stands in crates/auth-hammer: move it, or correct `id`",
    );
}

#[test]
fn an_id_names_a_module() {
    let planted = Planted(TempDir::new().unwrap());
    let description = ANVIL.replacen("\"anvil\"", "\"fn\"", 1);
    planted.write("crates/auth-fn/provider.toml", description);
    let refusal = planted.refusal();
    let says = "crates/auth-fn/provider.toml:2: top: `fn` cannot name a module and a feature: \
                write letters and digits, and no keyword of Rust";
    assert!(refusal.ends_with(says), "{refusal}");
}

#[test]
fn a_sample_is_json() {
    refused(
        "'{\"name\": \"Wile\"}'",
        "'{\"name\"'",
        "answer = { status = [200], sample",
        "the sample is no JSON (EOF while parsing an object at line 1 column 7): correct it",
    );
}

#[test]
fn a_text_looks_like_what_it_stands_for() {
    refused(
        "french = \"mot de passe\"",
        "french = \"mot\\nde passe\"",
        "french",
        "`french` is more than one line: write one",
    );
    refused(
        "id = \"metal\"",
        "id = \"The metal\"",
        "id = \"The metal\"",
        "`id` is no id: write lower-case letters, digits, `_` and `-`, a letter first",
    );
    refused(
        "table = \"REFUSED\"",
        "table = \"refused\"",
        "table = \"refused\"",
        "`table` is no name of a constant: write capitals, digits and `_`, a letter first",
    );
    refused(
        "method = \"GET\"",
        "method = \"FETCH\"",
        "method = \"FETCH\"",
        "`method` is no method: write GET, POST, PUT, PATCH or DELETE",
    );
    refused(
        "name = \"Authorization\"",
        "name = \"Authorization:\"",
        "carries",
        "`name` is no name of a header: write letters, digits and `-`",
    );
    refused(
        "status = [401]",
        "status = [4010]",
        "status = [4010]",
        "`status` is no status: write a number from 100 to 599",
    );
    refused(
        "text = \"cast-iron\"",
        "text = \"2 metals\"",
        "words = [",
        "`2 metals` makes no name of a variant: describe it in a note instead",
    );
    refused(
        "text = \"cast-iron\"",
        "text = \"self\"",
        "words = [",
        "`self` makes no name of a variant: describe it in a note instead",
    );
    refused(
        "about = \"the heavy one\" }",
        "about = \"the heavy one\" }, { text = \"CAST_IRON\", about = \"\" }",
        "words = [",
        "`cast-iron` makes the variant `CastIron` again: describe it in a note instead",
    );
}

#[test]
fn a_value_has_one_form() {
    let text =
        format!("{ANVIL}\n[[value]]\nconstant = \"A\"\nabout = \"B\"\nsource = [\"guide\"]\n");
    let refusal = Planted::new(text).refusal();
    let says = "[[value]]: `A` needs one value: write `text`, `texts`, `seconds` or `statuses`";
    assert!(refusal.ends_with(says), "{refusal}");
}

#[test]
fn one_fault_keeps_every_description_back() {
    let planted = Planted::new(ANVIL);
    planted.write("crates/auth-broken/provider.toml", "schema = [\n");
    let refusal = planted.refusal();
    let at = "crates/auth-broken/provider.toml:1: top: ";
    assert!(refusal.contains(at), "{refusal}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Cut, doubled or garbled anywhere, a description is read or refused with its file's name.
    #[test]
    fn no_description_panics(at: Index, until: Index, with in ".{0,12}") {
        let ends: Vec<_> = ANVIL.char_indices().map(|(at, _)| at).collect();
        let (at, until) = (*at.get(&ends), *until.get(&ends));
        let text = format!("{}{with}{}", &ANVIL[..at], &ANVIL[until..]);
        if let Err(refusal) = read_all(Planted::new(text).root()) {
            let refusal = format!("{refusal:#}");
            prop_assert!(refusal.contains(FILE), "{}", refusal);
        }
    }
}
