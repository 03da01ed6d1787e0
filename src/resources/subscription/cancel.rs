//! `DELETE /v1/subscriptions/{subscription}`
//!
//! <https://docs.stripe.com/api/subscriptions/cancel>

use std::sync::Arc;

use serde::Deserialize;

use super::{CancellationDetails, Status, Subscription, end};
use crate::error::{ApiError, NotFound};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, Id, Object as _, Text};
use crate::words;

words!(
    /// Why a customer leaves.
    pub Feedback:
        "customer_service" "low_quality" "missing_features" "other" "switched_service" "too_complex"
        "too_expensive" "unused"
);

#[derive(Debug, Deserialize)]
pub struct CancelSubscription {
    pub cancellation_details: Option<CancellationDetailsParam>,
    /// Taken and without effect: what was used since the last invoice is not billed yet.
    pub invoice_now: Option<bool>,
    pub prorate: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct CancellationDetailsParam {
    pub comment: Option<Emptyable<Text>>,
    pub feedback: Option<Emptyable<Choice<Feedback>>>,
    pub feedback_option: Option<Text>,
}

impl CancellationDetailsParam {
    pub(super) fn apply(self, details: &mut CancellationDetails) {
        if let Some(comment) = self.comment {
            details.comment = comment.into_value();
        }
        if let Some(feedback) = self.feedback {
            details.feedback = feedback.into_value().map(Choice::as_str);
        }
        if self.feedback_option.is_some() {
            details.feedback_option = self.feedback_option;
        }
    }
}

impl Operation for CancelSubscription {
    type Target = Id<Subscription>;
    type Output = Arc<Subscription>;

    fn perform(self, id: Id<Subscription>, tx: &mut Transaction<'_>) -> Result<Arc<Subscription>, ApiError> {
        let before = tx.target(&id)?;
        if before.status == Status::Canceled {
            // One that is over can be read, and not be found to be canceled again.
            let missing = NotFound::of(&id);
            return Err(ApiError::TargetNotFound { missing, param: Some(Subscription::PATH_PARAM) });
        }
        let mut details = before.cancellation_details.clone();
        if let Some(sent) = self.cancellation_details {
            sent.apply(&mut details);
        }
        details.reason = Some("cancellation_requested");
        Ok(end::end(tx, &before, details))
    }
}
