//! What is made of a description, what is refused, and that nothing is half made.

use std::{collections::BTreeMap, fs};

use tempfile::TempDir;

use super::*;

const CHORUS: &str = include_str!("rehearsal/provider.toml");
const PAGE: &str = include_str!("../../../docs/adding-a-provider.md");

/// A workspace without a provider, with the regions that codegen fills; it is deleted with this value.
struct Planted(TempDir);

impl Planted {
    fn new() -> Self {
        let planted = Self(TempDir::new().unwrap());
        let region = |name: &str| format!("# codegen:{name}\n# codegen:end\n");
        let root =
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n[workspace.dependencies]\n";
        planted.write("Cargo.toml", &format!("{root}{}", region("crates")));
        planted.write("README.md", &region("providers"));
        let (features, used) = (region("features"), region("dependencies"));
        let package = "[package]\nname = \"auth-all\"\nedition = \"2024\"\n";
        let manifest = format!("{package}[features]\n{features}[dependencies]\n{used}");
        planted.write("crates/auth-all/Cargo.toml", &manifest);
        let lib = "//! codegen:table\n//! codegen:end\n// codegen:uses\n// codegen:end\n";
        planted.write("crates/auth-all/src/lib.rs", lib);
        planted.write("docs/providers/README.md", "");
        planted.write("rustfmt.toml", include_str!("../../../rustfmt.toml"));
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

    /// Every file and folder.
    fn all(&self) -> BTreeMap<Utf8PathBuf, Option<Vec<u8>>> {
        let (mut all, mut folders) = (BTreeMap::new(), vec![self.root().to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().unwrap() {
                let path = entry.unwrap().into_path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                all.insert(path.clone(), fs::read(path).ok());
            }
        }
        all
    }

    fn make(&self, id: &str, from: Option<&str>) -> Result<Vec<Utf8PathBuf>> {
        let elsewhere = TempDir::new().unwrap();
        let file = Utf8Path::from_path(elsewhere.path())
            .unwrap()
            .join("a.toml");
        fs::write(&file, from.unwrap_or_default()).unwrap();
        let args = Args {
            id: id.to_owned(),
            from: from.is_some().then_some(file),
        };
        make(&Workspace::at(self.0.path()).unwrap(), &args)
    }

    /// It is refused with these words, and nothing has changed.
    #[track_caller]
    fn refuses(&self, id: &str, from: Option<&str>, says: &str) {
        let before = self.all();
        let error = format!("{:#}", self.make(id, from).unwrap_err());
        assert!(error.contains(says), "{error}");
        assert!(self.all() == before, "something has changed");
    }
}

#[test]
fn a_crate_has_every_file_and_its_place() {
    let planted = Planted::new();
    planted.make("chorus", Some(CHORUS)).unwrap();
    let read = |path: &str| fs::read_to_string(planted.root().join(path)).unwrap();
    for (file, _) in FILES {
        assert!(!read(&format!("crates/auth-chorus/{file}")).is_empty());
    }
    assert_eq!(read("crates/auth-chorus/provider.toml"), CHORUS);
    assert!(read("crates/auth-chorus/src/generated.rs").contains("\"cpro-account\""));
    assert!(read("Cargo.toml").contains("auth-chorus = {"));
    assert!(read("crates/auth-all/src/lib.rs").contains("pub use auth_chorus as chorus;"));
    assert!(read("crates/auth-sandbox/src/generated/mod.rs").contains("chorus::DESCRIPTION"));
}

#[test]
fn the_template_has_no_fault() {
    let planted = Planted::new();
    planted.make("acme", None).unwrap();
    let description = planted.root().join("crates/auth-acme/provider.toml");
    let description = fs::read_to_string(description).unwrap();
    assert!(description.contains("https://oauth.acme.example"));
    assert!(
        planted
            .root()
            .join("crates/auth-acme/src/config.rs")
            .exists()
    );
}

#[test]
fn an_identifier_is_checked() {
    let planted = Planted::new();
    for id in ["", "Acme", "1acme", "ac-me", "ac_me", "acmé", "../acme"] {
        planted.refuses(id, None, "is no identifier of a provider");
    }
    for id in ["type", "gen"] {
        planted.refuses(id, None, "is a word of Rust");
    }
    for id in ["all", "core", "default", "reqwest", "store"] {
        let says = format!("`{id}` is a name that the workspace keeps: take another one");
        planted.refuses(id, None, &says);
    }
}

#[test]
fn a_folder_that_is_there_stays_as_it_is() {
    let planted = Planted::new();
    planted.write("crates/auth-acme/notes.txt", "mine\n");
    let workspace = planted.root().join("Cargo.toml");
    let text = fs::read_to_string(&workspace).unwrap();
    let excluded = text.replace("resolver", "exclude = [\"crates/auth-acme\"]\nresolver");
    fs::write(workspace, excluded).unwrap();
    planted.refuses("acme", None, "crates/auth-acme is there already");
}

#[test]
fn a_faulty_description_makes_nothing() {
    let planted = Planted::new();
    for (from, to, says) in [
        (
            "schema = 1",
            "schema = ",
            "crates/auth-chorus/provider.toml:2: top",
        ),
        (
            "\"https://api.piste",
            "\"http://api.piste",
            "is no https URL",
        ),
        (
            "id = \"chorus\"",
            "id = \"other\"",
            "stands in crates/auth-other",
        ),
        (
            "id = \"api_url\"",
            "id = \"address\"",
            "`api_url` is no input",
        ),
    ] {
        assert!(CHORUS.contains(from));
        planted.refuses("chorus", Some(&CHORUS.replacen(from, to, 1)), says);
    }
    let unmoved = CHORUS
        .replace("\"api_url\"]", "]")
        .replace("id = \"api_url\"", "id = \"address\"");
    planted.refuses("chorus", Some(&unmoved), "no input moves the base `api`");
    let unnamed = CHORUS.replace("variable = \"CHORUS_CLIENT_ID\"\n", "");
    planted.refuses(
        "chorus",
        Some(&unnamed),
        "input `client_id` has no `variable`",
    );
}

#[test]
fn a_file_that_cannot_be_written_makes_nothing() {
    let planted = Planted::new();
    planted.write(
        "crates/auth-sandbox/Cargo.toml",
        "[package]\nname = \"auth-sandbox\"\n",
    );
    planted.write("crates/auth-sandbox/src/lib.rs", "");
    planted.write(
        "crates/auth-sandbox/src/generated",
        "a file where a folder should be",
    );
    planted.refuses(
        "chorus",
        Some(CHORUS),
        "cannot make the folder of crates/auth-sandbox/src/generated/chorus.rs",
    );
}

/// Whatever way in the known providers have, its crate could be made: rustfmt reads every file.
#[test]
fn every_known_provider_could_be_made_anew() {
    let here = Workspace::here().unwrap();
    let all = description::read_all(here.root()).unwrap();
    assert!(all.len() >= 4);
    for one in &all {
        let id = &*one.description.id;
        let text = fs::read_to_string(here.root().join(&one.folder).join(description::FILE));
        let made = Planted::new().make(id, Some(&text.unwrap()));
        assert!(made.is_ok(), "{id}: {:#}", made.unwrap_err());
    }
}

/// The page shows what the rehearsal runs, to the letter.
#[test]
fn the_page_quotes_the_rehearsal() {
    let code = [
        include_str!("rehearsal/grant.rs"),
        include_str!("rehearsal/response.rs"),
        include_str!("rehearsal/headers.rs"),
    ];
    for code in code {
        assert!(PAGE.contains(&format!("```rust\n{code}```\n")), "{code}");
    }
    let missing = include_str!("rehearsal/missing.txt");
    assert!(PAGE.contains(&format!("```text\n{missing}```\n")));
    for (name, _) in rehearsal::STEPS {
        assert!(PAGE.contains(&format!("| {name} |")), "{name}");
    }
}
