//! One Rust file as a tree of items and as a flat list of tokens, both with line numbers: comments
//! and strings cannot be mistaken for code, and the bodies of macros are seen.

use std::ops::RangeInclusive;

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::{Attribute, Item, ItemMod, spanned::Spanned as _, visit::Visit};

use super::tree::File;

/// A parsed Rust file.
pub(super) struct Source {
    pub(super) path: Utf8PathBuf,
    pub(super) syntax: syn::File,
    pub(super) tokens: Vec<Token>,
    lines: Vec<String>,
    /// The lines of items under `#[cfg(test)]`.
    test_lines: Vec<RangeInclusive<usize>>,
    /// The modules declared as `#[cfg(test)] mod name;`.
    test_modules: Vec<String>,
    all_test: bool,
}

/// A word, a sign or a bracket, and its line.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
}

impl Source {
    pub(super) fn parse(file: &File) -> syn::Result<Self> {
        let syntax = syn::parse_file(&file.text)?;
        let mut tokens = Vec::new();
        flatten(file.text.parse::<TokenStream>()?, &mut tokens);
        let mut tests = Tests::default();
        tests.visit_file(&syntax);
        Ok(Self {
            path: file.path.clone(),
            syntax,
            tokens,
            lines: file.text.lines().map(str::to_owned).collect(),
            test_lines: tests.lines,
            test_modules: tests.modules,
            all_test: in_folder(&file.path, &["tests", "benches"]),
        })
    }

    /// Marks the files of modules that another file declares for tests only.
    pub(super) fn mark_test_modules(sources: &mut [Self]) {
        let declared: Vec<Utf8PathBuf> = sources
            .iter()
            .flat_map(|source| {
                let beside = source.folder_of_modules();
                source
                    .test_modules
                    .iter()
                    .map(move |name| beside.join(name))
            })
            .collect();
        for source in sources {
            let module = source.path.with_extension("");
            source.all_test |= declared.iter().any(|tests| module.starts_with(tests));
        }
    }

    fn folder_of_modules(&self) -> Utf8PathBuf {
        match self.path.file_stem() {
            Some("lib" | "main" | "mod") | None => self
                .path
                .parent()
                .map(Utf8Path::to_owned)
                .unwrap_or_default(),
            Some(_) => self.path.with_extension(""),
        }
    }

    /// Whether the line is compiled for tests or benchmarks only.
    pub(super) fn is_test(&self, line: usize) -> bool {
        self.all_test || self.test_lines.iter().any(|lines| lines.contains(&line))
    }

    /// Whether the whole file is.
    pub(super) fn is_all_test(&self) -> bool {
        self.all_test
    }

    /// Whether the file is part of a library: not of a program, a test or an example.
    pub(super) fn is_library(&self) -> bool {
        let program = self.path.file_name() == Some("main.rs") || in_folder(&self.path, &["bin"]);
        in_folder(&self.path, &["src"]) && !program && !self.all_test
    }

    /// Whether a comment on the line, or in the comment right above it, starts with `mark`.
    pub(super) fn says(&self, line: usize, mark: &str) -> bool {
        let text = |line: usize| self.lines.get(line - 1).map_or("", String::as_str);
        let marked = |line| {
            let comment = text(line).find("//").map(|at| &text(line)[at..]);
            comment.is_some_and(|comment| comment.trim_start_matches(['/', ' ']).starts_with(mark))
        };
        let above = (1..line)
            .rev()
            .take_while(|line| text(*line).trim_start().starts_with("//"));
        marked(line) || above.into_iter().any(marked)
    }

    /// The comment lines before the first item.
    pub(super) fn header(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().map(|line| line.trim());
        lines.take_while(|line| line.is_empty() || line.starts_with("//"))
    }

    /// Whether codegen writes it.
    pub(super) fn is_generated(&self) -> bool {
        self.header()
            .any(|comment| comment.contains("Written by `cargo xtask codegen`"))
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// The first line of a piece of syntax.
pub(super) fn line(span: Span) -> usize {
    span.start().line
}

fn in_folder(path: &Utf8Path, names: &[&str]) -> bool {
    path.parent()
        .is_some_and(|folder| folder.iter().any(|part| names.contains(&part)))
}

fn flatten(stream: TokenStream, into: &mut Vec<Token>) {
    let token = |text: &str, span: Span| Token {
        text: text.to_owned(),
        line: line(span),
    };
    for tree in stream {
        match tree {
            TokenTree::Ident(word) => into.push(token(&word.to_string(), word.span())),
            TokenTree::Punct(sign) => into.push(token(&sign.to_string(), sign.span())),
            // The text of a literal is no code: its place is kept, its words are not.
            TokenTree::Literal(literal) => into.push(token("\"\"", literal.span())),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                into.push(token(open, group.span_open()));
                flatten(group.stream(), into);
                into.push(token(close, group.span_close()));
            }
        }
    }
}

#[derive(Debug, Default)]
struct Tests {
    lines: Vec<RangeInclusive<usize>>,
    modules: Vec<String>,
}

impl<'ast> Visit<'ast> for Tests {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(is_for_tests) {
            return syn::visit::visit_item(self, item);
        }
        if let Item::Mod(ItemMod {
            content: None,
            ident,
            ..
        }) = item
        {
            self.modules.push(ident.to_string());
        }
        let span = item.span();
        self.lines.push(line(span)..=span.end().line);
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]`, also with more conditions; not `any(test, …)`, which a feature may switch on.
fn is_for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut tokens = Vec::new();
    flatten(list.tokens.clone(), &mut tokens);
    let has = |word: &str| tokens.iter().any(|token| token.text == word);
    list.path.is_ident("cfg") && has("test") && !has("any") && !has("not")
}
