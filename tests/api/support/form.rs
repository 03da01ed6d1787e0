use std::fmt::Write as _;

/// Parameters as Stripe's libraries write them: everything escaped but brackets in names.
pub(crate) fn encode(params: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in params {
        if !form.is_empty() {
            form.push('&');
        }
        escape(name, "[]", &mut form);
        form.push('=');
        escape(value, "", &mut form);
    }
    form
}

fn escape(text: &str, kept: &str, form: &mut String) {
    for byte in text.bytes() {
        let character = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-_.~".contains(character) || kept.contains(character) {
            form.push(character);
        } else {
            write!(form, "%{byte:02X}").unwrap();
        }
    }
}

/// A table as parameters: `{a = {b = [1]}}` is `a[b][0]=1`.
pub(crate) fn flatten(table: &toml::Table) -> Vec<(String, String)> {
    let mut params = Vec::new();
    for (name, value) in table {
        add(name, value, &mut params);
    }
    params
}

fn add(name: &str, value: &toml::Value, params: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                add(&format!("{name}[{key}]"), value, params);
            }
        }
        toml::Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                add(&format!("{name}[{index}]"), value, params);
            }
        }
        toml::Value::String(text) => params.push((name.to_owned(), text.clone())),
        other => params.push((name.to_owned(), other.to_string())),
    }
}
