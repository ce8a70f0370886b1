//! Files that are not there, lines that mislead, hosts in disguise, and what is said of them.

use std::os::unix::fs::symlink;

use super::{ANVIL, FILE, Planted, fs, read_all, refused};

#[test]
fn a_crate_without_its_description_is_refused() {
    let planted = Planted::new(ANVIL);
    let made = "//! Written by `cargo xtask codegen` from `provider.toml`: edit that.\n";
    planted.write("crates/auth-anvil/src/generated.rs", made);
    planted.write(
        "crates/auth-cli/src/generated.rs",
        "//! Written by `cargo xtask codegen`.\n",
    );
    assert_eq!(read_all(planted.root()).unwrap().len(), 1);
    let file = planted.root().join(FILE);
    fs::remove_file(&file).unwrap();
    let says = |error: &str| {
        format!(
            "nothing is written:\n{FILE}: cannot be read ({error}): restore it, or delete the crate"
        )
    };
    let gone = says("No such file or directory (os error 2)");
    assert_eq!(planted.refusal(), gone);
    symlink("elsewhere.toml", &file).unwrap();
    assert_eq!(planted.refusal(), gone);
    fs::remove_dir_all(planted.root().join("crates/auth-anvil/src")).unwrap();
    assert_eq!(
        planted.refusal(),
        gone,
        "a link that leads nowhere is no absence"
    );
    fs::remove_file(&file).unwrap();
    symlink("provider.toml", &file).unwrap();
    assert_eq!(
        planted.refusal(),
        says("Too many levels of symbolic links (os error 40)")
    );
}

#[test]
fn a_description_is_a_file_of_some_size() {
    let says = format!(
        "nothing is written:\n{FILE}: no regular file of at most 1 MB: write the description there"
    );
    let long = format!("{ANVIL}{}", "# one more line\n".repeat(1 << 16));
    assert_eq!(Planted::new(long).refusal(), says);
    let planted = Planted::new(ANVIL);
    fs::remove_file(planted.root().join(FILE)).unwrap();
    fs::create_dir(planted.root().join(FILE)).unwrap();
    assert_eq!(planted.refusal(), says);
}

#[test]
fn what_follows_from_no_description_is_stale() {
    let planted = Planted::new(ANVIL);
    let made = "Written by `cargo xtask codegen` from provider.toml: edit that.\n";
    let files = [
        "crates/auth-sandbox/src/generated/hammer.rs",
        "docs/providers/hammer.md",
    ];
    for file in files.iter().chain(&["docs/providers/anvil.md"]) {
        planted.write(file, made);
    }
    planted.write("docs/providers/README.md", "by hand\n");
    let says = files.map(|file| format!("{file}: stale, no description makes it: delete it"));
    assert_eq!(
        planted.refusal(),
        format!("nothing is written:\n{}", says.join("\n"))
    );
}

#[test]
fn the_table_of_a_fault_is_its_own() {
    let line = |text: &str, at: &str| 1 + text[..text.find(at).unwrap()].matches('\n').count();
    let indented = ANVIL
        .replace("[[input]]", "  [[input]] # what one needs")
        .replace("shape = \"text\"\nsource = [\"guide\"]", "shape = \"text\"");
    let expected = format!(
        "{FILE}:{}: [[input]]: a fact without",
        line(&indented, "id = \"password\"")
    );
    let refusal = Planted::new(&indented).refusal();
    assert!(refusal.contains(&expected), "{refusal}");
    let told = ANVIL
        .replace("about = \"A login\"", "about = '''\n[lies]\n[[more]]\n'''")
        .replace("needs = [\"password\"]", "needs = [\"passwort\"]");
    let expected = format!(
        "{FILE}:{}: [[scheme]]: `passwort` is no input",
        line(&told, "passwort")
    );
    let refusal = Planted::new(&told).refusal();
    assert!(refusal.contains(&expected), "{refusal}");
}

#[test]
fn many_faults_are_told_as_well() {
    let sources = "\"rumour\", ".repeat(20_000);
    let needle = "shape = \"text\"\nsource = [";
    let text = ANVIL.replacen(needle, &format!("{needle}{sources}"), 1);
    let refusal = Planted::new(text).refusal();
    assert_eq!(
        refusal
            .matches(": [[input]]: source `rumour` does not exist")
            .count(),
        20_000
    );
}

#[test]
fn a_host_in_other_letters_is_the_same() {
    for host in [
        "API.anvil.example",
        "api.anvil.example.",
        "api.anvil.example:443",
    ] {
        let url = format!("https://{host}/v2");
        refused(
            "https://api.preprod.anvil.example/v1",
            &url,
            &url,
            "api.anvil.example is live in another environment: do not mix staging and live",
        );
        let planted = Planted::new(ANVIL);
        let other = ANVIL
            .replace("\"anvil\"", "\"other\"")
            .replace("ANVIL_", "OTHER_");
        planted.write(
            "crates/auth-other/provider.toml",
            other.replace("api.anvil.example", host),
        );
        let says = "anvil sends `password` to api.anvil.example as well: an origin belongs to one provider";
        assert!(planted.refusal().contains(says), "{host}");
    }
    let other = "https://api.anvil.example:8443/v2";
    let text = ANVIL.replace("https://api.preprod.anvil.example/v1", other);
    assert!(
        read_all(Planted::new(text).root()).is_ok(),
        "another port is another origin"
    );
}

#[test]
fn a_staging_host_is_known_by_its_words() {
    for host in [
        "uat",
        "qualif",
        "preprod",
        "sandbox1",
        "apipreprod",
        "preview",
        "UAT-2",
        "test3",
        "api.dev",
    ] {
        let url = format!("https://{host}.anvil.example/v1");
        let says = format!(
            "{}.anvil.example is a staging host in a live environment: give it its own",
            host.to_lowercase()
        );
        refused("https://api.anvil.example/v1", &url, &url, &says);
    }
    for host in ["latest", "developers", "devices", "contest"] {
        let text = ANVIL.replacen("https://api.anvil", &format!("https://{host}.anvil"), 1);
        assert!(read_all(Planted::new(text).root()).is_ok(), "{host}");
    }
}

#[test]
fn an_origin_has_a_url_and_a_use() {
    let origin = "[[origin]]\nbase = \"forge\"\nreceives = []\nsource = [\"guide\"]\n\n[[scheme]]";
    refused(
        "[[scheme]]",
        origin,
        "base = \"forge\"",
        "nothing is sent to `forge`: correct the base, or leave the [[origin]] out",
    );
    let text = ANVIL.replacen("[[scheme]]", origin, 1);
    let text = text.replace(
        "base = \"api\"\npath = \"/me\"",
        "base = \"forge\"\npath = \"/me\"",
    );
    let refusal = Planted::new(text).refusal();
    let says = "[[origin]]: no environment has a URL for `forge`: add an [[environment.url]] with `url` or `input`";
    assert!(refusal.ends_with(says), "{refusal}");
}

#[test]
fn a_path_is_a_path() {
    for path in [
        "/me?all=1",
        "/me#top",
        "/../me",
        "/{me",
        "/me}",
        "/{{password}}",
    ] {
        let text = ANVIL.replacen("\"/me\"", &format!("\"{path}\""), 1);
        let refusal = Planted::new(text).refusal();
        let says = format!(
            "[[scheme.step]]: `{path}` is no path: write `/a/{{id}}`, what follows `?` in `query`, and no `..` or `#`"
        );
        assert!(refusal.contains(&says), "{refusal}");
    }
}

#[test]
fn an_example_is_https() {
    refused(
        "shape = \"text\"",
        "shape = \"text\"\nexample = \"http://anvil.example\"",
        "example = ",
        "`example` is no https URL: write `https://`",
    );
}

#[test]
fn a_webhook_is_vouched_for_with_what_is_described() {
    let none = "how = \"none\", about";
    let proof = |how: &str| format!("how = {how}, about");
    for (how, needs) in [
        ("\"header_key\"", "`header`, the one that holds the key"),
        (
            "\"hmac_sha256\", header = \"signature\"",
            "`header`, the one that holds the signature, and `key`, the id of an [[input]]",
        ),
    ] {
        refused(
            none,
            &proof(how),
            "id = \"anvils\"",
            &format!("the authentication of `anvils` needs {needs}: add it"),
        );
    }
    refused(
        none,
        &proof("\"hmac_sha256\", header = \"signature\", key = \"seal\""),
        "authentication",
        "`seal` is no input: correct it, or describe it",
    );
}

#[test]
fn a_refusal_is_about_grants_that_there_are() {
    refused(
        "on = \"token\"\nstatus",
        "on = \"token\"\ngrants = [\"login\"]\nstatus",
        "class = \"correct",
        "`grants` are of client, password, authorization_code, assertion, refresh_token: correct them",
    );
}

#[test]
fn a_token_that_may_end_is_not_replayed() {
    for (old, what) in [("ends", "that ends"), ("unknown", "that may end")] {
        refused(
            "rotates = true\nreplay = \"never\"",
            &format!("old_token = \"{old}\"\nreplay = \"safe\""),
            "replay",
            &format!(
                "a token {what} with the renewal cannot be replayed safely: write \"sparingly\" or \"never\""
            ),
        );
    }
}

#[test]
fn a_host_is_https() {
    for url in [
        "http://api.anvil.example/v1",
        "https://",
        "https://10.0.0.1/",
        "api.anvil.example",
    ] {
        refused(
            "https://api.anvil.example/v1",
            url,
            &format!("url = \"{url}\""),
            &format!("`{url}` is no https URL: write `https://` and a host"),
        );
    }
}

#[test]
fn staging_and_live_do_not_mix() {
    refused(
        "https://api.anvil",
        "https://staging.anvil",
        "url = \"https://staging",
        "staging.anvil.example is a staging host in a live environment: give it its own",
    );
    refused(
        "api.preprod.anvil.example/v1",
        "api.anvil.example/v2",
        "url = \"https://api.anvil.example/v2",
        "api.anvil.example is live in another environment: do not mix staging and live",
    );
}

#[test]
fn a_scheme_uses_hosts_that_an_origin_lists() {
    refused(
        "base = \"api\"\npath = \"/me\"",
        "base = \"login\"\npath = \"/me\"",
        "base = \"login\"",
        "no [[origin]] lists the host of `login`: add one",
    );
    refused(
        "\"/login\"",
        "\"//evil.example/login\"",
        "path = \"//evil",
        "`//evil.example/login` is no path below a base: begin it with one `/`",
    );
}

#[test]
fn a_secret_goes_where_an_origin_lists_it() {
    refused(
        "receives = [\"password\", ",
        "receives = [",
        "fields",
        "the origin `api` does not list `password`: send it elsewhere, or list it",
    );
    refused(
        "\"access_token\", \"refresh_token\"]",
        "\"refresh_token\"]",
        "carries",
        "the origin `api` does not list `access_token`: send it elsewhere, or list it",
    );
}

#[test]
fn no_secret_stands_in_a_query_or_a_path() {
    let says = "`password` is a secret and paths and queries stand in logs: send it in the body or a header";
    refused(
        "fields = [{ name = \"pass\"",
        "query = [{ name = \"pass\"",
        "query",
        says,
    );
    refused(
        "\"/login\"",
        "\"/login/{password}\"",
        "path = \"/login/",
        says,
    );
}
