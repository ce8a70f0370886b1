//! Every fact as a row of a table, for the page of the provider and for `auth providers show`.

use serde::Serialize;

use crate::description::{Description, Exchange, Expiry, Fact, Field, Header, Renewal, who};

/// A table of facts.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    cells: Vec<String>,
    sources: Vec<String>,
    certainty: String,
    assumed: bool,
    checked: String,
    note: Option<String>,
}

/// All of them, in the order of the description.
pub(super) fn sections(one: &Description) -> Vec<Section> {
    let mut all = Sections {
        one,
        all: Vec::new(),
    };
    all.hosts();
    all.schemes();
    all.answers();
    all.webhooks();
    all.all.retain(|section| !section.rows.is_empty());
    all.all
}

struct Sections<'a> {
    one: &'a Description,
    all: Vec<Section>,
}

impl Sections<'_> {
    fn title(&mut self, title: impl Into<String>, columns: &[&'static str]) {
        self.all.push(Section {
            title: title.into(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        });
    }

    fn row(&mut self, fact: &dyn Fact, cells: &[&str]) {
        let mut sources: Vec<_> = self.one.sources(fact).collect();
        let assumed = self.one.assumes(fact);
        let kinds = sources.iter().map(|source| words(&told(source.kind)));
        let mut certainty: Vec<_> = kinds.collect();
        certainty.dedup();
        let ids = sources.iter().map(|source| source.id.to_string()).collect();
        sources.sort_by_key(|source| source.checked.to_string());
        let row = Row {
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            sources: ids,
            certainty: certainty.join(", "),
            assumed,
            checked: sources
                .first()
                .map(|source| source.checked.to_string())
                .unwrap_or_default(),
            note: fact.note().map(str::to_owned),
        };
        if let Some(section) = self.all.last_mut() {
            section.rows.push(row);
        }
    }

    fn hosts(&mut self) {
        let one = self.one;
        self.title("Hosts", &["environment", "base", "URL"]);
        for environment in &one.environment {
            let live = if environment.live { "live" } else { "not live" };
            let id = format!("{} ({live})", &*environment.id);
            for host in &environment.url {
                let url = match (&host.url, &host.input) {
                    (Some(url), _) => code(url),
                    (_, input) => format!("the user's `{}`", input.as_deref().unwrap_or_default()),
                };
                self.row(host, &[&id, &host.base, &url]);
            }
        }
        self.title("What each host may receive", &["base", "secrets"]);
        for origin in &one.origin {
            let secrets = list(origin.receives.iter().map(|id| code(id)));
            self.row(origin, &[&origin.base, &secrets]);
        }
        self.title(
            "What you supply",
            &["input", "variable", "what", "shape", "belongs to"],
        );
        for input in &one.input {
            let secret = input
                .secret
                .map(|kind| format!(", secret: {}", words(&told(kind))));
            let shape = input.shape.clone() + &secret.unwrap_or_default();
            let variable = input
                .variable
                .as_deref()
                .map_or("at a sign-in".to_owned(), code);
            let label = format!("{} / {}", input.english, input.french);
            self.row(
                input,
                &[
                    &input.id,
                    &variable,
                    &label,
                    &shape,
                    &words(&told(input.scope)),
                ],
            );
        }
        self.title(
            "What calls and answers carry besides",
            &["name", "where", "when", "value"],
        );
        for context in &one.context {
            let place = words(&told(context.place));
            self.row(
                context,
                &[
                    &code(&context.name),
                    &place,
                    &context.required,
                    &context.shape,
                ],
            );
        }
    }

    fn schemes(&mut self) {
        let one = self.one;
        for scheme in &one.scheme {
            self.title(
                format!("Scheme {}: {}", &*scheme.id, scheme.label),
                &["what", "value"],
            );
            self.row(
                scheme,
                &[
                    "kind",
                    &format!("{}: {}", words(&told(scheme.kind)), scheme.about),
                ],
            );
            self.row(
                scheme,
                &["carried by", &list(scheme.carries.iter().map(header))],
            );
            self.row(scheme, &["a person is needed", &scheme.person]);
            if let Some(expiry) = &scheme.expiry {
                self.row(expiry, &["end", &end(expiry)]);
            }
            self.row(&scheme.renewal, &["renewal", &renewal(&scheme.renewal)]);
            let revocation = &scheme.revocation;
            self.row(
                revocation,
                &[
                    "revocation",
                    &format!("{}: {}", &*revocation.how, revocation.about),
                ],
            );
            self.exchanges(format!("Requests of {}", &*scheme.id), &scheme.step);
        }
        self.exchanges("Calls".to_owned(), &one.call);
    }

    fn exchanges(&mut self, title: String, all: &[Exchange]) {
        self.title(title, &["what", "request", "carries", "success", "changes"]);
        for one in all {
            let role = one.role.map(|role| format!("{}: ", words(&told(role))));
            let what = role.unwrap_or_default() + &one.about;
            let request = code(&format!("{} {{{}}}{}", one.method, &*one.base, &*one.path));
            let query = one.query.iter().map(|part| format!("?{}", field(part)));
            let fields = one.fields.iter().map(field).chain(query);
            let encoding = one
                .encoding
                .map(|encoding| format!("as {}", words(&told(encoding))));
            let carries = list(fields.chain(one.headers.iter().map(header)).chain(encoding));
            let answer = &one.answer;
            let status = list(answer.status.iter().map(u16::to_string));
            let members = answer
                .token
                .iter()
                .chain(&answer.refresh_token)
                .chain(&answer.also);
            let members = list(members.map(|member| code(member)));
            let success = [status, members, answer.about.clone().unwrap_or_default()];
            let success = list(success.into_iter().filter(|part| !part.is_empty()));
            self.row(
                one,
                &[
                    &what,
                    &request,
                    &carries,
                    &success,
                    one.effect.as_deref().unwrap_or_default(),
                ],
            );
        }
    }

    fn answers(&mut self) {
        let one = self.one;
        let columns = [
            "what", "on", "status", "code", "class", "who acts", "concerns",
        ];
        self.title("Errors", &columns);
        for error in &one.error {
            let status = list(error.status.iter().map(u16::to_string));
            let codes = list(error.code.iter().map(|code_| code(code_)));
            let member = error
                .member
                .as_ref()
                .map(|member| format!(" at {}", code(member)));
            let codes = codes + &member.unwrap_or_default();
            let advice = error.advice.as_ref().map(|advice| format!(": {advice}"));
            let who =
                who(&error.class).unwrap_or_default().to_owned() + &advice.unwrap_or_default();
            let on = list(
                [told(error.on)]
                    .into_iter()
                    .chain(error.grants.iter().cloned()),
            );
            let (class, concerns) = (words(&error.class), words(&told(error.concerns)));
            self.row(
                error,
                &[&error.about, &on, &status, &codes, &class, &who, &concerns],
            );
        }
        self.title("Limits", &["limit", "what", "per"]);
        for limit in &one.limit {
            self.row(limit, &[&limit.id, &limit.about, &words(&told(limit.per))]);
        }
    }

    fn webhooks(&mut self) {
        let one = self.one;
        for webhook in &one.webhook {
            self.title(format!("Webhook {}", &*webhook.id), &["what", "value"]);
            let members = [
                ("type", Some(&webhook.type_member)),
                ("id", webhook.id_member.as_ref()),
                ("tenant", webhook.tenant_member.as_ref()),
                ("subject", webhook.subject_member.as_ref()),
                ("time", webhook.time_member.as_ref()),
            ];
            let members = members
                .into_iter()
                .filter_map(|(what, at)| Some(format!("{what} at {}", code(at?))));
            let proof = webhook
                .authentication
                .as_ref()
                .map(|proof| format!("{}: {}", words(&told(proof.how)), proof.about));
            self.row(webhook, &["payload", &told(webhook.payload)]);
            self.row(webhook, &["members", &list(members)]);
            self.row(webhook, &["authentication", &proof.unwrap_or_default()]);
            self.row(webhook, &["delivery", &webhook.delivery]);
            self.row(webhook, &["catch-up", &webhook.catch_up]);
            self.title(
                format!("Events of {}", &*webhook.id),
                &["type", "effect on the connection", "what"],
            );
            for event in &webhook.event {
                self.row(
                    event,
                    &[
                        &code(&event.name),
                        &words(&told(event.effect)),
                        &event.about,
                    ],
                );
            }
        }
        self.title("Words", &["where", "words"]);
        for vocabulary in &one.vocabulary {
            let entries = vocabulary
                .words
                .iter()
                .map(|entry| format!("{} {}", code(&entry.text), entry.about));
            self.row(vocabulary, &[&vocabulary.about, &list(entries)]);
        }
        self.title("Other values", &["value", "what"]);
        for value in &one.value {
            let texts = value
                .texts
                .iter()
                .flatten()
                .chain(&value.text)
                .map(|text| code(text));
            let statuses = value.statuses.iter().flatten().map(u16::to_string);
            let seconds = value.seconds.map(|seconds| format!("{seconds} s"));
            self.row(
                value,
                &[&list(texts.chain(statuses).chain(seconds)), &value.about],
            );
        }
    }
}

/// A choice as the description writes it.
pub(super) fn told(choice: impl Serialize) -> String {
    let text = serde_json::to_value(choice).ok();
    text.and_then(|text| text.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// `source_code` in words.
pub(super) fn words(choice: &str) -> String {
    choice.replace('_', " ")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn field(field: &Field) -> String {
    let value = field
        .text
        .clone()
        .or_else(|| Some(format!("{{{}}}", &**field.of.as_ref()?)));
    let optional = if field.optional { " if given" } else { "" };
    code(&format!("{}={}", &*field.name, value.unwrap_or_default())) + optional
}

fn header(header: &Header) -> String {
    let of = header
        .of
        .iter()
        .map(|id| format!("{{{}}}", &**id))
        .collect::<Vec<_>>()
        .join(":");
    let value = match &*told(header.form) {
        "bearer" => format!("Bearer {of}"),
        "basic" => format!("Basic base64({of})"),
        "base64" => format!("base64({of})"),
        _ => of,
    };
    let optional = if header.optional { " if given" } else { "" };
    code(&format!("{}: {value}", &*header.name)) + optional
}

fn end(expiry: &Expiry) -> String {
    let member = expiry
        .member
        .as_ref()
        .map(|member| format!(" {}", code(member)));
    let format = expiry
        .format
        .map(|format| format!(" as {}", words(&told(format))));
    let zone = expiry.zone.as_ref().map(|zone| format!(" in {zone}"));
    let read = [member, format, zone]
        .into_iter()
        .flatten()
        .fold(expiry.read.to_string(), |all, part| all + &part);
    let seconds =
        |what: &str, seconds: Option<u64>| seconds.map(|seconds| format!("{what} {seconds} s"));
    let more = [
        expiry
            .otherwise
            .map(|otherwise| format!("otherwise {}", told(otherwise))),
        seconds("by the sources", expiry.lifetime),
        seconds("if it cannot be read", expiry.unknown_age),
        expiry
            .refresh_member
            .as_ref()
            .map(|member| format!("of the refresh token {}", code(member))),
        seconds(
            "of the refresh token by the sources",
            expiry.refresh_lifetime,
        ),
    ];
    list([read].into_iter().chain(more.into_iter().flatten()))
}

fn renewal(renewal: &Renewal) -> String {
    let flag = |what: &str, flag: Option<bool>| {
        flag.map(|flag| format!("{what}: {}", if flag { "yes" } else { "no" }))
    };
    let seconds =
        |what: &str, seconds: Option<u64>| seconds.map(|seconds| format!("{what} {seconds} s"));
    let more = [
        flag("after expiry", renewal.after_expiry),
        flag("rotates", renewal.rotates),
        renewal
            .old_token
            .map(|fate| format!("old token: {}", told(fate))),
        renewal
            .replay
            .as_ref()
            .map(|replay| format!("replay: {}", told(replay.get_ref()))),
        flag("old token usable meanwhile", renewal.overlap),
        seconds("from the sign-in for", renewal.session),
        seconds("idle for at most", renewal.idle),
    ];
    list(
        [words(&renewal.how)]
            .into_iter()
            .chain(more.into_iter().flatten()),
    )
}
