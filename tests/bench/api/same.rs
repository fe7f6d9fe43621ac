//! Whether two servers answer the same. What compares rows that differ compares nothing.

use anyhow::{Context, ensure};
use serde_json::{Map, Value};

/// The rows of a list, or the one thing that is answered, without what is another each time
/// or each server's own: signatures, and how the same moment is written.
pub fn content(answer: &Value) -> Value {
    plain(answer.get("results").unwrap_or(answer))
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| (name.clone(), field_of(name, field)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::String(text) => Value::String(moment(text).unwrap_or_else(|| text.clone())),
        other => other.clone(),
    }
}

fn field_of(name: &str, field: &Value) -> Value {
    match (name, field) {
        // Signed until another second.
        ("poster_url", Value::String(link)) => link.split('?').next().into(),
        _ => plain(field),
    }
}

/// A time in UTC to the microsecond: `…:07Z` and `…:07.500Z` with all six digits.
fn moment(text: &str) -> Option<String> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    if day.len() != 10 || !time.is_ascii() || time.len() < 8 {
        return None;
    }
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    Some(format!("{day}T{seconds}.{fraction:0<6}Z"))
}

/// Fails with the first difference.
pub fn ensure_same(ours: &Value, peers: &Value) -> anyhow::Result<()> {
    let (ours, peers) = (content(ours), content(peers));
    let (Some(left), Some(right)) = (ours.as_array(), peers.as_array()) else {
        return ensure_same_thing(&ours, &peers);
    };
    ensure!(!left.is_empty(), "an empty list compares nothing");
    ensure!(
        left.len() == right.len(),
        "{} rows and {}",
        left.len(),
        right.len()
    );
    for (at, (left, right)) in left.iter().zip(right).enumerate() {
        ensure_same_thing(left, right).with_context(|| format!("row {at}"))?;
    }
    Ok(())
}

fn ensure_same_thing(ours: &Value, peers: &Value) -> anyhow::Result<()> {
    let (left, right) = (ours.as_object(), peers.as_object());
    let (left, right) = left.zip(right).context("no object")?;
    let names: std::collections::BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for name in names {
        let (ours, peers) = (left.get(name), right.get(name));
        ensure!(ours == peers, "{name}: {ours:?} and {peers:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_is_the_same_however_it_is_written() {
        let ours = json!({"count": 1, "results": [{"id": "a", "created_at": "2026-11-28T16:00:00.500Z",
            "poster_url": "/media/x/poster.jpg?e=1&s=a", "gaps": [], "duration": 1.5}]});
        let peers = json!({"next": null, "results": [{"duration": 1.5, "id": "a", "gaps": [],
            "created_at": "2026-11-28T16:00:00.500000Z", "poster_url": "/media/x/poster.jpg?e=2&s=b"}]});
        ensure_same(&ours, &peers).unwrap();
        let me = json!({"id": "a", "at": "2026-11-28T16:00:00Z"});
        ensure_same(
            &me,
            &json!({"id": "a", "at": "2026-11-28T16:00:00.000000Z"}),
        )
        .unwrap();
    }

    #[test]
    fn what_differs_is_named() {
        let list = |rows: Value| json!({ "results": rows });
        let two = list(json!([{"id": "a"}, {"id": "b"}]));
        for (other, named) in [
            (json!([{"id": "b"}, {"id": "a"}]), "row 0"),
            (json!([{"id": "a"}]), "2 rows and 1"),
            (json!([{"id": "a"}, {"id": "b", "title": "x"}]), "row 1"),
        ] {
            let error = ensure_same(&two, &list(other)).unwrap_err();
            assert!(error.to_string().contains(named), "{error:#}");
        }
        assert!(ensure_same(&list(json!([])), &list(json!([]))).is_err());
    }
}
