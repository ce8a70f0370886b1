//! The tables of refusals in `src/generated.rs`.

use super::{
    description::{Description, Refusal},
    rust::{about, capital, comment, constant, quoted},
};

/// A row of a table by status, code and grant.
pub(super) const REFUSAL: &str = "/// What a status and a code mean for some grants.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    /// As [`auth_core::Grant::name`] calls them.
    pub(crate) grants: &'static [&'static str],
    pub(crate) class: ErrorClass,
}

";

/// One constant for each table: statuses, a code, or rows.
pub(super) fn refusals(one: &Description, items: &mut String) {
    let mut tables: Vec<(&str, Vec<&Refusal>)> = Vec::new();
    for refusal in &one.error {
        let Some(name) = &refusal.table else {
            continue;
        };
        match tables.iter_mut().find(|(table, _)| table == name) {
            Some((_, rows)) => rows.push(refusal),
            None => tables.push((name, vec![refusal])),
        }
    }
    for (name, rows) in tables {
        let told = rows.iter().map(|row| about(one, &row.about, *row));
        if rows.iter().all(|row| row.code.is_empty()) {
            let all = rows.iter().flat_map(|row| &row.status);
            let all: Vec<_> = all
                .map(|code| format!("StatusCode::{}", status(*code).unwrap_or_default()))
                .collect();
            let item = (name, "&[StatusCode]", format!("&[{}]", all.join(", ")));
            constant(items, &told.collect::<Vec<_>>().join("\n\n"), &item);
            continue;
        }
        if let [
            Refusal {
                code,
                variant: None,
                ..
            },
        ] = &*rows
            && let [code] = &**code
        {
            constant(
                items,
                &told.collect::<String>(),
                &(name, "&str", quoted(code)),
            );
            continue;
        }
        let value: String = rows
            .iter()
            .map(|row| comment("//", &about(one, &row.about, *row)) + &pairs(row))
            .collect();
        let prefixes = rows
            .iter()
            .flat_map(|row| &row.code)
            .any(|code| code.ends_with('*'));
        let prefixes = if prefixes { "; `*` ends a prefix" } else { "" };
        let what = format!("What `{}` means{prefixes}.", rows[0].read);
        let kind = if rows
            .iter()
            .any(|row| row.status.is_empty() || row.grants.is_empty())
        {
            "&[(&str, ErrorClass)]"
        } else {
            "&[Refusal]"
        };
        let item = (name, kind, format!("&[\n{value}]"));
        constant(items, &what, &item);
    }
}

fn pairs(row: &Refusal) -> String {
    let camel = || row.class.get_ref().split('_').map(capital).collect();
    let class = row.variant.clone().unwrap_or_else(camel);
    let advice = row
        .advice
        .as_ref()
        .map(|advice| format!("({})", quoted(advice)));
    let class = format!("ErrorClass::{class}{}", advice.unwrap_or_default());
    let codes = row.code.iter().map(|code| quoted(code));
    if row.status.is_empty() || row.grants.is_empty() {
        return codes
            .map(|code| format!("({code}, {class}),\n"))
            .collect::<Vec<_>>()
            .concat();
    }
    let grants: Vec<_> = row.grants.iter().map(|grant| quoted(grant)).collect();
    let grants = grants.join(", ");
    let rows = codes.flat_map(|code| row.status.iter().map(move |status| (status, code.clone())));
    let rows = rows.map(|(status, code)| {
        format!(
            "Refusal {{ status: {status}, code: {code}, grants: &[{grants}], class: {class} }},\n"
        )
    });
    rows.collect::<Vec<_>>().concat()
}

/// The name that the crate `http` gives to a status.
pub(super) fn status(code: u16) -> Option<&'static str> {
    Some(match code {
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        408 => "REQUEST_TIMEOUT",
        409 => "CONFLICT",
        422 => "UNPROCESSABLE_ENTITY",
        425 => "TOO_EARLY",
        429 => "TOO_MANY_REQUESTS",
        500 => "INTERNAL_SERVER_ERROR",
        503 => "SERVICE_UNAVAILABLE",
        _ => return None,
    })
}
