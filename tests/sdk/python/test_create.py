"""POST /v1/checkout/sessions: every mode in every ui_mode, and what a session shows right after."""

import re

import pytest

from support import SUCCESS_URL, addresses, assert_totals, item, items_of, open_session, option

MODES = {
    "payment": {"line_items": [item("Mug", 2000, quantity=2)]},
    "subscription": {"line_items": [item("Coffee club", 1200, recurring={"interval": "month"})]},
    "setup": {"currency": "usd"},
}


@pytest.mark.parametrize("ui_mode", ["hosted_page", "embedded_page", "elements", "form"])
@pytest.mark.parametrize("mode", MODES)
def test_a_session_in_every_mode(client, mode, ui_mode):
    session = client.v1.checkout.sessions.create(
        {"mode": mode, "ui_mode": ui_mode, **MODES[mode], **addresses(ui_mode)}
    )

    assert re.fullmatch(r"cs_test_[A-Za-z0-9]{58}", session.id)
    assert session.object == "checkout.session"
    assert (session.mode, session.ui_mode, session.status) == (mode, ui_mode, "open")
    assert session.livemode is False
    assert session.expires_at == session.created + 24 * 60 * 60
    assert session.currency == "usd"
    if ui_mode == "hosted_page":
        assert f"/c/pay/{session.id}" in session.url
        assert session.client_secret is None
        assert session.success_url == SUCCESS_URL
    else:
        assert session.url is None
        assert session.client_secret.startswith(f"{session.id}_secret_")
        assert session.success_url is None
    assert client.v1.checkout.sessions.retrieve(session.id) == session


def test_what_a_payment_will_cost(client):
    session = open_session(client, ui_mode="hosted_page")

    assert_totals(session, subtotal=5500)
    assert session.payment_status == "unpaid"
    assert session.payment_intent is None
    assert session.customer_creation == "if_required"
    assert session.shipping_options == []
    assert session.shipping_cost is None
    assert session.metadata.to_dict() == {}
    assert "line_items" not in session


def test_a_setup_has_an_intent_and_no_amounts(client):
    session = client.v1.checkout.sessions.create({"mode": "setup", "currency": "usd", "success_url": SUCCESS_URL})

    assert re.fullmatch(r"seti_\w{24}", session.setup_intent)
    assert (session.amount_subtotal, session.amount_total, session.total_details) == (None, None, None)
    assert session.payment_status == "no_payment_required"


def test_a_subscription_mixes_recurring_and_single_items(client):
    product = client.v1.products.create({"name": "Beans"})
    monthly = client.v1.prices.create(
        {"product": product.id, "currency": "eur", "unit_amount": 1500, "recurring": {"interval": "month"}}
    )

    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": monthly.id, "quantity": 3}, item("Grinder", 4900, currency="eur")],
            "subscription_data": {"metadata": {"plan": "beans"}},
            "success_url": SUCCESS_URL,
        }
    )

    assert_totals(session, subtotal=4500 + 4900)
    assert session.currency == "eur"
    assert session.subscription is None
    assert session.payment_method_collection == "always"
    assert [(each.description, each.quantity, each.amount_total) for each in items_of(client, session)] == [
        ("Beans", 3, 4500),
        ("Grinder", 1, 4900),
    ]


def test_everything_a_shop_passes_comes_back(client):
    customer = client.v1.customers.create({"email": "jenny@example.com", "name": "Jenny Rosen"})

    session = open_session(
        client,
        ui_mode="hosted_page",
        customer=customer.id,
        customer_update={"address": "auto", "shipping": "auto"},
        billing_address_collection="required",
        phone_number_collection={"enabled": True},
        shipping_address_collection={"allowed_countries": ["US", "CA"]},
        shipping_options=[option("Ground", 500), option("Air", 1500)],
        custom_fields=[
            {
                "key": "size",
                "label": {"type": "custom", "custom": "Size"},
                "type": "dropdown",
                "dropdown": {"options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]},
            }
        ],
        custom_text={"submit": {"message": "We ship within a day"}},
        invoice_creation={"enabled": True, "invoice_data": {"description": "Thanks", "metadata": {"a": "b"}}},
        payment_intent_data={"description": "Order 6735", "metadata": {"order": "6735"}},
        allow_promotion_codes=True,
        client_reference_id="cart-17",
        locale="en-GB",
        metadata={"order": "6735", "größe": "XL & mehr", "count": 3},
        cancel_url="https://shop.test/cart?back=1&x=%20y",
    )

    assert session.customer == customer.id
    assert session.customer_creation is None
    assert session.customer_details.email == "jenny@example.com"
    assert session.billing_address_collection == "required"
    assert session.phone_number_collection.enabled is True
    assert session.shipping_address_collection.allowed_countries == ["US", "CA"]
    assert [shown.shipping_amount for shown in session.shipping_options] == [500, 1500]
    assert session.custom_fields[0].key == "size"
    assert [each.value for each in session.custom_fields[0].dropdown.options] == ["s", "l"]
    assert session.custom_text.submit.message == "We ship within a day"
    assert session.invoice_creation.invoice_data.description == "Thanks"
    assert session.allow_promotion_codes is True
    assert session.client_reference_id == "cart-17"
    assert session.locale == "en-GB"
    assert session.metadata.to_dict() == {"order": "6735", "größe": "XL & mehr", "count": "3"}
    assert session.cancel_url == "https://shop.test/cart?back=1&x=%20y"
    # The first option is the one a customer starts with.
    assert_totals(session, subtotal=5500, shipping=500)
    assert session.shipping_cost.shipping_rate == session.shipping_options[0].shipping_rate


def test_an_object_stands_for_its_id(client):
    customer = client.v1.customers.create({"email": "jenny@example.com"})
    price = client.v1.prices.create({"currency": "usd", "unit_amount": 900, "product_data": {"name": "Card"}})

    session = open_session(client, customer=customer, line_items=[{"price": price, "quantity": 2}])

    assert session.customer == customer.id
    assert_totals(session, subtotal=1800)


def test_none_is_not_sent(client):
    session = open_session(client, customer=None, client_reference_id=None, metadata={"order": "1"})

    assert session.customer is None
    assert session.client_reference_id is None
