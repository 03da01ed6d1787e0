//! Which language the page speaks, and its texts.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

macro_rules! language {
    ($tag:literal) => {
        Language {
            tag: $tag,
            catalogue: include_str!(concat!("texts/", $tag, ".toml")),
            texts: LazyLock::new(|| {
                read(include_str!(concat!("texts/", $tag, ".toml")))
                    .expect("each catalogue is read by a test")
            }),
        }
    };
}

/// The languages there are texts in, each read when it is first spoken.
static LANGUAGES: [Language; 8] = [
    language!("en"),
    language!("de"),
    language!("es"),
    language!("fr"),
    language!("it"),
    language!("ja"),
    language!("nl"),
    language!("pt-BR"),
];

struct Language {
    tag: &'static str,
    catalogue: &'static str,
    texts: LazyLock<Texts>,
}

/// Declares what can be said, so that a text that is missing in English or said nowhere does not compile or load.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($field:ident)* $(; $part:ident: $kind:ty)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $(pub(super) $field: Box<str>,)*
            $(pub(super) $part: $kind,)*
        }
    };
}

texts!(
    /// Everything the page says in one language.
    Texts {
        back back_to test_mode emulator no_script order_summary pay_business subscribe_to try_product save_details per_day
        per_week per_month per_year every_days every_weeks every_months every_years free_day free_days free_until then after_months
        quantity quantity_short quantity_change quantity_bounds each update cancel subtotal shipping free tax tax_rate
        tax_included tax_needs_address total total_today after_trial percent_off amount_off discount promotion_code apply
        remove_code code_invalid more add remove add_product remove_product change_amount amount amount_invalid contact
        email phone phone_country shipping_information shipping_address shipping_method full_name country line1 line2
        name_placeholder additional optional select between at_least up_to hour hours day days business_day business_days
        week weeks month months payment payment_details card pay_with_card pay_with card_information card_number
        expiration expiration_placeholder cvc cardholder cardholder_placeholder billing_same billing_address iban
        account_number routing_number sort_code bsb_number institution_number transit_number redirect_note delayed_note voucher_note ending_in save_method
        link_save purchase_as_business business_name individual_name tax_id tax_id_type terms promotions agent agent_note pay book
        donate subscribe start_trial save complete_order agree_subscription agree_subscription_plain agree_trial agree_setup
        agree_reuse test_data complete_title complete_text expired_title expired_text recover unknown_title unknown_text
        elsewhere_title elsewhere_text thanks_title thanks_text return_to declined insufficient_funds expired_card
        incorrect_cvc processing_error not_authenticated test_card_only;
        parts: Parts; script: Script
    }
);

texts!(
    /// What parts of an address are called, depending on the country.
    Parts { city town suburb state province county prefecture zip postal_code }
);

texts!(
    /// What the script says.
    Script {
        required number_incomplete number_invalid expiry_incomplete expiry_past expiry_month_past cvc_incomplete
        email_incomplete email_invalid iban_invalid phone_invalid digits_only too_short processing failed changed challenge close
        test_data_title test_data_text outcome_success outcome_challenge outcome_declined outcome_funds outcome_expired
        outcome_cvc outcome_error
    }
);

/// A catalogue over the English one.
fn read(own: &str) -> Result<Texts, toml::de::Error> {
    let mut texts: toml::Table = toml::from_str(LANGUAGES[0].catalogue)?;
    for (name, value) in toml::from_str::<toml::Table>(own)? {
        match (texts.get_mut(&name), value) {
            (Some(toml::Value::Table(known)), toml::Value::Table(own)) => known.extend(own),
            (_, value) => {
                texts.insert(name, value);
            }
        }
    }
    texts.try_into()
}

/// The language of one answer.
#[derive(Debug, Clone)]
pub(super) struct Locale {
    /// How the page's language and its numbers are named: `de`, `en-GB`.
    pub(super) tag: String,
    pub(super) texts: &'static Texts,
    /// Where the browser seems to be: `DE`.
    pub(super) region: Option<String>,
}

impl Locale {
    /// The session's own language if it says one, else the first of the browser's that there are texts in, else English.
    pub(super) fn choose(session: Option<&str>, accept_language: &str) -> Self {
        let accepted = accepted(accept_language);
        let region = accepted.iter().find_map(|tag| region(tag));
        let own = session.filter(|tag| *tag != "auto");
        let wanted = own.into_iter().chain(accepted.iter().copied().filter(|_| own.is_none()));
        for tag in wanted {
            if let Some(texts) = texts_in(tag) {
                return Locale { tag: tag.to_owned(), texts, region };
            }
        }
        Locale { tag: "en".to_owned(), texts: &LANGUAGES[0].texts, region }
    }

    /// Whether the page speaks English, and can say what Stripe's page is known to say.
    pub(super) fn is_english(&self) -> bool {
        std::ptr::eq(self.texts, &raw const *LANGUAGES[0].texts)
    }
}

/// The texts of the pages that speak nothing else.
pub(super) fn english() -> &'static Texts {
    &LANGUAGES[0].texts
}

/// English, for the same pages.
pub(super) fn plain() -> Locale {
    Locale { tag: "en".to_owned(), texts: english(), region: None }
}

/// The texts of a language, or of the one it is a variety of.
fn texts_in(tag: &str) -> Option<&'static Texts> {
    let main = main_language(tag);
    let exact = LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(tag));
    let found =
        exact.or_else(|| LANGUAGES.iter().find(|known| main_language(known.tag).eq_ignore_ascii_case(main)));
    found.map(|known| &*known.texts)
}

fn main_language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// `en-GB` → `GB`.
fn region(tag: &str) -> Option<String> {
    let region = tag.split('-').skip(1).find(|part| part.len() == 2)?;
    region.bytes().all(|byte| byte.is_ascii_alphabetic()).then(|| region.to_ascii_uppercase())
}

/// The languages of an `Accept-Language` header, the most wanted first. What is no language tag is left out.
fn accepted(header: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, u32)> = header
        .split(',')
        .take(20)
        .filter_map(|entry| {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let quality = match parameters.trim().strip_prefix("q=") {
                Some(quality) => quality.trim().parse::<f32>().ok()?,
                None => 1.0,
            };
            let tag = tag.trim();
            let well_formed = (2..=20).contains(&tag.len())
                && tag.split('-').all(|part| {
                    (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                });
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
            let weight = (quality.clamp(0.0, 1.0) * 1000.0) as u32;
            (well_formed && weight > 0).then_some((tag, weight))
        })
        .collect();
    tags.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_reads_and_says_only_what_there_is_to_say() {
        for Language { tag, catalogue, .. } in &LANGUAGES {
            read(catalogue).unwrap_or_else(|error| panic!("{tag}: {error}"));
        }
    }

    /// The names in braces of every text.
    fn blanks(own: &str) -> Vec<(String, Vec<String>)> {
        fn collect(path: &str, value: &toml::Value, found: &mut Vec<(String, Vec<String>)>) {
            match value {
                toml::Value::Table(table) => {
                    for (name, value) in table {
                        collect(&format!("{path}{name}."), value, found);
                    }
                }
                toml::Value::String(text) => {
                    let mut names: Vec<String> = text
                        .split('{')
                        .skip(1)
                        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                        .collect();
                    names.sort();
                    found.push((path.to_owned(), names));
                }
                _ => panic!("{path} is no text"),
            }
        }
        let mut found = Vec::new();
        collect("", &toml::Value::Table(toml::from_str(own).unwrap()), &mut found);
        found
    }

    #[test]
    fn a_translation_has_the_blanks_of_the_english_text() {
        let english = blanks(LANGUAGES[0].catalogue);
        for Language { tag, catalogue, .. } in &LANGUAGES {
            for entry in blanks(catalogue) {
                assert!(english.contains(&entry), "{tag}: {entry:?}");
            }
        }
    }

    #[test]
    fn the_session_decides_before_the_browser_and_english_is_the_last_resort() {
        let tag = |session, header| Locale::choose(session, header).tag;
        assert_eq!(tag(Some("fr"), "de"), "fr");
        assert_eq!(tag(Some("auto"), "de-AT,de;q=0.9,en;q=0.8"), "de-AT");
        assert_eq!(tag(None, "sv;q=0.9, nl;q=0.4, ja;q=0.5"), "ja");
        assert_eq!(tag(Some("sv"), "de"), "en");
        assert_eq!(tag(None, ""), "en");
        assert_eq!(tag(None, "de\"><script>"), "en");
        assert_eq!(Locale::choose(Some("pt"), "").texts.pay.as_ref(), "Pagar");
        assert_eq!(Locale::choose(None, "en-gb,de").region.as_deref(), Some("GB"));
    }
}
