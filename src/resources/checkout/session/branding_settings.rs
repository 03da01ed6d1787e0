//! `branding_settings`: how the page looks.
//!
//! <https://docs.stripe.com/payments/checkout/customization/appearance>

use serde::{Deserialize, Serialize};

use crate::error::{ApiError, inferred, refusal};
use crate::values::{Choice, Emptyable, EmptyableExt as _, HexColor, Text, Url, word};
use crate::words;

words!(
    /// How round buttons and boxes are.
    pub BorderStyles: "pill" "rectangular" "rounded"
);

words!(
    /// The fonts a page can be set in.
    pub FontFamilies: "be_vietnam_pro" "bitter" "chakra_petch" "default" "hahmlet" "inconsolata" "inter" "lato" "lora"
        "m_plus_1_code" "montserrat" "noto_sans" "noto_sans_jp" "noto_serif" "nunito" "open_sans" "pridi" "pt_sans"
        "pt_serif" "raleway" "roboto" "roboto_slab" "source_sans_pro" "titillium_web" "ubuntu_mono" "zen_maru_gothic"
);

#[derive(Debug, Clone, Deserialize)]
pub struct BrandingSettingsParam {
    pub background_color: Option<Emptyable<HexColor>>,
    pub border_style: Option<Emptyable<Choice<BorderStyles>>>,
    pub button_color: Option<Emptyable<HexColor>>,
    pub display_name: Option<Text>,
    pub font_family: Option<Emptyable<Choice<FontFamilies>>>,
    pub icon: Option<ImageParam>,
    pub logo: Option<ImageParam>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ImageParam {
    /// The id of an uploaded file.
    pub file: Option<Text>,
    pub r#type: ImageType,
    pub url: Option<Url>,
}

/// Where an image comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ImageType {
    File,
    Url,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BrandingSettings {
    pub background_color: HexColor,
    #[borsh(deserialize_with = "word::one")]
    pub border_style: &'static str,
    pub button_color: HexColor,
    pub display_name: Box<str>,
    #[borsh(deserialize_with = "word::one")]
    pub font_family: &'static str,
    pub icon: Option<Image>,
    pub logo: Option<Image>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Image {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Text>,
    pub r#type: ImageType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// What a page looks like that nobody changed (recorded).
const BACKGROUND: HexColor = HexColor::new(*b"ffffff");
const BUTTON: HexColor = HexColor::new(*b"0074d4");

/// What is sent, over the settings of an account of this name. Files are not looked up.
///
/// # Errors
/// Both an icon and a logo, or an image that is not what its type says.
pub(super) fn build(
    sent: Option<BrandingSettingsParam>,
    account_name: &str,
) -> Result<BrandingSettings, ApiError> {
    let mut settings = BrandingSettings {
        background_color: BACKGROUND,
        border_style: "rounded",
        button_color: BUTTON,
        display_name: account_name.into(),
        font_family: "default",
        icon: None,
        logo: None,
    };
    let Some(sent) = sent else { return Ok(settings) };
    if sent.icon.is_some() && sent.logo.is_some() {
        return Err(inferred::icon_and_logo().into());
    }
    if let Some(color) = sent.background_color.flatten() {
        settings.background_color = color;
    }
    if let Some(style) = sent.border_style.flatten() {
        settings.border_style = style.as_str();
    }
    if let Some(color) = sent.button_color.flatten() {
        settings.button_color = color;
    }
    if let Some(name) = &sent.display_name {
        settings.display_name = name.as_str().into();
    }
    if let Some(font) = sent.font_family.flatten() {
        settings.font_family = font.as_str();
    }
    settings.icon = sent.icon.map(|icon| image(icon, "branding_settings[icon]")).transpose()?;
    settings.logo = sent.logo.map(|logo| image(logo, "branding_settings[logo]")).transpose()?;
    Ok(settings)
}

fn image(sent: ImageParam, path: &str) -> Result<Image, ApiError> {
    let (file, url) = (format!("{path}[file]"), format!("{path}[url]"));
    match sent.r#type {
        ImageType::File if sent.file.is_none() => Err(refusal::missing(file).into()),
        ImageType::File if sent.url.is_some() => Err(inferred::only_with_type(url, "url").into()),
        ImageType::Url if sent.url.is_none() => Err(refusal::missing(url).into()),
        ImageType::Url if sent.file.is_some() => Err(inferred::only_with_type(file, "file").into()),
        kind => Ok(Image { file: sent.file, r#type: kind, url: sent.url }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        branding_settings: Option<BrandingSettingsParam>,
    }

    fn build_from(form: &str) -> Result<BrandingSettings, ApiError> {
        build(decode::<Params>(form)?.branding_settings, "Pay")
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn a_page_nobody_changed_looks_as_recorded() {
        let expected = json!({
            "background_color": "#ffffff",
            "border_style": "rounded",
            "button_color": "#0074d4",
            "display_name": "Pay",
            "font_family": "default",
            "icon": null,
            "logo": null,
        });
        assert_eq!(json_of(&build_from("").unwrap()), expected);
        let unset = "branding_settings[button_color]=&branding_settings[font_family]=";
        assert_eq!(json_of(&build_from(unset).unwrap()), expected);
    }

    #[test]
    fn what_is_sent_is_shown() {
        let form = "branding_settings[background_color]=%23abc&branding_settings[border_style]=pill\
                    &branding_settings[display_name]=Shop&branding_settings[font_family]=lato\
                    &branding_settings[logo][type]=url&branding_settings[logo][url]=https://example.com/l.png";
        let expected = json!({
            "background_color": "#abc",
            "border_style": "pill",
            "button_color": "#0074d4",
            "display_name": "Shop",
            "font_family": "lato",
            "icon": null,
            "logo": {"type": "url", "url": "https://example.com/l.png"},
        });
        assert_eq!(json_of(&build_from(form).unwrap()), expected);
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        for (form, param) in [
            ("[button_color]=red", "[button_color]"),
            ("[icon][type]=file", "[icon][file]"),
            ("[icon][type]=url", "[icon][url]"),
            (
                "[logo][type]=file&branding_settings[logo][file]=f&branding_settings[logo][url]=a://b",
                "[logo][url]",
            ),
            ("[icon][type]=file&branding_settings[logo][type]=file", "[icon]"),
        ] {
            let error = build_from(&format!("branding_settings{form}")).unwrap_err();
            assert_eq!(error.param(), Some(format!("branding_settings{param}").as_str()), "{form}");
        }
    }
}
