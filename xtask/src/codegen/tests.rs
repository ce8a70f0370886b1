//! What is written for a small description, and when.

use std::{collections::BTreeSet, fs};

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use proptest::{prelude::*, sample::Index};
use tempfile::TempDir;

use super::{description::read_all, files, templates};

const ANVIL: &str = include_str!("../description/planted.toml");

/// A workspace with one description and the regions that follow from it; it is deleted with this value.
struct Planted(TempDir);

impl Planted {
    fn new() -> Self {
        let planted = Self(TempDir::new().unwrap());
        planted.write("crates/auth-anvil/provider.toml", ANVIL);
        planted.write("rustfmt.toml", "max_width = 100\n");
        let region = |name: &str| format!("# codegen:{name}\n# codegen:end\n");
        planted.write("Cargo.toml", &region("crates"));
        planted.write("README.md", &region("providers"));
        let both = region("features") + &region("dependencies");
        planted.write("crates/auth-all/Cargo.toml", &both);
        planted.write(
            "crates/auth-all/src/lib.rs",
            "//! codegen:table\n//! codegen:end\n// codegen:uses\n// codegen:end\n",
        );
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

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// What is written, by path.
    fn generate(&self) -> Vec<Utf8PathBuf> {
        let all = read_all(self.root()).unwrap();
        let files = templates::render(self.root(), &all).unwrap();
        let stale = files::stale(self.root(), files).unwrap();
        files::write(self.root(), &stale).unwrap();
        stale.into_iter().map(|file| file.path).collect()
    }
}

#[test]
fn one_row_feeds_every_place_once() {
    let planted = Planted::new();
    let written = planted.generate();
    assert_eq!(
        written,
        [
            "crates/auth-anvil/src/generated.rs",
            "crates/auth-anvil/tests/generated/cases.rs",
            "crates/auth-anvil/.env.example",
            "crates/auth-sandbox/src/generated/anvil.rs",
            "docs/providers/anvil.md",
            "crates/auth-sandbox/src/generated/mod.rs",
            "crates/auth-cli/src/generated.rs",
            "docs/provider.schema.json",
            "Cargo.toml",
            "crates/auth-all/Cargo.toml",
            "crates/auth-all/src/lib.rs",
            "README.md",
        ]
    );
    assert_eq!(planted.generate(), [""; 0]);
    for path in &written {
        let text = planted.read(path.as_str());
        assert!(
            path.as_str().contains("anvil")
                || text.contains("nvil")
                || path.ends_with("provider.schema.json")
        );
    }
    planted.write(
        "README.md",
        "# codegen:providers\nstale\n# codegen:end\nby hand\n",
    );
    assert_eq!(planted.generate(), ["README.md"]);
    assert!(
        planted
            .read("README.md")
            .ends_with("\n# codegen:end\nby hand\n")
    );
}

#[test]
fn the_crate_gets_data_that_reads_well() {
    let planted = Planted::new();
    planted.generate();
    let generated = planted.read("crates/auth-anvil/src/generated.rs");
    for item in [
        "/// Obtains a token, `POST` (Anvil guide).\npub(crate) const LOGIN_PATH: &str = \"/login\";\n",
        "/// Base `api` of the environment `production` (Anvil guide).\npub(crate) const API_URL: &str = \"https://api.anvil.example/v1\";\n",
        "/// A refused login (Anvil guide).\npub(crate) const REFUSED: &[u16] = &[401];\n",
        "/// What it is made of (assumed: what anvil makers do).\n#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]\n\
         #[non_exhaustive]\npub enum Metal {\n    /// The heavy one.\n    #[serde(rename = \"cast-iron\")]\n    CastIron,\n    \
         /// Any other text, as it came.\n    #[serde(untagged)]\n    Unknown(String),\n}\n",
        "    pub(crate) const PASSWORD: &str = \"ANVIL_PASSWORD\";\n",
    ] {
        assert!(generated.contains(item), "no\n{item}in\n{generated}");
    }
    for branch in ["fn ", "match ", "if "] {
        assert!(
            !generated
                .lines()
                .any(|line| line.trim_start().starts_with(branch)),
            "{branch}"
        );
    }
}

#[test]
fn the_page_marks_what_is_assumed() {
    let planted = Planted::new();
    planted.generate();
    let page = planted.read("docs/providers/anvil.md");
    assert!(
        page.contains("| guess | **assumed** | 2026-01-01 |"),
        "{page}"
    );
    assert!(page.contains("15 facts, 2 of them **assumed**"), "{page}");
}

#[test]
fn two_facts_that_make_one_constant_are_refused() {
    let planted = Planted::new();
    let again = "\n[[value]]\nconstant = \"LOGIN_PATH\"\nabout = \"x\"\ntext = \"y\"\nsource = [\"guide\"]\n";
    planted.write(
        "crates/auth-anvil/provider.toml",
        &format!("{ANVIL}{again}"),
    );
    let all = read_all(planted.root()).unwrap();
    let error = templates::render(planted.root(), &all).unwrap_err();
    let says = "crates/auth-anvil/src/generated.rs: two facts make `LOGIN_PATH`: rename one of them in provider.toml";
    assert_eq!(format!("{error:#}"), says);
}

#[test]
fn a_file_without_its_region_is_named_and_nothing_is_written() {
    let planted = Planted::new();
    planted.write("README.md", "no region\n");
    let all = read_all(planted.root()).unwrap();
    let error = templates::render(planted.root(), &all).unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "README.md: no line says `codegen:providers`"
    );
    assert!(!planted.root().join("docs").exists());
}

#[test]
fn zero_is_a_number() {
    let planted = Planted::new();
    let zero = ANVIL
        .replacen("lifetime = 3600", "unknown_age = 0", 1)
        .replacen("replay = \"never\"", "session = 0", 1);
    let limit = "\n[[limit]]\nid = \"calls\"\nabout = \"x\"\nper = \"credential\"\nrequests = 0\nwindow = 0\nin_flight = 0\nsource = [\"guide\"]\n";
    planted.write("crates/auth-anvil/provider.toml", &(zero + limit));
    planted.generate();
    let generated = planted.read("crates/auth-anvil/src/generated.rs");
    for constant in [
        "LOGIN_SESSION: Duration",
        "LOGIN_UNKNOWN_AGE: Duration",
        "CALLS_LIMIT_REQUESTS: u32",
        "CALLS_LIMIT_WINDOW: Duration",
        "CALLS_LIMIT_IN_FLIGHT: u32",
    ] {
        assert!(
            generated.contains(constant),
            "no {constant} in\n{generated}"
        );
    }
}

#[test]
fn rustfmt_says_where_it_stumbled() {
    let planted = Planted::new();
    let text = format!("{}fn (\n", "const A: u8 = 1;\n".repeat(500));
    let error = templates::rustfmt(planted.root(), "a.rs", &text)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("rustfmt refused a.rs:\n"), "{error}");
    assert!(error.contains("<stdin>:501:"), "{error}");
    assert!(error.len() < 1000, "{error}");
}

/// The names of the members and the words of the choices, wherever they stand.
fn names(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    if let Some(members) = schema["properties"].as_object() {
        found.extend(members.keys().cloned());
    }
    for word in schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .chain([&schema["const"]])
    {
        found.extend(word.as_str().map(str::to_owned));
    }
    let inner = schema
        .as_object()
        .into_iter()
        .flat_map(|table| table.values());
    let list = schema.as_array().into_iter().flatten();
    inner.chain(list).for_each(|inner| names(inner, found));
}

#[test]
fn the_page_explains_every_word_of_the_format() {
    let schema = crate::description::schema();
    let mut words = BTreeSet::new();
    names(&schema, &mut words);
    assert!(
        words.contains("source") && words.contains("client_credentials"),
        "{words:?}"
    );
    let page = include_str!("../../../docs/adding-a-provider.md");
    let said: BTreeSet<&str> = page
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect();
    let missing: Vec<_> = words
        .iter()
        .filter(|word| !said.contains(&***word))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/adding-a-provider.md does not say {missing:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// With any other text for one of its own, a description is refused by the reader or rendered: no fault is found so late
    /// that its message could not name the key.
    #[test]
    fn what_is_read_can_be_rendered(at: Index, with in prop_oneof![".{0,8}", "[a-zA-Z_0-9 -]{1,8}", Just("type".to_owned()), Just("*/".to_owned()), Just("{{x}}".to_owned()), Just("|".to_owned())]) {
        let planted = Planted::new();
        let texts: Vec<_> = ANVIL.match_indices(" = \"").map(|(at, mark)| at + mark.len()).collect();
        let at = *at.get(&texts);
        let until = at + ANVIL[at..].find('"').unwrap();
        let with = with.replace(['"', '\\'], "");
        planted.write("crates/auth-anvil/provider.toml", &format!("{}{with}{}", &ANVIL[..at], &ANVIL[until..]));
        if let Ok(all) = read_all(planted.root()) {
            let rendered = templates::render(planted.root(), &all);
            prop_assert!(rendered.is_ok(), "{:#}", rendered.unwrap_err());
        }
    }
}
