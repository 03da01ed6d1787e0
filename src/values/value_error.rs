use std::fmt;

use crate::form::Problem;

/// What a value's own type has against it.
///
/// serde carries errors only as text, so this writes itself as text that [`ValueError::recover`] reads back.
#[derive(Debug, Clone)]
pub struct ValueError {
    code: Option<&'static str>,
    message: String,
    /// Whether the error names no parameter, as Stripe's metadata errors do not.
    whole: bool,
}

const MARK: char = '\u{1f}';

/// Codes a value can give its errors.
const CODES: &[&str] = &[
    "parameter_invalid_integer",
    "parameter_invalid_empty",
    "parameter_missing",
    "email_invalid",
    "url_invalid",
    "country_code_invalid",
    "tax_id_invalid",
];

impl ValueError {
    /// A refusal without a code, as most are.
    pub fn new(message: impl Into<String>) -> Self {
        ValueError { code: None, message: message.into(), whole: false }
    }

    /// A refusal with one of the documented codes.
    pub fn coded(code: &'static str, message: impl Into<String>) -> Self {
        debug_assert!(CODES.contains(&code), "{code} is not among the codes of values");
        ValueError { code: Some(code), message: message.into(), whole: false }
    }

    /// The same, naming no parameter.
    #[must_use]
    pub fn of_the_whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// An integer below its least value.
    pub fn too_small(least: i64) -> Self {
        Self::coded(
            "parameter_invalid_integer",
            format!("This value must be greater than or equal to {least}."),
        )
    }

    /// An integer above its greatest value.
    pub fn too_big(greatest: i64, given: i64) -> Self {
        Self::coded(
            "parameter_invalid_integer",
            format!("This value must be less than or equal to {greatest} (it currently is '{given}')."),
        )
    }

    /// Text of more than `most` characters.
    pub fn too_long(text: &str, most: usize) -> Self {
        Self::new(format!("Invalid string: {}; must be at most {most} characters", elide(text)))
    }

    /// A list of more than `most` elements. `{path}` stands for the parameter, which only the decoder knows.
    pub fn too_many(most: usize) -> Self {
        Self::new(format!("Array {{path}} exceeded maximum {most} allowed elements."))
    }

    /// What an error's text said before serde carried it.
    pub(crate) fn recover(text: &str) -> Problem {
        let mut parts = text.splitn(4, MARK);
        if let (Some(""), Some(code), Some(whole), Some(message)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            let code = CODES.iter().copied().find(|known| *known == code);
            return Problem::Value { code, message: message.to_owned(), whole: whole == "whole" };
        }
        Problem::Value { code: None, message: text.to_owned(), whole: false }
    }

    /// The problem this is to the decoder.
    pub fn into_problem(self) -> Problem {
        Problem::Value { code: self.code, message: self.message, whole: self.whole }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.whole { "whole" } else { "" };
        write!(f, "{MARK}{}{MARK}{whole}{MARK}{}", self.code.unwrap_or_default(), self.message)
    }
}

impl std::error::Error for ValueError {}

/// The first and last four characters, where there are more than eight.
fn elide(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= 8 {
        return text.to_owned();
    }
    let first: String = characters[..4].iter().collect();
    let last: String = characters[characters.len() - 4..].iter().collect();
    format!("{first}...{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_through_serde() {
        let error = ValueError::too_small(1);
        let expected = Problem::Value {
            code: Some("parameter_invalid_integer"),
            message: "This value must be greater than or equal to 1.".into(),
            whole: false,
        };
        assert_eq!(ValueError::recover(&error.to_string()), expected);
    }

    #[test]
    fn long_text_is_elided_as_stripe_does() {
        let Problem::Value { message, .. } = ValueError::too_long("cs_live_aaaabbbb", 66).into_problem()
        else {
            panic!("not a value problem");
        };
        assert_eq!(message, "Invalid string: cs_l...bbbb; must be at most 66 characters");
    }
}
