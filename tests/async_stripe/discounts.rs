//! Coupons and promotion codes, and what they take off.

use stripe_checkout::checkout_session::CreateCheckoutSessionDiscounts;
use stripe_product::CouponDuration;
use stripe_product::coupon::{CreateCoupon, DeleteCoupon, ListCoupon, RetrieveCoupon, UpdateCoupon};
use stripe_product::promotion_code::{
    CreatePromotionCode, CreatePromotionCodePromotion, CreatePromotionCodePromotionType,
    CreatePromotionCodeRestrictions, ListPromotionCode, RetrievePromotionCode, UpdatePromotionCode,
};
use stripe_types::Currency;

use crate::support::{Emulator, NOON, invalid, item, map, paths, payment, refusal, whole};

#[tokio::test]
async fn a_coupon_is_what_it_was_made_as_until_it_is_deleted() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let made = CreateCoupon::new()
        .id("SPRING")
        .percent_off(12.5)
        .duration(CouponDuration::Repeating)
        .duration_in_months(3)
        .max_redemptions(100)
        .redeem_by(NOON + 86_400)
        .metadata(map([("campaign", "spring")]))
        .send(&stripe)
        .await
        .unwrap();

    let coupon = RetrieveCoupon::new("SPRING").send(&stripe).await.unwrap();
    assert_eq!(whole(&coupon), whole(&made));
    assert_eq!(coupon.id, "SPRING");
    assert_eq!((coupon.amount_off, coupon.currency), (None, None));
    assert_eq!(whole(&coupon.percent_off), "Some(12.5)");
    assert_eq!((coupon.duration, coupon.duration_in_months), (CouponDuration::Repeating, Some(3)));
    assert_eq!((coupon.max_redemptions, coupon.redeem_by), (Some(100), Some(NOON + 86_400)));
    assert_eq!((coupon.times_redeemed, coupon.valid), (0, true));
    assert_eq!(coupon.metadata, Some(map([("campaign", "spring")])));
    let renamed = UpdateCoupon::new("SPRING").name("Spring sale").send(&stripe).await.unwrap();
    assert_eq!(renamed.name.as_deref(), Some("Spring sale"));

    assert_eq!(DeleteCoupon::new("SPRING").send(&stripe).await.unwrap().id, "SPRING");
    assert!(ListCoupon::new().send(&stripe).await.unwrap().data.is_empty());
    let expected = invalid(Some("coupon"), "No such coupon: 'SPRING'").code("resource_missing").status(404);
    assert_eq!(refusal(RetrieveCoupon::new("SPRING").send(&stripe).await), expected);
}

#[tokio::test]
async fn a_promotion_code_leads_to_its_coupon() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let coupon = CreateCoupon::new().amount_off(500).currency(Currency::USD).send(&stripe).await.unwrap();
    let create = || {
        let mut promotion = CreatePromotionCodePromotion::new(CreatePromotionCodePromotionType::Coupon);
        promotion.coupon = Some(coupon.id.to_string());
        CreatePromotionCode::new(promotion).code("Spring5")
    };
    let mut restrictions = CreatePromotionCodeRestrictions::new();
    restrictions.minimum_amount = Some(2000);
    restrictions.minimum_amount_currency = Some(Currency::USD);

    let made = create().restrictions(restrictions).send(&stripe).await.unwrap();

    assert_eq!((made.code.as_str(), made.active, made.times_redeemed), ("Spring5", true, 0));
    assert_eq!(made.promotion.type_.as_str(), "coupon");
    assert_eq!(made.promotion.coupon.unwrap().id(), &coupon.id);
    assert!(!made.restrictions.first_time_transaction);
    assert_eq!(made.restrictions.minimum_amount, Some(2000));
    assert_eq!(made.restrictions.minimum_amount_currency, Some(Currency::USD));
    let expanded = RetrievePromotionCode::new(made.id.clone())
        .expand(paths(["promotion.coupon"]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(expanded.promotion.coupon.unwrap().as_object().unwrap().amount_off, Some(500));

    let found = ListPromotionCode::new().code("SPRING5").send(&stripe).await.unwrap();
    assert_eq!(found.data[0].id, made.id);
    let message = "An active promotion code with `code: Spring5` already exists.";
    assert_eq!(refusal(create().send(&stripe).await), invalid(None, message));
    let retired = UpdatePromotionCode::new(made.id).active(false).send(&stripe).await.unwrap();
    assert!(!retired.active);
    assert_eq!(create().send(&stripe).await.unwrap().code, "Spring5", "free again");
}

#[tokio::test]
async fn a_coupon_is_taken_off_what_a_session_sells() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let coupon = CreateCoupon::new().percent_off(10.0).send(&stripe).await.unwrap();
    let mut discount = CreateCheckoutSessionDiscounts::new();
    discount.coupon = Some(coupon.id.to_string());

    let session = payment([item("T-shirt", 2000, 2), item("Mug", 1000, 1)])
        .discounts([discount])
        .expand(paths(["line_items.data.discounts", "total_details.breakdown"]))
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!((session.amount_subtotal, session.amount_total), (Some(5000), Some(4500)));
    let [discount] = &session.discounts.unwrap()[..] else { panic!("one discount") };
    assert_eq!(discount.coupon.as_ref().unwrap().id(), &coupon.id);
    assert!(discount.promotion_code.is_none());
    let details = session.total_details.unwrap();
    assert_eq!((details.amount_discount, details.amount_tax), (500, 0));
    let [taken] = &details.breakdown.unwrap().discounts[..] else { panic!("one discount") };
    assert_eq!(taken.amount, 500);
    assert_eq!(taken.discount.source.coupon.as_ref().unwrap().id(), &coupon.id);
    let items = session.line_items.unwrap().data;
    let amounts: Vec<_> = items
        .iter()
        .map(|item| (item.amount_subtotal, item.discounts.as_ref().unwrap()[0].amount, item.amount_total))
        .collect();
    assert_eq!(amounts, [(4000, 400, 3600), (1000, 100, 900)]);
}

#[tokio::test]
async fn a_promotion_code_is_taken_off_too() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let coupon = CreateCoupon::new().amount_off(500).currency(Currency::USD).send(&stripe).await.unwrap();
    let mut promotion = CreatePromotionCodePromotion::new(CreatePromotionCodePromotionType::Coupon);
    promotion.coupon = Some(coupon.id.to_string());
    let code = CreatePromotionCode::new(promotion).send(&stripe).await.unwrap();
    let mut discount = CreateCheckoutSessionDiscounts::new();
    discount.promotion_code = Some(code.id.to_string());

    let session = payment([item("T-shirt", 2000, 1)]).discounts([discount]).send(&stripe).await.unwrap();

    assert_eq!((session.amount_subtotal, session.amount_total), (Some(2000), Some(1500)));
    let [discount] = &session.discounts.unwrap()[..] else { panic!("one discount") };
    assert_eq!(discount.promotion_code.as_ref().unwrap().id(), &code.id);
}
