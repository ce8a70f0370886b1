//! Paths and hosts of one machine: a clone on another one must work the same.

use super::{
    Finding,
    tree::{File, Tree},
};

/// Written in pieces, or this file would find itself.
const FOLDERS: &[&str] = &[
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "home/"),
    concat!("/tmp/", "target"),
];

/// Where package clients download from: a matter of each machine's settings.
const HOSTS: &[&str] = &[
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("pypi.", "org"),
    concat!("pythonhosted.", "org"),
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("deb.", "debian.org"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().flat_map(in_file).collect()
}

fn in_file(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in file.lines() {
        if let Some(folder) = FOLDERS.iter().find(|folder| has_folder(text, folder)) {
            findings.push(Finding::new(
                &file.path,
                line,
                format!("{folder} is a folder of one machine"),
                "use a path relative to the repository, or a temporary folder",
            ));
        }
        if let Some(host) = HOSTS.iter().find(|host| text.contains(*host)) {
            let cure = match file.path.file_name() {
                Some("package-lock.json") => {
                    "write it anew with `npm install --omit-lockfile-registry-resolved`"
                }
                _ => "name the registry, not its host",
            };
            let wrong = format!("{host} is a registry's host");
            findings.push(Finding::new(&file.path, line, wrong, cure));
        }
    }
    findings
}

/// The folder as the beginning of an absolute path: not `net/work/`, not the path of a URL.
fn has_folder(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.}>)".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::planted::Planted, FOLDERS, HOSTS};

    #[test]
    fn a_machines_folder_is_a_finding() {
        for folder in FOLDERS {
            for path in ["docs/a.md", "crates/auth-core/src/a.rs", ".ci/run"] {
                let tree = Planted::clean();
                tree.write(path, &format!("\n// see {folder}somewhere\n"));
                let rest = "use a path relative to the repository, or a temporary folder";
                assert_eq!(
                    tree.findings(),
                    [format!(
                        "{path}:2: {folder} is a folder of one machine: {rest}"
                    )]
                );
            }
        }
    }

    #[test]
    fn longer_names_are_other_folders() {
        let tree = Planted::clean();
        tree.write(
            "docs/a.md",
            "net/work/a /workspace/a /rooted/a a-/home/b {base}/home/b\n",
        );
        assert_eq!(tree.findings(), [""; 0]);
    }

    #[test]
    fn a_registrys_host_is_a_finding() {
        for host in HOSTS {
            let tree = Planted::clean();
            tree.write("docs/a.md", &format!("from {host}\n"));
            let rest = "is a registry's host: name the registry, not its host";
            assert_eq!(tree.findings(), [format!("docs/a.md:1: {host} {rest}")]);
        }
    }

    #[test]
    fn a_lock_file_of_npm_says_how_to_leave_the_host_out() {
        let tree = Planted::clean();
        let host = HOSTS[4];
        tree.write(
            "web/package-lock.json",
            &format!("{{ \"resolved\": \"https://{host}/a\" }}\n"),
        );
        let rest = "is a registry's host: write it anew with `npm install \
                    --omit-lockfile-registry-resolved`";
        assert_eq!(
            tree.findings(),
            [format!("web/package-lock.json:1: {host} {rest}")]
        );
    }

    #[test]
    fn the_registrys_name_is_a_word() {
        let tree = Planted::clean();
        tree.write("docs/a.md", "published on crates.io\n");
        assert_eq!(tree.findings(), [""; 0]);
    }
}
