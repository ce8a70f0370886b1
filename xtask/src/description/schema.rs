//! The JSON Schema of a description.

use serde_json::{Map, Value, json};

use super::Description;

/// Members that the reader can do without, so that the lints can say what is missing and why.
const REQUIRED: &[&str] = &["authentication", "expiry", "source"];

/// What the types say, and what the lints ask besides.
pub(crate) fn schema() -> Value {
    let mut schema = schemars::schema_for!(Description).to_value();
    demand(&mut schema);
    schema
}

fn demand(of: &mut Value) {
    let children: Vec<&mut Value> = match of {
        Value::Array(all) => all.iter_mut().collect(),
        Value::Object(table) => {
            require(table);
            table.values_mut().collect()
        }
        _ => Vec::new(),
    };
    children.into_iter().for_each(demand);
}

fn require(table: &mut Map<String, Value>) {
    let Some(members) = table.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(source) = members.get_mut("source") {
        source["minItems"] = json!(1);
    }
    let asked = REQUIRED.iter().filter(|name| members.contains_key(**name));
    let asked: Vec<Value> = asked.map(|name| json!(name)).collect();
    let required = table.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut() {
        required.retain(|name| !asked.contains(name));
        required.extend(asked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_knows_what_the_lints_ask() {
        let schema = schema();
        let table = |name: &str| &schema["$defs"][name];
        assert_eq!(schema["properties"]["schema"]["const"], 1);
        assert_eq!(schema["properties"]["source"]["minItems"], 1);
        for (name, member, first, count) in [
            ("Exchange", "method", "GET", 5),
            ("Expiry", "read", "never", 3),
            ("Refusal", "class", "sign_in", 17),
            ("Renewal", "how", "none", 4),
            ("Revocation", "how", "none", 3),
        ] {
            let words = table(name)["properties"][member]["enum"].as_array();
            let words = words.unwrap_or_else(|| panic!("{name}.{member} is any text"));
            assert_eq!((&words[0], words.len()), (&json!(first), count), "{name}");
        }
        let has = |name: &str, member: &str| {
            let mut required = table(name)["required"].as_array().into_iter().flatten();
            assert!(required.any(|word| word == member), "{name}.{member}");
        };
        has("Scheme", "expiry");
        has("Webhook", "authentication");
        for fact in [
            "Host",
            "Input",
            "Origin",
            "Context",
            "Scheme",
            "Expiry",
            "Renewal",
            "Revocation",
            "Exchange",
            "Refusal",
            "Limit",
            "Webhook",
            "Event",
            "Vocabulary",
            "Value",
        ] {
            has(fact, "source");
            assert_eq!(table(fact)["properties"]["source"]["minItems"], 1, "{fact}");
        }
    }
}
