//! `docs/providers/ID.md`: every fact with its source, certainty and date.

use std::fmt::Write as _;

use super::{
    description::{Description, Exchange, Expiry, Fact, Renewal, SourceKind, Word},
    lints,
};

/// The page of one provider.
pub(super) fn page(one: &Description) -> String {
    let facts = one.facts();
    let assumed = facts.iter().filter(|fact| one.assumes(**fact)).count();
    let mut page = Page {
        one,
        last: 0,
        text: format!(
            "<!-- Written by `cargo xtask codegen` from provider.toml: edit that. -->\n\n# {}\n\n{}\n\n\
         {} facts, {assumed} of them **assumed**: inferred, not stated by the provider.\n",
            one.name,
            one.about,
            facts.len(),
        ),
    };
    page.hosts();
    page.inputs();
    for scheme in &one.scheme {
        page.title(&format!("Scheme `{}`", scheme.id.get_ref()));
        page.table("what|value");
        page.row(
            scheme,
            &[
                &"kind",
                &format!("{}: {}", words(scheme.kind), scheme.about),
            ],
        );
        page.row(scheme, &[&"carried by", &code(&scheme.carries)]);
        if let Some(expiry) = &scheme.expiry {
            page.row(expiry, &[&"expiry", &end(expiry)]);
        }
        page.row(&scheme.renewal, &[&"renewal", &renewal(&scheme.renewal)]);
        page.exchanges(&scheme.step);
    }
    if !one.call.is_empty() {
        page.title("Calls");
        page.exchanges(&one.call);
    }
    page.answers();
    page.webhooks();
    page.title("Other values");
    page.table("value|what");
    for value in &one.value {
        let texts = value.texts.iter().flatten().chain(&value.text);
        let shown = match value.seconds {
            Some(seconds) => format!("{seconds} s"),
            None => texts
                .map(|text| format!("`{text}`"))
                .collect::<Vec<_>>()
                .join(", "),
        };
        page.row(value, &[&shown, &value.about]);
    }
    page.sources();
    page.text
}

struct Page<'a> {
    one: &'a Description,
    text: String,
    /// Where the fact of the last row stands.
    last: usize,
}

impl Page<'_> {
    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        _ = self.text.write_fmt(text);
    }

    fn title(&mut self, title: &str) {
        self.write(format_args!("\n## {title}\n"));
    }

    /// The head of a table of facts.
    fn table(&mut self, columns: &str) {
        let columns = format!("{columns}|source|certainty|checked");
        let rule = "---|".repeat(columns.split('|').count());
        self.write(format_args!(
            "\n| {} |\n|{rule}\n",
            columns.replace('|', " | ")
        ));
    }

    fn row(&mut self, fact: &dyn Fact, cells: &[&dyn std::fmt::Display]) {
        let mut row = String::from("|");
        for cell in cells {
            // Writing to a string cannot fail.
            _ = write!(row, " {} |", cell.to_string().replace('|', "\\|"));
        }
        let mut sources: Vec<_> = self.one.sources(fact).collect();
        sources.sort_by_key(|source| source.checked.to_string());
        let ids: Vec<_> = sources
            .iter()
            .map(|source| source.id.get_ref().as_str())
            .collect();
        let kinds: Vec<_> = sources
            .iter()
            .map(|source| certainty(source.kind))
            .collect();
        let checked = sources.first().map(|source| source.checked.to_string());
        // A fact that takes several rows says its note once.
        let note = fact.note().filter(|_| self.last != fact.at());
        let note = note.map(|note| format!(". {}", note.replace('|', "\\|")));
        self.last = fact.at();
        self.write(format_args!(
            "{row} {}{} | {} | {} |\n",
            ids.join(", "),
            note.unwrap_or_default(),
            kinds.join(", "),
            checked.unwrap_or_default(),
        ));
    }

    fn hosts(&mut self) {
        self.title("Hosts");
        self.table("environment|base|URL");
        for environment in &self.one.environment {
            let live = if environment.live { "live" } else { "not live" };
            let id = format!("{} ({live})", environment.id.get_ref());
            for url in &environment.url {
                self.row(
                    url,
                    &[
                        &id,
                        &url.base.get_ref(),
                        &format!("`{}`", url.url.get_ref()),
                    ],
                );
            }
            if environment.url.is_empty() {
                self.write(format_args!("| {id} | | the user's setting | | | |\n"));
            }
        }
        self.table("base|may receive");
        for origin in &self.one.origin {
            self.row(origin, &[&origin.base.get_ref(), &code(&origin.receives)]);
        }
    }

    fn inputs(&mut self) {
        self.title("What you supply");
        self.table("variable|what|shape|scope");
        for input in &self.one.input {
            let secret = input
                .secret
                .map(|kind| format!(", secret: {}", words(kind)));
            let shape = format!("{}{}", input.shape, secret.unwrap_or_default());
            let variable = match &input.variable {
                Some(variable) => format!("`{}`", variable.get_ref()),
                None => format!("`{}`, at a sign-in", input.id.get_ref()),
            };
            let label = format!("{} / {}", input.english, input.french);
            self.row(input, &[&variable, &label, &shape, &words(input.scope)]);
        }
        if !self.one.context.is_empty() {
            self.title("What requests and answers carry besides");
            self.table("name|where|required|value");
        }
        for context in &self.one.context {
            let name = format!("`{}`", context.name.get_ref());
            self.row(
                context,
                &[
                    &name,
                    &words(context.place),
                    &context.required,
                    &context.shape,
                ],
            );
        }
    }

    fn exchanges(&mut self, all: &[Exchange]) {
        if all.is_empty() {
            return;
        }
        self.table("step|request|carries|success and other outcomes|changes");
        for one in all {
            let role = one.role.map(|role| format!("**{}**: ", words(role)));
            let step = format!("{}{}", role.unwrap_or_default(), one.about);
            let request = format!(
                "`{} {{{}}}{}`",
                one.method,
                one.base.get_ref(),
                one.path.get_ref()
            );
            let encoding = one
                .encoding
                .as_ref()
                .map(|encoding| format!(" as {encoding}"));
            let sent = [&one.body, &one.query, &one.headers].map(|words| code(words));
            let sent: Vec<_> = sent.into_iter().filter(|sent| !sent.is_empty()).collect();
            let sent = sent.join(", ") + &encoding.unwrap_or_default();
            let answers: Vec<_> = [&one.success]
                .into_iter()
                .chain(&one.outcomes)
                .cloned()
                .collect();
            let effect = one.effect.as_deref().unwrap_or_default();
            self.row(one, &[&step, &request, &sent, &answers.join("; "), &effect]);
        }
    }

    fn answers(&mut self) {
        self.title("Errors");
        self.table("what|read at|status|code|class|who acts|concerns");
        for error in &self.one.error {
            let status: Vec<_> = error.status.iter().map(u16::to_string).collect();
            let codes: Vec<_> = error.code.iter().map(|code| format!("`{code}`")).collect();
            let class = error.class.get_ref();
            let who = lints::who(class).unwrap_or_default();
            let advice = error.advice.as_ref().map(|advice| format!(": {advice}"));
            let who = format!("{who}{}", advice.unwrap_or_default());
            let read = if error.grants.is_empty() {
                error.read.clone()
            } else {
                format!("{}, for {}", error.read, error.grants.join(", "))
            };
            let (status, codes) = (status.join(", "), codes.join(", "));
            let class = class.replace('_', " ");
            self.row(
                error,
                &[
                    &error.about,
                    &read,
                    &status,
                    &codes,
                    &class,
                    &who,
                    &words(error.concerns),
                ],
            );
        }
        if self.one.limit.is_empty() {
            return;
        }
        self.title("Limits");
        self.table("limit|what");
        for limit in &self.one.limit {
            self.row(limit, &[&limit.id.get_ref(), &limit.about]);
        }
    }

    fn webhooks(&mut self) {
        for webhook in &self.one.webhook {
            self.title(&format!("Webhook `{}`", webhook.id.get_ref()));
            self.table("what|value");
            let authentication = webhook.authentication.as_deref().unwrap_or_default();
            self.row(webhook, &[&"payload", &webhook.payload]);
            self.row(webhook, &[&"members", &webhook.members.join("; ")]);
            self.row(webhook, &[&"authentication", &authentication]);
            self.row(webhook, &[&"delivery", &webhook.delivery]);
            self.row(webhook, &[&"catch-up", &webhook.catch_up]);
            if webhook.event.is_empty() {
                continue;
            }
            self.table("event type|effect on the connection|what");
            for event in &webhook.event {
                self.row(
                    event,
                    &[
                        &format!("`{}`", event.name.get_ref()),
                        &words(event.effect),
                        &event.about,
                    ],
                );
            }
        }
    }

    fn sources(&mut self) {
        self.text +=
            "\n## Sources\n\n| id | certainty | reference | checked |\n|---|---|---|---|\n";
        for source in &self.one.source {
            let (id, kind) = (source.id.get_ref(), certainty(source.kind));
            self.write(format_args!(
                "| {id} | {kind} | {} | {} |\n",
                source.reference, source.checked
            ));
        }
    }
}

fn certainty(kind: SourceKind) -> String {
    if kind == SourceKind::Assumed {
        "**assumed**".to_owned()
    } else {
        words(kind)
    }
}

/// A choice in words: `RefreshToken` is "refresh token".
fn words(choice: impl std::fmt::Debug) -> String {
    let name = format!("{choice:?}");
    let parts = name.char_indices().map(|(at, c)| match c {
        _ if at > 0 && c.is_uppercase() => format!(" {}", c.to_lowercase()),
        _ => c.to_lowercase().to_string(),
    });
    parts.collect()
}

fn code(words: &[Word]) -> String {
    let shown: Vec<_> = words
        .iter()
        .map(|word| format!("`{}`", word.get_ref()))
        .collect();
    shown.join(", ")
}

fn end(expiry: &Expiry) -> String {
    let mut all = vec![expiry.read.get_ref().clone()];
    all.extend(
        expiry
            .lifetime
            .map(|seconds| format!("{seconds} s by the sources")),
    );
    all.extend(
        expiry
            .unknown_age
            .map(|seconds| format!("{seconds} s when it cannot be read")),
    );
    all.extend(
        expiry
            .refresh
            .as_ref()
            .map(|read| format!("of the refresh token: {read}")),
    );
    all.join("; ")
}

fn renewal(renewal: &Renewal) -> String {
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let mut all = vec![words(*renewal.how.get_ref())];
    all.extend(
        renewal
            .after_expiry
            .map(|is| format!("after expiry: {}", yes(is))),
    );
    all.extend(
        renewal
            .rotates
            .map(|is| format!("ends the old token: {}", yes(is))),
    );
    all.extend(
        renewal
            .replay
            .as_ref()
            .map(|replay| format!("replay: {}", words(*replay.get_ref()))),
    );
    all.extend(
        renewal
            .overlap
            .map(|is| format!("old token usable meanwhile: {}", yes(is))),
    );
    all.extend(
        renewal
            .session
            .map(|seconds| format!("for {seconds} s after the sign-in")),
    );
    all.join("; ")
}
