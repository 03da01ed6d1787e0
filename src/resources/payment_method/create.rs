//! `POST /v1/payment_methods`
//!
//! <https://docs.stripe.com/api/payment_methods/create>

use std::sync::Arc;

use super::described::{Types, describing};
use super::{PaymentMethod, resolve};
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text};

describing! {
    CreatePaymentMethod {
        customer: Option<Text>,
        payment_method: Option<Id<PaymentMethod>>,
        r#type: Option<Choice<Types>>,
    }
    plain: affirm afterpay_clearpay alipay alma amazon_pay bancontact billie bizum blik boleto cashapp crypto custom
        customer_balance eps fpx giropay grabpay ideal interac_present kakao_pay klarna konbini kr_card link mb_way
        mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix
        promptpay revolut_pay samsung_pay satispay scalapay sequra sofort sunbit swish twint upi wechat_pay zip
}

impl Operation for CreatePaymentMethod {
    type Target = ();
    type Output = Arc<PaymentMethod>;

    const PUBLISHABLE: bool = true;

    fn perform(mut self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<PaymentMethod>, ApiError> {
        let kind = self.r#type.map(Choice::as_str);
        if let Some(id) = &self.payment_method {
            // A copy for an account this one is connected to; here it is a copy all the same.
            let known = resolve(tx, id, "payment_method")?;
            let copy = PaymentMethod {
                id: tx.new_id(),
                created: tx.now(),
                customer: None,
                ..PaymentMethod::clone(&known)
            };
            return Ok(tx.put(copy));
        }
        let method = self.described(kind).build("", tx)?;
        Ok(tx.put(method))
    }
}
