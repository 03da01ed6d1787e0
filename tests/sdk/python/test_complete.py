"""The customer pays: sessions completed over the control API, and what the shop sees of it."""

import pytest
import stripe

from support import act, addresses, item, open_session, refused


def whole(client, session, *expand):
    return client.v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)})


def test_by_card(client):
    session = open_session(client)
    assert session.payment_intent is None

    act(client, session, "complete", email="jenny@example.com", name="Jenny Rosen")

    paid = whole(client, session, "payment_intent.latest_charge", "payment_intent.payment_method")
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert paid.customer_details.email == "jenny@example.com"
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 5500, "usd")
    assert intent.payment_method.card.last4 == "4242"
    assert intent.latest_charge.paid is True
    [event] = client.v1.events.list({"type": "checkout.session.completed"}).data
    assert event.data.object.id == session.id


def test_a_declined_card_leaves_the_session_open(client):
    session = open_session(client)

    with refused(stripe.CardError, status=402, code="card_declined"):
        act(client, session, "complete", payment_method="pm_card_chargeDeclined")

    assert whole(client, session).status == "open"


@pytest.mark.parametrize(
    ("action", "payment_status"), [("async_payment_succeeded", "paid"), ("async_payment_failed", "unpaid")]
)
def test_by_direct_debit(client, action, payment_status):
    session = open_session(
        client,
        line_items=[item("Mug", 2000, currency="eur")],
        allowed_payment_method_types=["sepa_debit"],
    )
    act(client, session, "complete", payment_method="sepa_debit")
    pending = whole(client, session, "payment_intent")
    assert (pending.status, pending.payment_status, pending.payment_intent.status) == (
        "complete",
        "unpaid",
        "processing",
    )

    act(client, session, action)

    assert whole(client, session).payment_status == payment_status
    [event] = client.v1.events.list({"type": f"checkout.session.{action}"}).data
    assert event.data.object.id == session.id


def test_setup(client):
    session = client.v1.checkout.sessions.create({"mode": "setup", "currency": "usd", **addresses("hosted")})

    act(client, session, "complete")

    done = whole(client, session, "setup_intent.payment_method")
    assert (done.status, done.setup_intent.status) == ("complete", "succeeded")
    assert done.setup_intent.payment_method.type == "card"


def test_subscription(client):
    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [item("Coffee club", 1200, recurring={"interval": "month"})],
            **addresses("hosted"),
        }
    )

    act(client, session, "complete", email="jenny@example.com")

    done = whole(client, session, "subscription", "invoice", "customer")
    assert (done.status, done.payment_status) == ("complete", "paid")
    assert done.customer.email == "jenny@example.com"
    assert done.subscription.status == "active"
    assert (done.invoice.status, done.invoice.amount_paid) == ("paid", 1200)
