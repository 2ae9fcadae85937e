//! As much of JSON Schema as our schema uses.

use serde_json::Value;

/// All ways in which the value does not fit the schema.
pub fn violations(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut expect = |fits: bool, what: &str| {
        if !fits {
            found.push(format!("{place}: {what}: {value}"));
        }
    };
    expect(has_type(&schema["type"], value), "another type");
    expect(schema["enum"].as_array().is_none_or(|all| all.contains(value)), "no such value");
    expect(in_range(schema, value), "out of range");
    for name in schema["required"].as_array().into_iter().flatten() {
        expect(value.get(name.as_str().unwrap_or_default()).is_some(), &format!("no {name}"));
    }
    found.extend(members(schema, value, place));
    found.extend(items(schema, value, place));
    found
}

fn has_type(wanted: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap_or_default() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the schema has a type {other:?}, which is not known here"),
    };
    wanted.as_array().map_or_else(|| is(wanted), |names| names.iter().any(is))
}

fn in_range(schema: &Value, value: &Value) -> bool {
    let Some(number) = value.as_f64() else { return true };
    schema["minimum"].as_f64().is_none_or(|minimum| number >= minimum)
        && schema["maximum"].as_f64().is_none_or(|maximum| number <= maximum)
}

fn members(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    let fits = |(name, member): (&String, &Value)| match schema["properties"].get(name) {
        Some(schema) => violations(schema, member, &format!("{place}.{name}")),
        None if schema["additionalProperties"] == false => {
            vec![format!("{place}: {name} is not known")]
        }
        None => Vec::new(),
    };
    members.flat_map(fits).collect()
}

fn items(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let items = value.as_array().into_iter().flatten().enumerate();
    items
        .flat_map(|(number, item)| {
            violations(&schema["items"], item, &format!("{place}[{number}]"))
        })
        .collect()
}
