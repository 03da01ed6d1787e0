//! Reading sessions and their line items: pages, filters, expansion.

use futures_util::TryStreamExt as _;
use stripe::{Client, PaginationExt as _};
use stripe_checkout::checkout_session::{
    ExpireCheckoutSession, ListCheckoutSession, ListCheckoutSessionCustomerDetails,
    ListLineItemsCheckoutSession, RetrieveCheckoutSession,
};
use stripe_checkout::{CheckoutSession, CheckoutSessionId, CheckoutSessionStatus};
use stripe_core::customer::CreateCustomer;
use stripe_product::price::{CreatePrice, CreatePriceProductData};
use stripe_types::{Currency, List, RangeQueryTs};

use crate::support::{Emulator, NOON, item, paths, payment, priced};

#[tokio::test]
async fn more_sessions_than_a_page_holds_are_read_page_by_page_newest_first() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut newest_first = open(&stripe, 105).await;
    newest_first.reverse();

    for limit in [100, 7] {
        let all: Vec<CheckoutSession> =
            ListCheckoutSession::new().limit(limit).paginate().stream(&stripe).try_collect().await.unwrap();
        assert_eq!(ids(&all), newest_first, "{limit} at a time");
    }

    let page = ListCheckoutSession::new().send(&stripe).await.unwrap();
    assert_eq!((ids(&page.data).as_slice(), page.has_more), (&newest_first[..10], true));
    assert_eq!(page.url, "/v1/checkout/sessions");
    let rest: Vec<CheckoutSession> = page.into_paginator().stream(&stripe).try_collect().await.unwrap();
    assert_eq!(ids(&rest), newest_first, "a paginator begins with the page it was made from");

    let too_many = ListCheckoutSession::new().limit(1000).send(&stripe).await.unwrap();
    assert_eq!((ids(&too_many.data).as_slice(), too_many.has_more), (&newest_first[..100], true));
}

#[tokio::test]
async fn cursors_go_both_ways() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let sessions = open(&stripe, 5).await;
    let page = async |list: ListCheckoutSession| -> (Vec<CheckoutSessionId>, bool) {
        let List { data, has_more, .. } = list.limit(2).send(&stripe).await.unwrap();
        (ids(&data), has_more)
    };
    let at = |indices: [usize; 2]| indices.map(|index| sessions[index].clone()).to_vec();

    let after = ListCheckoutSession::new().starting_after(sessions[4].as_str());
    assert_eq!(page(after).await, (at([3, 2]), true));
    let last = ListCheckoutSession::new().starting_after(sessions[2].as_str());
    assert_eq!(page(last).await, (at([1, 0]), false));
    let before = ListCheckoutSession::new().ending_before(sessions[0].as_str());
    assert_eq!(page(before).await, (at([2, 1]), true));
}

#[tokio::test]
async fn a_list_is_narrowed_by_state_customer_email_and_time() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let jenny = CreateCustomer::new().email("jenny@example.com").send(&stripe).await.unwrap();
    let of_jenny = payment([item("Mug", 999, 1)]).customer(jenny.id.as_str()).send(&stripe).await.unwrap();
    let of_guest =
        payment([item("Mug", 999, 1)]).customer_email("guest@example.com").send(&stripe).await.unwrap();
    emulator.advance("1h").await;
    let expired = payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();
    ExpireCheckoutSession::new(expired.id.clone()).send(&stripe).await.unwrap();
    let listed = async |list: ListCheckoutSession| ids(&list.send(&stripe).await.unwrap().data);
    let all = ListCheckoutSession::new;
    let email = |email: &str| all().customer_details(ListCheckoutSessionCustomerDetails::new(email));

    assert_eq!(listed(all().status(CheckoutSessionStatus::Expired)).await, [expired.id.as_str()]);
    let open = [of_guest.id.as_str(), of_jenny.id.as_str()];
    assert_eq!(listed(all().status(CheckoutSessionStatus::Open)).await, open);
    assert!(listed(all().status(CheckoutSessionStatus::Complete)).await.is_empty());
    assert_eq!(listed(all().customer(jenny.id.as_str())).await, [of_jenny.id.as_str()]);
    assert_eq!(listed(email("jenny@example.com")).await, [of_jenny.id.as_str()]);
    assert_eq!(listed(email("guest@example.com")).await, [of_guest.id.as_str()]);
    assert_eq!(listed(all().created(RangeQueryTs::eq(NOON))).await, open);
    assert_eq!(listed(all().created(RangeQueryTs::gt(NOON))).await, [expired.id.as_str()]);
    assert_eq!(listed(all().created(RangeQueryTs::lte(NOON))).await, open);
    assert!(listed(all().created(RangeQueryTs::lt(NOON))).await.is_empty());
}

#[tokio::test]
async fn line_items_are_listed_in_their_own_order() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let items: Vec<_> = (1..=12).map(|number| item(&format!("Thing {number}"), 100, number)).collect();
    let session = payment(items).expand(paths(["line_items"])).send(&stripe).await.unwrap();

    let first = session.line_items.unwrap();
    assert_eq!((first.data.len(), first.has_more), (10, true));
    assert_eq!(first.url, format!("/v1/checkout/sessions/{}/line_items", session.id));
    let all: Vec<_> = ListLineItemsCheckoutSession::new(session.id.clone())
        .limit(5)
        .paginate()
        .stream(&stripe)
        .try_collect()
        .await
        .unwrap();
    let quantities: Vec<_> = all.iter().map(|item| item.quantity.unwrap()).collect();
    assert_eq!(quantities, (1..=12).collect::<Vec<_>>());
    let rest: Vec<_> = first.into_paginator().stream(&stripe).try_collect().await.unwrap();
    assert_eq!(rest.len(), 12);

    let last = &all[11];
    assert_eq!(last.description.as_deref(), Some("Thing 12"));
    assert_eq!(
        (last.amount_subtotal, last.amount_discount, last.amount_tax, last.amount_total),
        (1200, 0, 0, 1200)
    );
    assert_eq!(last.currency, Currency::USD);
    assert!(last.discounts.is_none() && last.taxes.is_none(), "they are shown when asked for");
    let price = last.price.as_ref().unwrap();
    assert_eq!((price.unit_amount, price.unit_amount_decimal.as_deref()), (Some(100), Some("100")));
    assert!(!price.active, "a price made for a session is not for sale elsewhere");
}

#[tokio::test]
async fn ids_are_replaced_by_objects_where_asked() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let jenny = CreateCustomer::new().email("jenny@example.com").send(&stripe).await.unwrap();
    let price = CreatePrice::new(Currency::USD)
        .unit_amount(999)
        .product_data(CreatePriceProductData::new("Mug"))
        .send(&stripe)
        .await
        .unwrap();
    let session = payment([priced(&price.id, 2)]).customer(jenny.id.as_str()).send(&stripe).await.unwrap();

    let plain = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    assert!(!plain.customer.unwrap().is_object());
    assert!(plain.line_items.is_none());

    let expanded = RetrieveCheckoutSession::new(session.id.clone())
        .expand(paths([
            "customer",
            "line_items.data.price.product",
            "total_details.breakdown",
            "payment_intent",
        ]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(expanded.customer.unwrap().as_object().unwrap().email.as_deref(), Some("jenny@example.com"));
    assert!(expanded.payment_intent.is_none(), "nothing expands to nothing");
    assert!(expanded.total_details.unwrap().breakdown.unwrap().discounts.is_empty());
    let items = expanded.line_items.unwrap().data;
    let shown = items[0].price.as_ref().unwrap();
    assert_eq!(shown.id, price.id);
    assert_eq!(shown.product.as_object().unwrap().name, "Mug");

    let list = ListCheckoutSession::new()
        .expand(paths(["data.line_items", "data.customer"]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(list.data[0].line_items.as_ref().unwrap().data[0].amount_total, 1998);
    assert!(list.data[0].customer.as_ref().unwrap().is_object());
}

/// The ids of sessions in the order they were created.
async fn open(stripe: &Client, count: usize) -> Vec<CheckoutSessionId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(payment([item("Mug", 999, 1)]).send(stripe).await.unwrap().id);
    }
    ids
}

fn ids(sessions: &[CheckoutSession]) -> Vec<CheckoutSessionId> {
    sessions.iter().map(|session| session.id.clone()).collect()
}
