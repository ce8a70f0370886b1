//! Names that say nothing about what a thing is.

use proc_macro2::Ident;
use syn::{Attribute, ImplItemFn, Item, TraitItemFn, visit::Visit};

use super::{
    Finding,
    source::{Source, line},
    tree::Tree,
};

const EMPTY_WORDS: &[&str] = &[
    "Data", "Handler", "Helper", "Info", "Manager", "Service", "Util",
];

/// Names that hold such a word because the field's own word does, and where it comes from.
const ALLOWED: &[(&str, &str)] = &[
    ("UserInfo", "OpenID Connect Core §5.3 calls the endpoint so"),
    (
        "ServiceToken",
        "DossierFacile's own word for the token that is no user's",
    ),
];

/// Whether tidy would refuse the name, unmarked.
pub(crate) fn says_nothing(name: &str) -> bool {
    words(name).iter().any(|word| empty_word(word).is_some())
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        let mut names = Names {
            source,
            findings: &mut findings,
        };
        names.visit_file(&source.syntax);
    }
    findings
}

struct Names<'a> {
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Names<'_> {
    fn name(&mut self, ident: &Ident, attributes: &[Attribute]) {
        let (name, at) = (ident.to_string(), line(ident.span()));
        let same = |allowed: &str| allowed.eq_ignore_ascii_case(&name.replace('_', ""));
        let Some(word) = words(&name).into_iter().find_map(|word| empty_word(&word)) else {
            return;
        };
        let allowed = ALLOWED.iter().any(|(allowed, _)| same(allowed))
            || attributes.iter().any(is_wire)
            || self.source.says(at, "tidy: wire word");
        if !allowed {
            self.findings.push(Finding::new(
                &self.source.path,
                at,
                format!("{word} in the name {name} says nothing"),
                "name what it is; a provider's own word is marked `// tidy: wire word`",
            ));
        }
    }

    fn function(&mut self, ident: &Ident) {
        let name = ident.to_string();
        if let Some(rest) = name.strip_prefix("get_") {
            let cure = format!("call it {rest}, or by what it does");
            let at = line(ident.span());
            self.findings.push(Finding::new(
                &self.source.path,
                at,
                format!("{name} gets"),
                cure,
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Struct(item) => self.name(&item.ident, &item.attrs),
            Item::Enum(item) => self.name(&item.ident, &item.attrs),
            Item::Union(item) => self.name(&item.ident, &item.attrs),
            Item::Trait(item) => self.name(&item.ident, &item.attrs),
            Item::Type(item) => self.name(&item.ident, &item.attrs),
            Item::Mod(item) => self.name(&item.ident, &item.attrs),
            Item::Fn(item) => self.function(&item.sig.ident),
            // Who implements a trait does not choose its names.
            Item::Impl(item) if item.trait_.is_some() => return,
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.function(&item.sig.ident);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.sig.ident);
    }
}

/// A struct that is read from or written to the wire carries the wire's words.
fn is_wire(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let derives = list.tokens.to_string();
    list.path.is_ident("derive")
        && (derives.contains("Deserialize") || derives.contains("Serialize"))
}

/// `KeyInfo` is `Key` and `Info`, and so is `key_info`; `HTTPInfo` is `HTTP` and `Info`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let starts = letter.is_uppercase()
            && (!before.is_some_and(char::is_uppercase) || after.is_some_and(|c| c.is_lowercase()));
        if *letter == '_' || starts || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| *letter != '_') {
            word.push(*letter);
        }
    }
    words
}

fn empty_word(word: &str) -> Option<&'static str> {
    let is = |empty: &&&str| {
        word.eq_ignore_ascii_case(empty)
            || word
                .strip_suffix('s')
                .is_some_and(|word| word.eq_ignore_ascii_case(empty))
    };
    EMPTY_WORDS.iter().find(is).copied()
}

#[cfg(test)]
mod tests {
    use super::{super::planted::Planted, EMPTY_WORDS, words};

    fn finds(code: &str, finding: &str) {
        let tree = Planted::clean();
        tree.write("crates/auth-core/src/a.rs", code);
        assert_eq!(
            tree.findings(),
            [format!("crates/auth-core/src/a.rs:{finding}")]
        );
    }

    fn passes(code: &str) {
        let tree = Planted::clean();
        tree.write("crates/auth-core/src/a.rs", code);
        assert_eq!(tree.findings(), [""; 0]);
    }

    const CURE: &str = "name what it is; a provider's own word is marked `// tidy: wire word`";

    #[test]
    fn an_empty_word_in_a_name_is_a_finding() {
        for word in EMPTY_WORDS {
            let name = format!("Token{word}");
            let finding = format!("1: {word} in the name {name} says nothing: {CURE}");
            for item in [
                "struct NAME;",
                "enum NAME {}",
                "trait NAME {}",
                "type NAME = u8;",
            ] {
                finds(&item.replace("NAME", &name), &finding);
            }
        }
    }

    #[test]
    fn an_empty_word_in_a_module_is_a_finding() {
        finds(
            "mod utils {}",
            &format!("1: Util in the name utils says nothing: {CURE}"),
        );
        finds(
            "mod key_info;",
            &format!("1: Info in the name key_info says nothing: {CURE}"),
        );
    }

    #[test]
    fn a_whole_word_is_meant() {
        passes("struct Database;\nstruct Informed;\nstruct Metadata;\nenum A { Info }\n");
    }

    #[test]
    fn a_wire_word_passes_where_it_is_marked() {
        passes("// tidy: wire word\nstruct KeyInfo;\n");
        passes("struct KeyInfo; // tidy: wire word\n");
        passes("/// The answer.\n// tidy: wire word\npub struct KeyInfo;\n");
        passes("#[derive(Debug, serde::Deserialize)]\nstruct KeyInfo;\n");
        passes("struct UserInfo;\nmod user_info;\n");
    }

    #[test]
    fn a_getter_is_a_finding() {
        finds(
            "impl A {\n    fn get_token(&self) {}\n}",
            "2: get_token gets: call it token, or by what it does",
        );
        finds(
            "trait A {\n    fn get_token(&self);\n}",
            "2: get_token gets: call it token, or by what it does",
        );
        finds(
            "fn get_token() {}",
            "1: get_token gets: call it token, or by what it does",
        );
        passes("impl A {\n    fn get(&self) {}\n}");
        passes("impl Other for A {\n    fn get_token(&self) {}\n}");
    }

    #[test]
    fn names_are_split_as_they_are_read() {
        assert_eq!(words("HTTPServiceInfo"), ["HTTP", "Service", "Info"]);
        assert_eq!(words("key_info"), ["key", "info"]);
        assert_eq!(words("Sinao2Data"), ["Sinao2", "Data"]);
    }
}
