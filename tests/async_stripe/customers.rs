//! Customers.

use futures_util::TryStreamExt as _;
use stripe_core::customer::{
    CreateCustomer, CustomerShipping, DeleteCustomer, ListCustomer, OptionalFieldsCustomerAddress,
    RetrieveCustomer, RetrieveCustomerReturned, UpdateCustomer,
};
use stripe_core::{Customer, CustomerTaxExempt};

use crate::support::{Emulator, NOON, invalid, item, map, paths, payment, refusal, whole};

#[tokio::test]
async fn a_customer_needs_nothing() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let customer = CreateCustomer::new().send(&stripe).await.unwrap();

    assert!(customer.id.starts_with("cus_"), "{}", customer.id);
    assert_eq!(customer.created, NOON);
    assert_eq!((customer.email, customer.name, customer.phone), (None, None, None));
    assert_eq!((customer.balance, customer.delinquent), (Some(0), Some(false)));
    assert_eq!((customer.currency, customer.next_invoice_sequence), (None, Some(1)));
    assert_eq!(customer.invoice_prefix.unwrap().len(), 8);
    assert!(customer.invoice_settings.unwrap().default_payment_method.is_none());
    assert_eq!(customer.metadata, Some(map([])));
    assert_eq!(customer.preferred_locales, Some(vec![]));
    assert_eq!(customer.tax_exempt, Some(CustomerTaxExempt::None));
    assert!(customer.address.is_none() && customer.shipping.is_none() && customer.default_source.is_none());
    assert!(customer.sources.is_none() && customer.subscriptions.is_none() && customer.tax_ids.is_none());
}

#[tokio::test]
async fn a_customer_is_what_it_was_made_as_and_changed_to() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut address = OptionalFieldsCustomerAddress::new();
    address.line1 = Some("Torstraße 1".into());
    address.city = Some("Berlin".into());
    address.country = Some("DE".into());
    let made = CreateCustomer::new()
        .address(address.clone())
        .balance(-500)
        .description("Regular")
        .email("jenny@example.com")
        .metadata(map([("since", "2020")]))
        .name("Jenny Rosen")
        .phone("+491234")
        .preferred_locales(paths(["de", "en"]))
        .shipping(CustomerShipping::new(address, "Jenny's desk"))
        .tax_exempt(CustomerTaxExempt::Reverse)
        .send(&stripe)
        .await
        .unwrap();

    let customer = retrieve(&stripe, made.id.as_str()).await;
    assert_eq!(whole(&customer), whole(&made));
    let address = customer.address.unwrap();
    assert_eq!(address.line1.as_deref(), Some("Torstraße 1"));
    assert_eq!((address.city.as_deref(), address.country.as_deref()), (Some("Berlin"), Some("DE")));
    assert_eq!((address.line2, address.postal_code, address.state), (None, None, None));
    assert_eq!(customer.balance, Some(-500));
    assert_eq!(customer.description.as_deref(), Some("Regular"));
    assert_eq!(customer.email.as_deref(), Some("jenny@example.com"));
    assert_eq!(customer.metadata, Some(map([("since", "2020")])));
    assert_eq!(customer.preferred_locales, Some(paths(["de", "en"])));
    let shipping = customer.shipping.unwrap();
    assert_eq!(shipping.name.as_deref(), Some("Jenny's desk"));
    assert_eq!(shipping.address.unwrap().city.as_deref(), Some("Berlin"));
    assert_eq!(customer.tax_exempt, Some(CustomerTaxExempt::Reverse));

    let changed = UpdateCustomer::new(made.id.clone())
        .description("")
        .email("rosen@example.com")
        .metadata(map([("since", ""), ("tier", "gold")]))
        .tax_exempt(CustomerTaxExempt::Exempt)
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(changed.description, None);
    assert_eq!(changed.email.as_deref(), Some("rosen@example.com"));
    assert_eq!(changed.name.as_deref(), Some("Jenny Rosen"), "what is not sent stays");
    assert_eq!(changed.metadata, Some(map([("tier", "gold")])));
    assert_eq!(changed.tax_exempt, Some(CustomerTaxExempt::Exempt));
    let refused = refusal(UpdateCustomer::new(made.id).email("nobody").send(&stripe).await);
    assert_eq!(refused, invalid(Some("email"), "Invalid email address: nobody").code("email_invalid"));
}

#[tokio::test]
async fn of_a_deleted_customer_the_id_is_left() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let customer = CreateCustomer::new().email("jenny@example.com").send(&stripe).await.unwrap();

    let deleted = DeleteCustomer::new(customer.id.clone()).send(&stripe).await.unwrap();

    assert_eq!(deleted.id, customer.id);
    match RetrieveCustomer::new(customer.id.clone()).send(&stripe).await.unwrap() {
        RetrieveCustomerReturned::DeletedCustomer(left) => assert_eq!(left.id, customer.id),
        RetrieveCustomerReturned::Customer(_) => panic!("still there"),
    }
    assert!(ListCustomer::new().send(&stripe).await.unwrap().data.is_empty());
    let message = format!("No such customer: '{}'", customer.id);
    let updated = refusal(UpdateCustomer::new(customer.id.clone()).name("Jenny").send(&stripe).await);
    assert_eq!(
        updated,
        invalid(Some("id"), &message).code("resource_missing"),
        "a 400, as Stripe was seen to say"
    );
    let session = payment([item("Mug", 999, 1)]).customer(customer.id.as_str());
    let refused = refusal(session.send(&stripe).await);
    assert_eq!(refused, invalid(Some("customer"), &message).code("resource_missing"));
}

#[tokio::test]
async fn customers_are_listed_newest_first_and_found_by_email() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut ids = Vec::new();
    for number in 0..12 {
        let email = if number % 4 == 0 { "same@example.com".into() } else { format!("{number}@example.com") };
        ids.push(CreateCustomer::new().email(email).send(&stripe).await.unwrap().id);
    }
    let listed = async |list: ListCustomer| -> Vec<_> {
        let customers: Vec<Customer> = list.paginate().stream(&stripe).try_collect().await.unwrap();
        customers.into_iter().map(|customer| customer.id).collect()
    };

    let newest_first: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(listed(ListCustomer::new()).await, newest_first);
    let same = [ids[8].clone(), ids[4].clone(), ids[0].clone()];
    assert_eq!(listed(ListCustomer::new().email("same@example.com")).await, same);
    assert!(listed(ListCustomer::new().email("Same@example.com")).await.is_empty());
}

async fn retrieve(stripe: &stripe::Client, id: &str) -> Customer {
    match RetrieveCustomer::new(id).send(stripe).await.unwrap() {
        RetrieveCustomerReturned::Customer(customer) => customer,
        RetrieveCustomerReturned::DeletedCustomer(_) => panic!("deleted"),
    }
}
