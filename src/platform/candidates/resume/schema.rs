//! What a resume may be: the published schema of JSON Resume 1.0, as its package brings it
//! (`deploy/scripts/generate.sh` copies and compares it).

use std::sync::LazyLock;

use jsonschema::{Validator, error::ValidationErrorKind};
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};

use crate::{
    error::{ApiResult, Fault, Problem},
    http::Checker,
};

/// More is not told at once.
const MOST_FAULTS: usize = 50;

static PUBLISHED: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("published.json")).expect("the published schema is JSON")
});

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&PUBLISHED)
        .expect("the published schema is one")
});

/// Errors: what is wrong, by its path.
pub fn check(document: &Value) -> ApiResult<()> {
    if !document.is_object() {
        return Err(Problem::MalformedRequest.into());
    }
    let mut check = Checker::default();
    for error in VALIDATOR.iter_errors(document).take(MOST_FAULTS) {
        let path = dotted(&error.instance_path().to_string());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for name in unexpected.iter().take(MOST_FAULTS) {
                    let path = [path.as_str(), name].join(".");
                    check.fault(path.trim_start_matches('.'), Fault::Unknown);
                }
            }
            ValidationErrorKind::Format { format } => match format.as_str() {
                "email" => check.fault(path, Fault::NotAnEmail),
                "date" => check.fault(path, Fault::NotADate),
                _ => check.fault(path, Fault::NotAUrl),
            },
            // Nothing but dates has one.
            ValidationErrorKind::Pattern { .. } => check.fault(path, Fault::NotADate),
            _ => check.fault(path, Fault::WrongType),
        }
    }
    check.finish()
}

/// `/work/0/startDate` as `work.0.startDate`.
fn dotted(pointer: &str) -> String {
    let path = pointer.trim_start_matches('/').replace('/', ".");
    path.replace("~1", "/").replace("~0", "~")
}

/// The same for the description of the API, which keeps no definitions below a schema: what
/// is referred to is written out.
pub fn described() -> RefOr<Schema> {
    let mut schema = PUBLISHED.clone();
    let definitions = schema["definitions"].clone();
    write_out(&mut schema, &definitions);
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("definitions");
        fields.remove("$schema");
    }
    let schema = serde_json::from_value(schema);
    RefOr::T(schema.expect("the description of the API knows the words of the schema"))
}

fn write_out(schema: &mut Value, definitions: &Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                let name = to.trim_start_matches("#/definitions/");
                *schema = definitions[name].clone();
                return;
            }
            // Says nothing where all items are of one kind.
            fields.remove("additionalItems");
            for (_, field) in fields.iter_mut() {
                write_out(field, definitions);
            }
        }
        Value::Array(items) => {
            for item in items {
                write_out(item, definitions);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ApiError;

    fn faults(document: Value) -> Vec<(String, Vec<Fault>)> {
        match check(&document) {
            Ok(()) => Vec::new(),
            Err(ApiError::Invalid(faults)) => faults.into_iter().collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_the_schema_refuses_is_named_by_its_path() {
        let one = |path: &str, fault| vec![(path.to_owned(), vec![fault])];
        for (document, expected) in [
            (json!({}), vec![]),
            (json!({"basics": {"anything": [1, null]}}), vec![]),
            (json!({"hobbies": []}), one("hobbies", Fault::Unknown)),
            (json!({"work": {}}), one("work", Fault::WrongType)),
            (
                json!({"work": [{"name": 1}]}),
                one("work.0.name", Fault::WrongType),
            ),
            (
                json!({"work": [{}, {"startDate": "mars 2015"}]}),
                one("work.1.startDate", Fault::NotADate),
            ),
            (
                json!({"basics": {"email": "amal"}}),
                one("basics.email", Fault::NotAnEmail),
            ),
            (
                json!({"basics": {"url": "not one"}}),
                one("basics.url", Fault::NotAUrl),
            ),
        ] {
            assert_eq!(faults(document.clone()), expected, "{document}");
        }
        assert!(check(&json!([])).is_err());
    }

    /// Everything may be left out, at any depth: an answer that says nothing of it is right.
    #[test]
    fn the_description_is_the_published_schema() {
        let described = serde_json::to_value(described()).unwrap();
        let text = described.to_string();
        for absent in ["\"required\"", "definitions", "$ref"] {
            assert!(!text.contains(absent), "{absent}: {text}");
        }
        assert_eq!(described["additionalProperties"], false);
        let pattern = &PUBLISHED["definitions"]["iso8601"]["pattern"];
        assert!(pattern.is_string());
        let start = &described["properties"]["work"]["items"]["properties"]["startDate"];
        assert_eq!(&start["pattern"], pattern);
        assert_eq!(
            described["properties"]["basics"]["properties"]["email"]["format"],
            "email"
        );
        let names = |schema: &Value| -> Vec<String> {
            schema["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        assert_eq!(names(&described), names(&PUBLISHED));
    }
}
