//! `custom_fields[]`: up to three questions of the merchant's own.
//!
//! <https://docs.stripe.com/payments/checkout/custom-fields>

use serde::{Deserialize, Serialize, Serializer};

use crate::error::{ApiError, inferred, refusal};
use crate::values::{Choice, NonNegative, Positive, Text, UpTo};
use crate::words;

words!(
    /// What kind of label a field has; there is one.
    pub LabelTypes: "custom"
);

#[derive(Debug, Clone, Deserialize)]
pub struct CustomFieldParam {
    pub key: Text<200>,
    pub label: LabelParam,
    pub r#type: CustomFieldType,
    pub dropdown: Option<DropdownParam>,
    pub numeric: Option<EntryParam>,
    pub optional: Option<bool>,
    pub text: Option<EntryParam>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomFieldType {
    Dropdown,
    Numeric,
    Text,
}

#[derive(Debug, Clone, Deserialize)]
pub struct LabelParam {
    pub custom: Text<100>,
    pub r#type: Choice<LabelTypes>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct DropdownParam {
    pub options: UpTo<200, DropdownOptionParam>,
    pub default_value: Option<Text<100>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct DropdownOptionParam {
    pub label: Text<100>,
    pub value: Text<100>,
}

/// Something the customer types.
#[derive(Debug, Clone, Deserialize)]
pub struct EntryParam {
    pub default_value: Option<Text<255>>,
    pub maximum_length: Option<Positive>,
    pub minimum_length: Option<NonNegative>,
}

/// A question, and the customer's answer once there is one.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomField {
    pub key: Text<200>,
    pub label: Text<100>,
    /// Whether it may be left blank.
    pub optional: bool,
    pub input: Input,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Input {
    Dropdown(Dropdown),
    /// Digits.
    Numeric(Entry),
    Text(Entry),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Dropdown {
    pub default_value: Option<Text<100>>,
    pub options: Box<[DropdownOption]>,
    /// The value of the option that was chosen.
    pub value: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct DropdownOption {
    pub label: Text<100>,
    pub value: Text<100>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Entry {
    pub default_value: Option<Text<255>>,
    pub maximum_length: Option<i64>,
    pub minimum_length: Option<i64>,
    /// What was typed.
    pub value: Option<Box<str>>,
}

impl CustomField {
    pub fn value(&self) -> Option<&str> {
        match &self.input {
            Input::Dropdown(dropdown) => dropdown.value.as_deref(),
            Input::Numeric(entry) | Input::Text(entry) => entry.value.as_deref(),
        }
    }

    /// What stands in the field before anything is typed.
    pub fn default_value(&self) -> Option<&str> {
        match &self.input {
            Input::Dropdown(dropdown) => dropdown.default_value.as_deref(),
            Input::Numeric(entry) | Input::Text(entry) => entry.default_value.as_deref(),
        }
    }

    /// Takes the customer's answer. The caller has checked it.
    pub fn answer(&mut self, answer: impl Into<Box<str>>) {
        let value = match &mut self.input {
            Input::Dropdown(dropdown) => &mut dropdown.value,
            Input::Numeric(entry) | Input::Text(entry) => &mut entry.value,
        };
        *value = Some(answer.into());
    }
}

impl Serialize for CustomField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'f> {
            #[serde(skip_serializing_if = "Option::is_none")]
            dropdown: Option<&'f Dropdown>,
            key: &'f Text<200>,
            label: Label<'f>,
            #[serde(skip_serializing_if = "Option::is_none")]
            numeric: Option<&'f Entry>,
            optional: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            text: Option<&'f Entry>,
            r#type: CustomFieldType,
        }

        #[derive(Serialize)]
        struct Label<'f> {
            custom: &'f Text<100>,
            r#type: &'static str,
        }

        let (kind, dropdown, numeric, text) = match &self.input {
            Input::Dropdown(dropdown) => (CustomFieldType::Dropdown, Some(dropdown), None, None),
            Input::Numeric(entry) => (CustomFieldType::Numeric, None, Some(entry), None),
            Input::Text(entry) => (CustomFieldType::Text, None, None, Some(entry)),
        };
        View {
            dropdown,
            key: &self.key,
            label: Label { custom: &self.label, r#type: "custom" },
            numeric,
            optional: self.optional,
            text,
            r#type: kind,
        }
        .serialize(serializer)
    }
}

/// The fields sent, none answered yet.
///
/// # Errors
/// A key or a dropdown's value that is not alphanumeric or not unique, parameters of another type than the field's, a
/// dropdown without options or with a default value that is none of them, a shortest length above the longest.
pub(super) fn build(sent: Option<UpTo<3, CustomFieldParam>>) -> Result<Vec<CustomField>, ApiError> {
    let mut fields: Vec<CustomField> = Vec::new();
    for (index, sent) in sent.unwrap_or_default().into_iter().enumerate() {
        let path = format!("custom_fields[{index}]");
        if !is_alphanumeric(&sent.key) {
            return Err(inferred::custom_field_key(format!("{path}[key]")).into());
        }
        if fields.iter().any(|field| field.key == sent.key) {
            return Err(inferred::duplicate_custom_field(&sent.key, format!("{path}[key]")).into());
        }
        let stray = match sent.r#type {
            CustomFieldType::Dropdown => [("numeric", sent.numeric.is_some()), ("text", sent.text.is_some())],
            CustomFieldType::Numeric => {
                [("dropdown", sent.dropdown.is_some()), ("text", sent.text.is_some())]
            }
            CustomFieldType::Text => {
                [("dropdown", sent.dropdown.is_some()), ("numeric", sent.numeric.is_some())]
            }
        };
        if let Some((name, _)) = stray.into_iter().find(|(_, sent)| *sent) {
            return Err(inferred::custom_field_of_other_type(name, format!("{path}[{name}]")).into());
        }
        let input = match sent.r#type {
            CustomFieldType::Dropdown => {
                Input::Dropdown(dropdown(sent.dropdown, &format!("{path}[dropdown]"))?)
            }
            CustomFieldType::Numeric => Input::Numeric(entry(sent.numeric, &format!("{path}[numeric]"))?),
            CustomFieldType::Text => Input::Text(entry(sent.text, &format!("{path}[text]"))?),
        };
        fields.push(CustomField {
            key: sent.key,
            label: sent.label.custom,
            optional: sent.optional.unwrap_or(false),
            input,
        });
    }
    Ok(fields)
}

/// Underscores pass as well: public integrations use them in live mode, though the reference does not name them.
fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn dropdown(sent: Option<DropdownParam>, path: &str) -> Result<Dropdown, ApiError> {
    let Some(sent) = sent else { return Err(refusal::missing(path).into()) };
    let mut options: Vec<DropdownOption> = Vec::with_capacity(sent.options.len());
    for (index, option) in sent.options.into_iter().enumerate() {
        let param = || format!("{path}[options][{index}][value]");
        if !is_alphanumeric(&option.value) {
            return Err(inferred::custom_field_option(param()).into());
        }
        if options.iter().any(|known| known.value == option.value) {
            return Err(inferred::duplicate_custom_field_option(&option.value, param()).into());
        }
        options.push(DropdownOption { label: option.label, value: option.value });
    }
    if let Some(default) = &sent.default_value
        && !options.iter().any(|option| option.value == *default)
    {
        return Err(inferred::dropdown_default(format!("{path}[default_value]")).into());
    }
    Ok(Dropdown { default_value: sent.default_value, options: options.into(), value: None })
}

fn entry(sent: Option<EntryParam>, path: &str) -> Result<Entry, ApiError> {
    let Some(sent) = sent else {
        return Ok(Entry { default_value: None, maximum_length: None, minimum_length: None, value: None });
    };
    let (maximum, minimum) =
        (sent.maximum_length.map(Positive::get), sent.minimum_length.map(NonNegative::get));
    if let (Some(maximum), Some(minimum)) = (maximum, minimum)
        && minimum > maximum
    {
        return Err(inferred::lengths_crossed(format!("{path}[minimum_length]")).into());
    }
    Ok(Entry {
        default_value: sent.default_value,
        maximum_length: maximum,
        minimum_length: minimum,
        value: None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        custom_fields: Option<UpTo<3, CustomFieldParam>>,
    }

    fn build_from(form: &str) -> Result<Vec<CustomField>, ApiError> {
        build(decode::<Params>(form)?.custom_fields)
    }

    /// A form of one field; `rest` is more of it, each beginning with `[`.
    fn field(key: &str, kind: &str, rest: &[&str]) -> String {
        let first = format!("[key]={key}");
        let kind = format!("[type]={kind}");
        let label = ["[label][custom]=Size", "[label][type]=custom"];
        let parts = [first.as_str(), kind.as_str()].into_iter().chain(label).chain(rest.iter().copied());
        parts.map(|part| format!("custom_fields[0]{part}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn a_dropdown_shows_its_options() {
        let form = field(
            "size",
            "dropdown",
            &[
                "[dropdown][options][0][label]=Small",
                "[dropdown][options][0][value]=s",
                "[dropdown][options][1][label]=Large",
                "[dropdown][options][1][value]=l",
                "[dropdown][default_value]=l",
            ],
        );
        let expected = json!([{
            "dropdown": {
                "default_value": "l",
                "options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}],
                "value": null,
            },
            "key": "size",
            "label": {"custom": "Size", "type": "custom"},
            "optional": false,
            "type": "dropdown",
        }]);
        assert_eq!(json_of(&build_from(&form).unwrap()), expected);
    }

    #[test]
    fn an_entry_is_shown_with_its_answer() {
        let mut fields =
            build_from(&field("engraving", "text", &["[optional]=true", "[text][maximum_length]=20"]))
                .unwrap();
        assert_eq!(fields[0].value(), None);
        fields[0].answer("For Ada");
        assert_eq!(fields[0].value(), Some("For Ada"));
        let expected = json!([{
            "key": "engraving",
            "label": {"custom": "Size", "type": "custom"},
            "optional": true,
            "text": {"default_value": null, "maximum_length": 20, "minimum_length": null, "value": "For Ada"},
            "type": "text",
        }]);
        assert_eq!(json_of(&fields), expected);
        let numeric = build_from(&field("age", "numeric", &[])).unwrap();
        assert_eq!(json_of(&numeric)[0]["numeric"]["maximum_length"], json!(null));
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        let option = ["[dropdown][options][0][label]=S", "[dropdown][options][0][value]=s"];
        let with = |more: &[&'static str]| -> Vec<&str> { option.iter().chain(more).copied().collect() };
        for (form, param) in [
            (field("a b", "text", &[]), "custom_fields[0][key]"),
            (field("a", "dropdown", &[]), "custom_fields[0][dropdown]"),
            (field("a", "text", &option), "custom_fields[0][dropdown]"),
            (field("a", "numeric", &["[text][default_value]=1"]), "custom_fields[0][text]"),
            (
                field("a", "dropdown", &with(&["[dropdown][default_value]=m"])),
                "custom_fields[0][dropdown][default_value]",
            ),
            (
                field(
                    "a",
                    "dropdown",
                    &with(&["[dropdown][options][1][label]=S", "[dropdown][options][1][value]=s"]),
                ),
                "custom_fields[0][dropdown][options][1][value]",
            ),
            (
                field("a", "text", &["[text][minimum_length]=3", "[text][maximum_length]=2"]),
                "custom_fields[0][text][minimum_length]",
            ),
        ] {
            assert_eq!(build_from(&form).unwrap_err().param(), Some(param), "{form}");
        }
        let twice = format!(
            "{}&{}",
            field("a", "text", &[]),
            field("a", "text", &[]).replace("fields[0]", "fields[1]")
        );
        assert_eq!(build_from(&twice).unwrap_err().param(), Some("custom_fields[1][key]"));
    }

    #[test]
    fn there_are_up_to_three() {
        let four: Vec<String> = (0..4)
            .map(|index| field("a", "text", &[]).replace("fields[0]", &format!("fields[{index}]")))
            .collect();
        let error = build_from(&four.join("&")).unwrap_err();
        assert_eq!(error.to_string(), "Array custom_fields exceeded maximum 3 allowed elements.");
    }
}
