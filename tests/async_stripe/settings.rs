//! `POST /v1/checkout/sessions`: what a page collects, says and looks like.

use stripe_checkout::checkout_session::{
    CreateCheckoutSessionAfterExpiration, CreateCheckoutSessionAfterExpirationRecovery,
    CreateCheckoutSessionBrandingSettings, CreateCheckoutSessionBrandingSettingsBorderStyle,
    CreateCheckoutSessionConsentCollection, CreateCheckoutSessionConsentCollectionTermsOfService,
    CreateCheckoutSessionCustomFields, CreateCheckoutSessionCustomFieldsDropdown,
    CreateCheckoutSessionCustomFieldsDropdownOptions, CreateCheckoutSessionCustomFieldsLabel,
    CreateCheckoutSessionCustomFieldsLabelType, CreateCheckoutSessionCustomFieldsType,
    CreateCheckoutSessionCustomText, CreateCheckoutSessionInvoiceCreation,
    CreateCheckoutSessionInvoiceCreationInvoiceData, CreateCheckoutSessionNameCollection,
    CreateCheckoutSessionNameCollectionBusiness, CreateCheckoutSessionOptionalItems,
    CreateCheckoutSessionOptionalItemsAdjustableQuantity, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionPaymentMethodCollection, CreateCheckoutSessionPaymentMethodOptions,
    CreateCheckoutSessionPaymentMethodOptionsCard,
    CreateCheckoutSessionPaymentMethodOptionsCardRequestThreeDSecure,
    CreateCheckoutSessionPaymentMethodTypes, CreateCheckoutSessionPhoneNumberCollection,
    CreateCheckoutSessionSubscriptionData, CreateCheckoutSessionSubscriptionDataTrialSettings,
    CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehavior,
    CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehaviorMissingPaymentMethod,
    CreateCheckoutSessionTaxIdCollection, CreateCheckoutSessionWalletOptions,
    CreateCheckoutSessionWalletOptionsLink, CreateCheckoutSessionWalletOptionsLinkDisplay,
    CustomTextPositionParam,
};
use stripe_checkout::{
    CheckoutSessionBillingAddressCollection, CheckoutSessionLocale, CheckoutSessionMode,
    CheckoutSessionPaymentMethodCollection, CheckoutSessionSubmitType,
};
use stripe_product::price::{
    CreatePrice, CreatePriceProductData, CreatePriceRecurring, CreatePriceRecurringInterval,
};
use stripe_types::Currency;

use crate::support::{Emulator, NOON, item, map, payment, priced};

#[tokio::test]
async fn what_a_page_collects_and_says_comes_back() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let label = |text: &str| {
        CreateCheckoutSessionCustomFieldsLabel::new(text, CreateCheckoutSessionCustomFieldsLabelType::Custom)
    };
    let mut size = CreateCheckoutSessionCustomFields::new(
        "size",
        label("Size"),
        CreateCheckoutSessionCustomFieldsType::Dropdown,
    );
    size.dropdown = Some(CreateCheckoutSessionCustomFieldsDropdown::new([
        CreateCheckoutSessionCustomFieldsDropdownOptions::new("Small", "s"),
        CreateCheckoutSessionCustomFieldsDropdownOptions::new("Large", "l"),
    ]));
    let mut engraving = CreateCheckoutSessionCustomFields::new(
        "engraving",
        label("Engraving"),
        CreateCheckoutSessionCustomFieldsType::Text,
    );
    engraving.optional = Some(true);
    let mut text = CreateCheckoutSessionCustomText::new();
    text.submit = Some(CustomTextPositionParam::new("Ships in two days."));
    let mut consent = CreateCheckoutSessionConsentCollection::new();
    consent.terms_of_service = Some(CreateCheckoutSessionConsentCollectionTermsOfService::Required);

    let session = payment([item("Ring", 12000, 1)])
        .allow_promotion_codes(true)
        .billing_address_collection(CheckoutSessionBillingAddressCollection::Required)
        .consent_collection(consent)
        .custom_fields([size, engraving])
        .custom_text(text)
        .customer_email("guest@example.com")
        .expires_at(NOON + 3600)
        .locale(CheckoutSessionLocale::Fr)
        .phone_number_collection(CreateCheckoutSessionPhoneNumberCollection::new(true))
        .submit_type(CheckoutSessionSubmitType::Book)
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.allow_promotion_codes, Some(true));
    assert_eq!(session.billing_address_collection, Some(CheckoutSessionBillingAddressCollection::Required));
    assert_eq!(session.consent_collection.unwrap().terms_of_service.unwrap().as_str(), "required");
    assert_eq!(session.customer_email.as_deref(), Some("guest@example.com"));
    assert_eq!(session.customer_details.unwrap().email.as_deref(), Some("guest@example.com"));
    assert!(session.collected_information.is_some());
    assert_eq!(session.expires_at, NOON + 3600);
    assert_eq!(session.locale, Some(CheckoutSessionLocale::Fr));
    assert!(session.phone_number_collection.unwrap().enabled);
    assert_eq!(session.submit_type, Some(CheckoutSessionSubmitType::Book));
    assert_eq!(session.custom_text.submit.unwrap().message, "Ships in two days.");
    assert!(session.custom_text.after_submit.is_none());

    let [size, engraving] = &session.custom_fields[..] else {
        panic!("{} custom fields", session.custom_fields.len())
    };
    assert_eq!((size.key.as_str(), size.type_.as_str(), size.optional), ("size", "dropdown", false));
    assert_eq!(size.label.custom.as_deref(), Some("Size"));
    let dropdown = size.dropdown.as_ref().unwrap();
    let options: Vec<_> =
        dropdown.options.iter().map(|option| (option.label.as_str(), option.value.as_str())).collect();
    assert_eq!(options, [("Small", "s"), ("Large", "l")]);
    assert_eq!(dropdown.value, None);
    assert_eq!(
        (engraving.key.as_str(), engraving.type_.as_str(), engraving.optional),
        ("engraving", "text", true)
    );
    assert_eq!(engraving.text.as_ref().unwrap().value, None);
}

#[tokio::test]
async fn how_a_page_looks_and_what_it_offers_comes_back() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let sticker = CreatePrice::new(Currency::USD)
        .unit_amount(300)
        .product_data(CreatePriceProductData::new("Sticker"))
        .send(&stripe)
        .await
        .unwrap();

    let mut recovery = CreateCheckoutSessionAfterExpiration::new();
    recovery.recovery = Some(CreateCheckoutSessionAfterExpirationRecovery::new(true));
    let mut branding = CreateCheckoutSessionBrandingSettings::new();
    branding.background_color = Some("#112233".into());
    branding.border_style = Some(CreateCheckoutSessionBrandingSettingsBorderStyle::Pill);
    branding.display_name = Some("The Shop".into());
    let mut names = CreateCheckoutSessionNameCollection::new();
    names.business = Some(CreateCheckoutSessionNameCollectionBusiness::new(true));
    let mut stickers = CreateCheckoutSessionOptionalItems::new(sticker.id.as_str(), 2_u64);
    stickers.adjustable_quantity = Some(CreateCheckoutSessionOptionalItemsAdjustableQuantity::new(true));
    let mut card = CreateCheckoutSessionPaymentMethodOptionsCard::new();
    card.request_three_d_secure = Some(CreateCheckoutSessionPaymentMethodOptionsCardRequestThreeDSecure::Any);
    let mut options = CreateCheckoutSessionPaymentMethodOptions::new();
    options.card = Some(card);
    let mut link = CreateCheckoutSessionWalletOptionsLink::new();
    link.display = Some(CreateCheckoutSessionWalletOptionsLinkDisplay::Never);
    let mut wallets = CreateCheckoutSessionWalletOptions::new();
    wallets.link = Some(link);
    let session = payment([item("Mug", 999, 1)])
        .after_expiration(recovery)
        .branding_settings(branding)
        .name_collection(names)
        .optional_items([stickers])
        .payment_method_options(options)
        .tax_id_collection(CreateCheckoutSessionTaxIdCollection::new(true))
        .wallet_options(wallets)
        .send(&stripe)
        .await
        .unwrap();

    let recovery = session.after_expiration.unwrap().recovery.unwrap();
    assert_eq!((recovery.enabled, recovery.allow_promotion_codes), (true, false));
    assert_eq!((recovery.expires_at, recovery.url), (None, None));
    let branding = session.branding_settings.unwrap();
    assert_eq!((branding.background_color.as_str(), branding.border_style.as_str()), ("#112233", "pill"));
    assert_eq!((branding.display_name.as_str(), branding.button_color.as_str()), ("The Shop", "#0074d4"));
    let names = session.name_collection.unwrap();
    let business = names.business.unwrap();
    assert_eq!((business.enabled, business.optional), (true, false));
    assert!(names.individual.is_none());
    let [stickers] = &session.optional_items.unwrap()[..] else { panic!("one item is offered") };
    assert_eq!((stickers.price.as_str(), stickers.quantity), (sticker.id.as_str(), 2));
    assert!(stickers.adjustable_quantity.as_ref().unwrap().enabled);
    assert_eq!(session.amount_total, Some(999), "what is offered is not bought yet");
    let card = session.payment_method_options.unwrap().card.unwrap();
    assert_eq!(card.request_three_d_secure.as_str(), "any");
    let tax_ids = session.tax_id_collection.unwrap();
    assert_eq!((tax_ids.enabled, tax_ids.required.as_str()), (true, "never"));
    assert_eq!(session.wallet_options.unwrap().link.unwrap().display.unwrap().as_str(), "never");
}

#[tokio::test]
async fn a_trial_may_begin_without_a_card() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let price = CreatePrice::new(Currency::USD)
        .unit_amount(1500)
        .recurring(CreatePriceRecurring::new(CreatePriceRecurringInterval::Month))
        .product_data(CreatePriceProductData::new("Coffee club"))
        .send(&stripe)
        .await
        .unwrap();

    let mut data = CreateCheckoutSessionSubscriptionData::new();
    data.trial_period_days = Some(14);
    data.metadata = Some(map([("campaign", "spring")]));
    data.trial_settings = Some(CreateCheckoutSessionSubscriptionDataTrialSettings::new(
        CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehavior::new(
            CreateCheckoutSessionSubscriptionDataTrialSettingsEndBehaviorMissingPaymentMethod::Cancel,
        ),
    ));
    let session = payment([priced(&price.id, 1)])
        .mode(CheckoutSessionMode::Subscription)
        .payment_method_collection(CreateCheckoutSessionPaymentMethodCollection::IfRequired)
        .subscription_data(data)
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.payment_method_collection, Some(CheckoutSessionPaymentMethodCollection::IfRequired));
    assert_eq!(session.metadata, Some(map([])), "the subscription's are its own");
    assert!(session.subscription.is_none());
}

#[tokio::test]
async fn an_older_version_still_names_its_payment_methods() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let mut intent = CreateCheckoutSessionPaymentIntentData::new();
    intent.description = Some("Order 7".into());
    intent.metadata = Some(map([("order", "7")]));
    let mut invoice = CreateCheckoutSessionInvoiceCreation::new(true);
    let mut data = CreateCheckoutSessionInvoiceCreationInvoiceData::new();
    data.footer = Some("Thank you".into());
    data.metadata = Some(map([("order", "7")]));
    invoice.invoice_data = Some(data);
    let session = payment([item("Mug", 999, 1)])
        .payment_method_types([
            CreateCheckoutSessionPaymentMethodTypes::Card,
            CreateCheckoutSessionPaymentMethodTypes::Paypal,
        ])
        .payment_intent_data(intent)
        .invoice_creation(invoice)
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.payment_method_types, ["card", "paypal"]);
    assert!(session.payment_method_configuration_details.is_none());
    assert_eq!(session.metadata, Some(map([])), "the payment's are its own");
    let invoice = session.invoice_creation.unwrap();
    assert!(invoice.enabled);
    assert_eq!(invoice.invoice_data.footer.as_deref(), Some("Thank you"));
    assert_eq!(invoice.invoice_data.metadata, Some(map([("order", "7")])));
}
