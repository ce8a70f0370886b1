//! Descriptions that no Rust could be made of, and what is said of them.

use super::{ANVIL, FILE, Planted, refused};

/// With `more` at the end, the description is refused at the line of `at` with `says`, and for nothing else.
#[track_caller]
fn refused_with(more: &str, at: &str, says: &str) {
    let text = format!("{ANVIL}\n{more}");
    let line = 1 + text[..text.rfind(at).unwrap()].matches('\n').count();
    let table = more.lines().next().unwrap();
    let expected = format!("nothing is written:\n{FILE}:{line}: {table}: {says}");
    assert_eq!(Planted::new(&text).refusal(), expected);
}

#[test]
fn a_vocabulary_takes_no_name_that_is_there() {
    for (id, name) in [
        ("string", "String"),
        ("secret_kind", "SecretKind"),
        ("self", "Self"),
        ("anvils_event", "AnvilsEvent"),
    ] {
        refused(
            "id = \"metal\"",
            &format!("id = \"{id}\""),
            &format!("id = \"{id}\""),
            &format!("`{id}` makes the type `{name}`, which there is already: take another id"),
        );
    }
}

#[test]
fn a_variable_makes_one_constant() {
    for name in ["ANVIL_", "ANVIL_2"] {
        refused(
            "ANVIL_PASSWORD",
            name,
            "variable",
            &format!("`{name}` makes no constant without the provider's name: end it with a word"),
        );
    }
    let input = "[[input]]\nid = \"other\"\nscope = \"account\"\nvariable = \"PASSWORD\"\nenglish = \"a\"\nfrench = \"b\"\nshape = \"text\"\nsource = [\"guide\"]\n";
    refused_with(
        input,
        "variable",
        "`PASSWORD` makes the same constant as `ANVIL_PASSWORD`: rename one",
    );
}

#[test]
fn one_environment_is_the_default() {
    refused(
        "id = \"trial\"\nlive = false",
        "id = \"trial\"\nlive = false\ndefault = true",
        "id = \"trial\"",
        "`trial` is a second default and makes the same constants: leave one default",
    );
}

#[test]
fn ids_make_different_names() {
    let call = |id: &str| {
        format!(
            "[[call]]\nid = \"{id}\"\nabout = \"x\"\nmethod = \"GET\"\nbase = \"api\"\npath = \"/x\"\nanswer = {{ status = [200] }}\nsource = [\"guide\"]\n"
        )
    };
    refused_with(
        &format!("{}{}", call("a-b"), call("a_b")),
        "id = \"a_b\"",
        "step or call `a_b` makes the same name as `a-b`: rename one",
    );
    refused_with(
        &call("me"),
        "id = \"me\"",
        "step or call `me` is there twice: leave one",
    );
}

#[test]
fn a_code_makes_a_constant() {
    for (codes, says) in [
        (
            "\"2fa\"",
            "`2fa` makes no constant: begin it with a letter, or end it with `*`",
        ),
        (
            "\"E-1\", \"E_1\"",
            "`E_1` makes the same constant as `E-1`: end it with `*`",
        ),
    ] {
        refused(
            "status = [401]",
            &format!("status = [401]\ncode = [\"E1\", {codes}, \"4*\"]"),
            "code = [",
            says,
        );
    }
}

#[test]
fn words_of_two_lists_make_different_constants() {
    refused(
        "text = \"cast-iron\"",
        "text = \"fell\"",
        "name = \"FELL\"",
        "`FELL` makes the same constant as `fell`: describe it in a note instead",
    );
}

#[test]
fn basic_takes_two_values() {
    refused(
        "form = \"bearer\"",
        "form = \"basic\"",
        "carries",
        "`basic` is made of two values: name both in `of`, the login first",
    );
}

#[test]
fn a_list_has_a_member() {
    refused(
        "of = [\"access_token\"]",
        "of = []",
        "carries",
        "`of` is empty: write one, or leave it out",
    );
    for (form, says) in [
        ("texts = []", "`texts` is empty: write one, or leave it out"),
        (
            "statuses = []",
            "`statuses` is empty: write one, or leave it out",
        ),
    ] {
        let value =
            format!("[[value]]\nconstant = \"A\"\nabout = \"B\"\nsource = [\"guide\"]\n{form}\n");
        refused_with(&value, form, says);
    }
    refused_with(
        "[[value]]\nconstant = \"A\"\nabout = \"B\"\nsource = [\"guide\"]\ntext = \"\"\n",
        "constant",
        "`A` is an empty text: write one, or leave it out",
    );
    refused(
        "effect = \"none\"\nsource",
        "effect = \"\"\nsource",
        "effect = \"\"",
        "`effect` is empty: write what it changes, or \"none\"",
    );
}

#[test]
fn the_rows_of_a_table_are_alike() {
    let row = "[[error]]\nclass = \"forbidden\"\ntable = \"REFUSED\"\nabout = \"x\"\non = \"call\"\nconcerns = \"request\"\nsource = [\"guide\"]\n";
    refused_with(
        row,
        "class",
        "a row of `REFUSED` without a status and a code: give it one, or no table",
    );
    refused_with(
        &format!("{row}code = [\"E1\"]\n"),
        "class",
        "this row of `REFUSED` holds codes, its first one statuses: give it another table",
    );
}

#[test]
fn an_identifier_is_free_and_no_word_of_rust() {
    for (id, says) in [
        (
            "default",
            "`default` is a name that the workspace keeps: take another one",
        ),
        (
            "core",
            "`core` is a name that the workspace keeps: take another one",
        ),
        (
            "gen",
            "`gen` cannot name a module and a feature: write letters and digits, and no keyword of Rust",
        ),
    ] {
        let planted = Planted(super::TempDir::new().unwrap());
        let file = format!("crates/auth-{id}/provider.toml");
        planted.write(&file, ANVIL.replacen("\"anvil\"", &format!("\"{id}\""), 1));
        let refusal = planted.refusal();
        assert_eq!(
            refusal,
            format!("nothing is written:\n{file}:2: top: {says}")
        );
    }
}
