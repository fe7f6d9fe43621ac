//! What may stand among the measures of a check: named scalars. No list and no text gets
//! in, hence no landmark and no picture.

use serde_json::Value;

/// Picture, face and sound together have about fifty.
const MAX_SCALARS: usize = 100;
/// `picture.face.yaw_deg` is three names deep.
const MAX_DEPTH: usize = 3;
const MAX_NAME: usize = 40;

/// Whether `measures` is an object of numbers, switches and nothing, in groups.
pub fn are_scalars(measures: &Value) -> bool {
    measures.is_object() && count(measures, 0).is_some_and(|scalars| scalars <= MAX_SCALARS)
}

fn count(value: &Value, depth: usize) -> Option<usize> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(1),
        Value::String(_) | Value::Array(_) => None,
        Value::Object(_) if depth == MAX_DEPTH => None,
        Value::Object(fields) => fields.iter().try_fold(1, |sum, (name, value)| {
            let named = (1..=MAX_NAME).contains(&name.len())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            Some(sum + named.then(|| count(value, depth + 1))??)
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_in_groups_and_nothing_else() {
        for good in [
            json!({}),
            json!({"picture": {"face_count": 1, "face": {"yaw_deg": -3.5}}, "sound": null}),
            json!({"network": {"rtt_ms": 12, "loss_ratio": 0.0}}),
        ] {
            assert!(are_scalars(&good), "{good}");
        }
        let many: serde_json::Map<String, Value> =
            (0..101).map(|at| (format!("m{at}"), json!(at))).collect();
        for bad in [
            json!(null),
            json!([1]),
            json!(1),
            json!({"landmarks": [0.1, 0.2]}),
            json!({"face": {"crop": "iVBORw0KGgo="}}),
            json!({"Name With Spaces": 1}),
            json!({"": 1}),
            json!({"a": {"b": {"c": {"d": 1}}}}),
            Value::Object(many),
        ] {
            assert!(!are_scalars(&bad), "{bad}");
        }
    }
}
