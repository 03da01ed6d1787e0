//! How a merchant wants the page to look: two colours, corners and a font.
//!
//! The page's Content-Security-Policy allows no style of its own inside it, so what differs from the default is a small
//! stylesheet whose address says all there is to know: `brand-ffffff-0074d4-rounded-default.css`.

use std::fmt;

use crate::resources::checkout::session::BrandingSettings;

/// What a page looks like that nobody changed.
const DEFAULT: &str = "ffffff-0074d4-rounded-default";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Color([u8; 3]);

/// The look of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    background: Color,
    button: Color,
    corners: &'static str,
    font: &'static str,
    /// Whether the merchant chose the background.
    own_background: bool,
}

const BLACK: Color = Color([0; 3]);
const WHITE: Color = Color([0xff; 3]);

/// Corners by their name: of boxes, of buttons.
const CORNERS: [(&str, &str, &str); 3] =
    [("rectangular", "0", "0"), ("rounded", "8px", "8px"), ("pill", "14px", "999px")];

/// The kinds of font a browser has by itself: no font is fetched from anywhere.
const SERIF: &str = "Georgia, 'Times New Roman', serif";
const MONOSPACE: &str = "ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace";
const SANS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// The stylesheet of a page's branding; nothing where it is the default.
pub(super) fn stylesheet(branding: &BrandingSettings) -> Option<String> {
    let color = |color: crate::values::HexColor| {
        let written = color.to_string();
        let digits = written.trim_start_matches('#').to_ascii_lowercase();
        if digits.len() == 3 { digits.chars().flat_map(|digit| [digit, digit]).collect() } else { digits }
    };
    let name = format!(
        "{}-{}-{}-{}",
        color(branding.background_color),
        color(branding.button_color),
        branding.border_style,
        branding.font_family
    );
    (name != DEFAULT).then(|| format!("/c/assets/brand-{name}.css"))
}

impl Color {
    fn read(digits: &str) -> Option<Self> {
        let mut bytes = [0; 3];
        hex::decode_to_slice(digits, &mut bytes).ok()?;
        Some(Color(bytes))
    }

    /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What can be read on it: where white cannot, black can.
    fn ink(self) -> Color {
        if self.contrast(WHITE) >= 4.5 { WHITE } else { BLACK }
    }

    /// A colour between the two: `share` hundredths of `other`.
    fn mixed(self, other: Color, share: u32) -> Color {
        let mix = |(a, b): (u8, u8)| {
            let sum = u32::from(a) * (100 - share) + u32::from(b) * share;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        let mut mixed = [0; 3];
        for (place, pair) in mixed.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            *place = mix(pair);
        }
        Color(mixed)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex::encode(self.0))
    }
}

impl Look {
    /// Reads the name of a stylesheet.
    pub(super) fn read(name: &str) -> Option<Self> {
        let mut parts = name.split('-');
        let (background, button) = (parts.next()?, parts.next()?);
        let (corners, font) = (parts.next()?, parts.next()?);
        let corners = CORNERS.iter().find(|(known, ..)| *known == corners)?.0;
        let known = font.len() <= 30 && font.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !known || parts.next().is_some() {
            return None;
        }
        let font = match font {
            "bitter" | "hahmlet" | "lora" | "noto_serif" | "pridi" | "pt_serif" | "roboto_slab" => SERIF,
            "inconsolata" | "m_plus_1_code" | "ubuntu_mono" => MONOSPACE,
            _ => SANS,
        };
        let own_background = !background.eq_ignore_ascii_case("ffffff");
        let (background, button) = (Color::read(background)?, Color::read(button)?);
        Some(Look { background, button, corners, font, own_background })
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ink = self.button.ink();
        let hover = self.button.mixed(if ink == WHITE { BLACK } else { WHITE }, 12);
        let (_, box_corner, button_corner) =
            CORNERS.iter().find(|(name, ..)| *name == self.corners).unwrap_or(&CORNERS[1]);
        writeln!(
            f,
            ":root{{--button:{};--button-ink:{ink};--button-hover:{hover};--radius:{box_corner};\
             --button-radius:{button_corner};--font:{}}}",
            self.button, self.font
        )?;
        if self.own_background {
            // The same by day and by night: it is the merchant's colour. Whatever can be read on it is of one ink.
            let paper = self.background;
            let ink = paper.ink();
            let line = paper.mixed(ink, 25);
            writeln!(
                f,
                ".Summary,.Ended{{--surface:{paper};--page:{paper};--field:{paper};--ink:{ink};--muted:{ink};--edge:{ink};\
                 --line:{line};--link:{ink};--focus:{ink};--error:{ink}}}\n\
                 .Ended{{background:var(--page);color:var(--ink)}}",
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_any_colour() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(51) {
                    let color = Color([red, green, blue]);
                    assert!(color.contrast(color.ink()) >= 4.5, "{color}");
                }
            }
        }
        assert_eq!(Color::read("0074d4").unwrap().ink(), WHITE);
        assert_eq!(Color::read("ffee00").unwrap().ink(), BLACK);
    }

    #[test]
    fn a_name_is_read_strictly() {
        assert!(Look::read(DEFAULT).is_some());
        for wrong in
            ["", "fff-0074d4-rounded-default", "ffffff-0074d4-round-default", "ffffff-0074d4-pill-a{}", "x"]
        {
            assert!(Look::read(wrong).is_none(), "{wrong}");
        }
        assert!(Look::read("ffffff-0074d4-pill-default-more").is_none());
    }
}
