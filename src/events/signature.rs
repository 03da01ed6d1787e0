//! `Stripe-Signature`: who sent a webhook, and when.
//!
//! <https://docs.stripe.com/webhooks#verify-manually>

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::values::Timestamp;

/// The header's value for a body sent at `time`. The whole secret is the key, its `whsec_` included.
pub fn header(secret: &str, time: Timestamp, body: &[u8]) -> String {
    format!("t={time},v1={}", sign(secret, time, body))
}

fn sign(secret: &str, time: Timestamp, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_0123456789abcdefghijklmnop";
    const TIME: Timestamp = Timestamp::from_unix(1_790_000_000);
    const SHORT: &str = r#"{"id":"evt_test_1","object":"event","type":"checkout.session.completed"}"#;
    const LONG: &str = r#"{
  "id": "evt_test_2",
  "object": "event",
  "api_version": "2026-10-28.endive",
  "data": {
    "object": {
      "id": "cs_test_1",
      "object": "checkout.session",
      "customer_details": {
        "name": "Zoë \u0026 Ko"
      }
    }
  },
  "type": "checkout.session.completed"
}"#;

    #[test]
    fn signatures_are_those_that_the_official_libraries_verify() {
        for (secret, time, body, signature) in [
            (SECRET, TIME, SHORT, "7e2befdb1e328fffdbddf8767fb0112511a5d78cf3c98167ed3db05d341f0b79"),
            (
                SECRET,
                TIME.plus(60),
                SHORT,
                "a5157826944491c285c5340160dda749181d899638762326ce999a3a2ec704f8",
            ),
            (
                "whsec_test_rolled_abcdefghijklmnop0123",
                TIME,
                SHORT,
                "2bca9aa7c2066dac40b149685a438640efd7368a84f981b64507577da8b62ec8",
            ),
            (SECRET, TIME, LONG, "c2a55ea69c3f07137aabf80d3300c9e9a5b721cb6e97b8185ae9eafefa8066ee"),
        ] {
            assert_eq!(sign(secret, time, body.as_bytes()), signature);
        }
        assert!(header(SECRET, TIME, SHORT.as_bytes()).starts_with("t=1790000000,v1=7e2befdb"));
    }

    #[test]
    fn a_changed_byte_changes_the_signature() {
        let changed = SHORT.replace("evt_test_1", "evt_test_2");
        assert_ne!(sign(SECRET, TIME, SHORT.as_bytes()), sign(SECRET, TIME, changed.as_bytes()));
    }
}
