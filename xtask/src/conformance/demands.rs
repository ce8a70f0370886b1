//! What is asked of a client: the sentences of the providers' pages, and the cases in which things go wrong.

use std::{collections::BTreeMap, fs};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

/// The page that is written.
pub(super) const PAGE: &str = "docs/conformance.md";
/// Where the demands stand, a file for each document, and the cases, all in one.
const FOLDER: &str = "docs/conformance";
const CASES: &str = "cases.toml";

/// All of them.
#[derive(Debug)]
pub(super) struct Demands {
    pub(super) documents: Vec<Document>,
    pub(super) groups: Vec<Group>,
    cases: File,
}

/// A file as it was read, its path relative to the root.
#[derive(Debug, Default)]
struct File {
    path: Utf8PathBuf,
    text: String,
}

/// One page of a provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) title: String,
    /// What kind of sentence asks nothing of a client.
    pub(super) left_out: String,
    #[serde(rename = "demand")]
    pub(super) demands: Vec<Demand>,
    #[serde(skip)]
    file: File,
}

/// One thing that a page asks of a client.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Demand {
    pub(super) id: String,
    /// The heading it stands under.
    pub(super) at: String,
    pub(super) asks: String,
}

/// The cases of one provider, or of all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) title: String,
    cases: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    group: Vec<Group>,
}

/// A case: its id, and what happens in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) id: &'a str,
    pub(super) means: &'a str,
}

impl Demands {
    pub(super) fn read(root: &Utf8Path) -> Result<Self> {
        let folder = root.join(FOLDER);
        let mut paths = Vec::new();
        for entry in folder
            .read_dir_utf8()
            .with_context(|| format!("cannot read {FOLDER}"))?
        {
            let path = entry
                .with_context(|| format!("cannot read {FOLDER}"))?
                .into_path();
            if path.extension() == Some("toml") && path.file_name() != Some(CASES) {
                paths.push(path);
            }
        }
        let documents = paths.iter().map(|path| Document::read(root, path));
        let mut documents = documents.collect::<Result<Vec<_>>>()?;
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        let cases = File::read(root, &folder.join(CASES))?;
        let Cases { group: groups } = cases.parse()?;
        Ok(Self {
            documents,
            groups,
            cases,
        })
    }

    /// Where the case stands: its file and its line.
    pub(super) fn place(&self, case: Case<'_>) -> (&Utf8Path, usize) {
        self.cases.place(&format!("cases.{} = ", case.id))
    }

    pub(super) fn demands(&self) -> impl Iterator<Item = (&Document, &Demand)> {
        self.documents.iter().flat_map(|document| {
            document
                .demands
                .iter()
                .map(move |demand| (document, demand))
        })
    }

    pub(super) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.groups.iter().flat_map(Group::cases)
    }
}

impl Document {
    fn read(root: &Utf8Path, path: &Utf8Path) -> Result<Self> {
        let file = File::read(root, path)?;
        let path = &file.path;
        let document: Self = file.parse()?;
        let mut before = "";
        for Demand { id, .. } in &document.demands {
            ensure!(
                is_id(id) && id.starts_with(&document.id),
                "{path}: {id} is no id of {}: write {0}-01, {0}-02 and so on",
                document.id
            );
            ensure!(*before < **id, "{path}: {id} comes after {before}");
            before = id;
        }
        Ok(Self { file, ..document })
    }

    /// Where the demand stands: its file and its line.
    pub(super) fn place(&self, demand: &Demand) -> (&Utf8Path, usize) {
        self.file.place(&format!("id = \"{}\"", demand.id))
    }
}

impl File {
    fn read(root: &Utf8Path, path: &Utf8Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        let path = path.strip_prefix(root).unwrap_or(path).to_owned();
        Ok(Self { path, text })
    }

    fn parse<T: for<'de> Deserialize<'de>>(&self) -> Result<T> {
        toml::from_str(&self.text).with_context(|| format!("cannot read {}", self.path))
    }

    fn place(&self, begins: &str) -> (&Utf8Path, usize) {
        let before = self
            .text
            .lines()
            .take_while(|line| !line.starts_with(begins));
        (&self.path, before.count() + 1)
    }
}

impl Group {
    /// Its cases in the order of their numbers.
    pub(super) fn cases(&self) -> Vec<Case<'_>> {
        let cases = self.cases.iter().map(|(id, means)| Case { id, means });
        let mut cases: Vec<_> = cases.collect();
        cases.sort_by_key(Case::number);
        cases
    }
}

impl Case<'_> {
    /// `4` of `M4`; none if it is called by words.
    fn number(&self) -> Option<u8> {
        self.id.get(1..)?.parse().ok()
    }

    /// How the names of its tests begin: `m04_` for M4, `c_gzip` for `gzip`.
    pub(super) fn prefix(&self) -> String {
        match self.number() {
            Some(number) => format!("{}{number:02}_", self.id[..1].to_lowercase()),
            None => format!("c_{}", self.id),
        }
    }
}

/// `S`, three digits, a hyphen, two digits.
pub(super) fn is_id(word: &str) -> bool {
    word.len() == 7
        && word.bytes().enumerate().all(|(at, byte)| match at {
            0 => byte == b'S',
            4 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
