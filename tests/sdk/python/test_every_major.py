"""What every major can do, in the style that every major has: `stripe.api_base` and the classes of the module.

Each major asks for the API version it pins.
"""

import os
import secrets

import pytest
import stripe

from support import URL, addresses, assert_totals, item, option

MAJOR = int(stripe.VERSION.split(".")[0])
PINNED = {
    7: "2023-10-16",
    11: "2025-02-24.acacia",
    12: "2025-08-27.basil",
    14: "2026-02-25.clover",
    16: "2026-10-28.endive",
}[MAJOR]
UI_MODES = ["hosted_page", "embedded_page", "elements", "form"] if MAJOR >= 15 else ["hosted", "embedded"]
if MAJOR in (12, 14):
    UI_MODES.append("custom")
IN_PAGE = UI_MODES[1]

# The names of the newest modules; old ones keep their errors in `stripe.error`.
InvalidRequestError = getattr(stripe, "InvalidRequestError", None) or stripe.error.InvalidRequestError
AuthenticationError = getattr(stripe, "AuthenticationError", None) or stripe.error.AuthenticationError
IdempotencyError = getattr(stripe, "IdempotencyError", None) or stripe.error.IdempotencyError

since_updates = pytest.mark.skipif(MAJOR < 11, reason="the SDK has no update of sessions yet")
since_shipping = pytest.mark.skipif(MAJOR < 12, reason="the version updates metadata only")


@pytest.fixture(autouse=True)
def account(monkeypatch):
    monkeypatch.setattr(stripe, "api_base", URL)
    monkeypatch.setattr(stripe, "api_key", f"sk_test_{secrets.token_hex(12)}")
    monkeypatch.setattr(stripe, "max_network_retries", 0)


def open_session(ui_mode=UI_MODES[0], **params):
    cart = [item("Mug", 2000, quantity=2), item("Poster", 1500)]
    return stripe.checkout.Session.create(
        **{"mode": "payment", "ui_mode": ui_mode, "line_items": cart, **addresses(ui_mode), **params}
    )


def test_the_version_it_pins():
    assert os.environ.get("STRIPE_SDK", stripe.VERSION) == stripe.VERSION
    assert stripe.api_version == PINNED
    assert open_session().last_response.headers["stripe-version"] == PINNED


@pytest.mark.parametrize("ui_mode", UI_MODES)
def test_a_payment(ui_mode):
    session = open_session(ui_mode)

    assert (session.mode, session.ui_mode, session.status) == ("payment", ui_mode, "open")
    assert_totals(session, subtotal=5500)
    assert stripe.checkout.Session.retrieve(session.id) == session
    items = stripe.checkout.Session.list_line_items(session.id)
    assert [each.description for each in items.data] == ["Mug", "Poster"]


def test_a_subscription_and_a_setup():
    subscription = open_session(
        mode="subscription", line_items=[item("Coffee club", 1200, recurring={"interval": "month"})]
    )
    setup = stripe.checkout.Session.create(mode="setup", currency="usd", **addresses("hosted"))

    assert (subscription.mode, subscription.amount_total) == ("subscription", 1200)
    assert setup.setup_intent.startswith("seti_")


def test_booleans_the_way_this_major_writes_them():
    session = open_session(
        allow_promotion_codes=True,
        phone_number_collection={"enabled": True},
        invoice_creation={"enabled": False},
        automatic_tax={"enabled": False},
    )

    assert session.allow_promotion_codes is True
    assert session.phone_number_collection.enabled is True
    assert session.invoice_creation.enabled is False
    assert session.automatic_tax.enabled is False


def test_booleans_in_a_query():
    product = stripe.Product.create(name="Mug", active=False, shippable=True)

    assert (product.active, product.shippable) == (False, True)
    assert [each.id for each in stripe.Product.list(active=False).data] == [product.id]
    assert stripe.Product.list(active=True).data == []


@since_updates
def test_metadata_is_merged_unset_and_cleared():
    session = open_session(metadata={"order": "1", "gift": "no"})

    for metadata, expected in (
        ({"gift": "", "note": "door"}, {"order": "1", "note": "door"}),
        ("", {}),
        ({"order": "2"}, {"order": "2"}),
    ):
        updated = stripe.checkout.Session.modify(session.id, metadata=metadata)
        assert dict(updated.metadata.items() if MAJOR < 15 else updated.metadata.to_dict()) == expected
    assert_totals(updated, subtotal=5500)


@since_shipping
def test_an_address_and_what_it_costs_to_ship_there():
    session = open_session(
        IN_PAGE,
        permissions={"update_shipping_details": "server_only"},
        shipping_address_collection={"allowed_countries": ["US"]},
        shipping_options=[option("Free", 0)],
    )
    address = {"line1": "100 Maple Street", "country": "US"}

    updated = stripe.checkout.Session.modify(
        session.id,
        collected_information={"shipping_details": {"name": "Jane Diaz", "address": address}},
        shipping_options=[option("Ground", 500), option("Air", 1500)],
    )

    assert updated.collected_information.shipping_details.address.line1 == "100 Maple Street"
    assert_totals(updated, subtotal=5500, shipping=500)
    cleared = stripe.checkout.Session.modify(session.id, shipping_options="")
    assert_totals(cleared, subtotal=5500)
    with pytest.raises(InvalidRequestError) as refusal:
        stripe.checkout.Session.modify(session.id, shipping_options=[option("Any", 1)] * 6)
    assert (refusal.value.http_status, refusal.value.param) == (400, "shipping_options")
    assert stripe.checkout.Session.retrieve(session.id) == cleared


def test_expire_once():
    session = open_session()

    assert stripe.checkout.Session.expire(session.id).status == "expired"
    with pytest.raises(InvalidRequestError) as refusal:
        stripe.checkout.Session.expire(session.id)
    assert refusal.value.user_message == (
        'Only Checkout Sessions with a status in ["open"] can be expired. '
        "This Checkout Session has a status of `expired`."
    )


def test_every_session_of_many():
    made = [stripe.checkout.Session.create(mode="setup", currency="usd", **addresses("hosted")).id for _ in range(25)]

    assert [each.id for each in stripe.checkout.Session.list(limit=10).auto_paging_iter()] == made[::-1]


def test_expand():
    customer = stripe.Customer.create(email="jenny@example.com")
    session = open_session(customer=customer.id)

    expanded = stripe.checkout.Session.retrieve(session.id, expand=["customer", "line_items.data.price.product"])

    assert expanded.customer == customer
    assert [each.price.product.name for each in expanded.line_items.data] == ["Mug", "Poster"]
    with pytest.raises(InvalidRequestError) as refusal:
        stripe.checkout.Session.list(expand=["data.line_items.data.price.product"])
    assert refusal.value.code == "property_expansion_max_depth"


def test_errors_of_their_classes(monkeypatch):
    with pytest.raises(InvalidRequestError) as refusal:
        stripe.checkout.Session.retrieve("cs_test_" + "a" * 58)
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
    assert refusal.value.request_id.startswith("req_")

    stripe.Customer.create(name="A", idempotency_key="once")
    with pytest.raises(IdempotencyError) as refusal:
        stripe.Customer.create(name="B", idempotency_key="once")
    assert refusal.value.http_status == 400

    monkeypatch.setattr(stripe, "api_key", "nonsense")
    with pytest.raises(AuthenticationError) as refusal:
        stripe.checkout.Session.list()
    assert refusal.value.http_status == 401


def test_a_replay_and_an_account_of_another():
    first = stripe.Customer.create(name="A", idempotency_key="once")

    assert stripe.Customer.create(name="A", idempotency_key="once") == first
    assert stripe.Customer.create(name="A", idempotency_key="once", stripe_account="acct_1Connected0001") != first
    assert [each.id for each in stripe.Customer.list().data] == [first.id]


def test_customers_prices_and_rates():
    customer = stripe.Customer.create(email="jenny@example.com")
    price = stripe.Price.create(currency="usd", unit_amount=900, product_data={"name": "Card"})
    rate = stripe.ShippingRate.create(
        display_name="Ground", type="fixed_amount", fixed_amount={"amount": 500, "currency": "usd"}
    )

    session = open_session(
        customer=customer.id,
        line_items=[{"price": price.id, "quantity": 2}],
        shipping_options=[{"shipping_rate": rate.id}],
    )

    assert_totals(session, subtotal=1800, shipping=500)
    assert stripe.ShippingRate.modify(rate.id, active=False).active is False
    assert stripe.Price.modify(price.id, nickname="old").nickname == "old"
    assert stripe.Customer.delete(customer.id).deleted is True
    assert stripe.Customer.retrieve(customer.id).deleted is True
