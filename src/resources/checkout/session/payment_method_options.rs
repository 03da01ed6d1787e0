use super::Mode;
use serde::{Deserialize, Serialize};
#[derive(Debug, Deserialize)]
pub struct PaymentMethodOptionsParam {}
#[derive(Debug, Clone, Serialize)]
pub struct PaymentMethodOptions {}
pub(super) fn build(
    _sent: Option<PaymentMethodOptionsParam>,
    _enabled: &[&'static str],
    _mode: Mode,
) -> PaymentMethodOptions {
    PaymentMethodOptions {}
}
