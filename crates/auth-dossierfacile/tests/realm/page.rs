//! Keycloak's login and consent pages, read: which form there is, what it wants, and what the page complains about.
//!
//! Known by what themes keep, DossierFacile's included: the form `kc-form-login` with `username` and `password`, the form
//! with the button `accept`, and the places of messages (Keycloak: `login.ftl`, `login-oauth-grant.ftl`, `template.ftl`).

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, Spanned, StartTag, Token, Tokenizer};

#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: String,
    forms: Vec<Form>,
    /// What the page complains about, as a person reads it.
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Form {
    id: String,
    pub(crate) action: String,
    controls: Vec<Control>,
}

/// What a form sends: a field with its value, or a button.
#[derive(Debug)]
struct Control {
    name: String,
    value: String,
    is_button: bool,
}

impl Page {
    pub(crate) fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        // Script is no markup, whatever it has in its strings.
        emitter.naively_switch_states(true);
        let mut page = Self::default();
        let mut in_form = false;
        // The element whose text is read, and the text so far.
        let mut reading: Option<(Vec<u8>, String)> = None;
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let attributes = Attributes(&tag.attributes);
                    match tag.name.as_slice() {
                        b"form" => {
                            page.forms.push(attributes.form());
                            in_form = true;
                        }
                        b"input" | b"button" if in_form => {
                            let controls = page.forms.last_mut().map(|form| &mut form.controls);
                            if let (Some(controls), Some(control)) =
                                (controls, attributes.control(&tag))
                            {
                                controls.push(control);
                            }
                        }
                        _ => {}
                    }
                    if reading.is_none() && (*tag.name == b"title" || attributes.complains()) {
                        reading = Some((tag.name.to_vec(), String::new()));
                    }
                }
                Token::String(text) => {
                    if let Some((_, read)) = &mut reading {
                        read.push_str(&String::from_utf8_lossy(&text.value));
                    }
                }
                Token::EndTag(tag) => {
                    in_form &= *tag.name != b"form";
                    if let Some((element, text)) =
                        reading.take_if(|(element, _)| **element == *tag.name)
                    {
                        page.says(&element, &text);
                    }
                }
                _ => {}
            }
        }
        page
    }

    /// Short, in one line; the first complaint counts.
    fn says(&mut self, element: &[u8], text: &str) {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = words.chars().take(200).collect();
        if element == b"title" {
            self.title = text;
        } else if !text.is_empty() {
            self.problem.get_or_insert(text);
        }
    }

    /// The form that asks who it is.
    pub(crate) fn login(&self) -> Option<&Form> {
        self.forms
            .iter()
            .find(|form| form.id == "kc-form-login" && form.has("password"))
    }

    /// The form that asks whether the data may be shared.
    pub(crate) fn consent(&self) -> Option<&Form> {
        self.forms.iter().find(|form| form.has("accept"))
    }
}

impl Form {
    fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name)
    }

    /// What a browser sends when the fields are `filled` and the `button` is pressed, form-encoded.
    pub(crate) fn sent(&self, filled: &[(&str, &str)], button: &str) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for Control {
            name,
            value,
            is_button,
        } in &self.controls
        {
            if *is_button && name != button {
                continue;
            }
            let value = filled
                .iter()
                .find_map(|(field, value)| (field == name).then_some(*value))
                .unwrap_or(value);
            body.append_pair(name, value);
        }
        body.finish()
    }
}

struct Attributes<'a>(&'a BTreeMap<HtmlString, Spanned<HtmlString, ()>>);

impl Attributes<'_> {
    fn find(&self, name: &str) -> Option<String> {
        let value = self.0.get(name.as_bytes())?;
        Some(String::from_utf8_lossy(&value.value).into_owned())
    }

    fn text(&self, name: &str) -> String {
        self.find(name).unwrap_or_default()
    }

    fn form(&self) -> Form {
        Form {
            id: self.text("id"),
            action: self.text("action"),
            controls: Vec::new(),
        }
    }

    /// `None` for what a browser does not send.
    fn control(&self, tag: &StartTag<()>) -> Option<Control> {
        let name = self.find("name")?;
        let button = *tag.name == b"button";
        let kind = self
            .find("type")
            .unwrap_or_else(|| if button { "submit" } else { "text" }.to_owned());
        let kind = kind.to_ascii_lowercase();
        let box_is_empty =
            matches!(kind.as_str(), "checkbox" | "radio") && self.find("checked").is_none();
        if self.find("disabled").is_some()
            || box_is_empty
            || matches!(kind.as_str(), "button" | "reset")
        {
            return None;
        }
        let unsaid = if kind == "checkbox" { "on" } else { "" };
        Some(Control {
            name,
            value: self.find("value").unwrap_or_else(|| unsaid.to_owned()),
            is_button: button || kind == "submit",
        })
    }

    /// Whether the element holds a message: under a field, in the alert above the form, or on the error page.
    fn complains(&self) -> bool {
        let classes = self.text("class");
        self.text("id").starts_with("input-error")
            || classes.split_whitespace().any(|class| {
                class == "kc-feedback-text"
                    || class.ends_with("-c-alert__title")
                    || class == "instruction"
            })
    }
}
