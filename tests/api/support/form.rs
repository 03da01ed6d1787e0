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
