//! What is written can be read, by everybody, under its own name.

use super::{Fault, Ground, Needs, Rule, ensure, sample};
use crate::ConnectionId;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "kept_whole",
        text: "a record is read by every other handle as it was written, to the last byte and up to 100 kB",
        needs: Needs::Nothing,
        run: |ground| Box::pin(kept_whole(ground)),
    },
    Rule {
        name: "kept_apart",
        text: "connections do not touch each other, whatever their names",
        needs: Needs::Nothing,
        run: |ground| Box::pin(kept_apart(ground)),
    },
    Rule {
        name: "removed_is_none",
        text: "a removed record reads as none, and so does one that never was",
        needs: Needs::Nothing,
        run: |ground| Box::pin(removed_is_none(ground)),
    },
];

async fn kept_whole(ground: &Ground<'_>) -> Result<(), Fault> {
    let (writer, reader) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let mut version = None;
    for record in sample::variety() {
        version = Some(writer.put(&at, version, &record).await?);
        for handle in [&reader, &writer, &ground.open().await?] {
            let stored = handle.stored(&at).await?;
            ensure!(
                sample::same(&stored, &record)?,
                "{} was written, another record or {} was read",
                sample::mark(Some(&crate::store::Stored::new(stored.version, record))),
                sample::mark(Some(&stored))
            );
        }
    }
    Ok(())
}

/// Names that a path, a pattern, a query or a fold would take for another.
fn odd_names(fresh: &str) -> Vec<ConnectionId> {
    let long = "l".repeat(600);
    let mut names: Vec<String> = [
        "",
        " ",
        ".",
        "..",
        "/",
        "a",
        "A",
        "a ",
        " a",
        "a.",
        "a/",
        "a/b",
        "a\\b",
        "a_b",
        "a%2Fb",
        "a:b",
        "a::b",
        "a%",
        "a*",
        "a?",
        "[a]",
        "{a}",
        "a'--",
        "a\"",
        "a;",
        "a\n",
        "a\t",
        "$a",
        "~a",
        "é",
        "e\u{301}",
        "É",
        "ß",
        "ss",
        "\u{1F511}",
        ".tmp",
        ".lock",
        "a.tmp",
        "a.lock",
    ]
    .map(|odd| format!("{fresh}{odd}"))
    .into();
    names.extend(["../", "/", "~/", ".", "%", "*"].map(|odd| format!("{odd}{fresh}")));
    names.extend([format!("{fresh}{long}1"), format!("{fresh}{long}2")]);
    names.extend(["", " ", ".", "..", "/", "*", "%"].map(str::to_owned));
    names.into_iter().map(ConnectionId::new).collect()
}

async fn kept_apart(ground: &Ground<'_>) -> Result<(), Fault> {
    let (writer, reader) = (ground.open().await?, ground.open().await?);
    let names = odd_names(&ground.name());
    for (number, at) in names.iter().enumerate() {
        // Some names cannot be fresh.
        let known = writer.version(at).await?;
        let record = sample::record(&number.to_string());
        writer.put(at, known, &record).await?;
    }
    for (number, at) in names.iter().enumerate() {
        let stored = reader.stored(at).await?;
        let (read, written) = (sample::mark(Some(&stored)), format!("access-{number}"));
        ensure!(
            read == written,
            "{:?} reads {read}, {written} was written",
            at.as_str()
        );
        // Those that a removal takes along are missed in their turn.
        writer.remove(at, stored.version).await?;
        ensure!(
            reader.load(at).await?.is_none(),
            "{:?} is still there after its removal",
            at.as_str()
        );
    }
    Ok(())
}

async fn removed_is_none(ground: &Ground<'_>) -> Result<(), Fault> {
    let (one, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    ensure!(one.load(&at).await?.is_none(), "a record that never was");
    let version = one.put(&at, None, &sample::record("first")).await?;
    other.stored(&at).await?;
    one.remove(&at, version).await?;
    for handle in [&one, &other, &ground.open().await?] {
        let stored = handle.load(&at).await?;
        ensure!(
            stored.is_none(),
            "{} after its removal",
            sample::mark(stored.as_ref())
        );
    }
    other.put(&at, None, &sample::record("second")).await?;
    let read = sample::mark(one.load(&at).await?.as_ref());
    ensure!(read == "access-second", "{read} after a new sign-in");
    Ok(())
}
