"""What every test needs: a client of its own account, a small cart, and a way to say "this is refused"."""

import os
import secrets

import stripe

URL = os.environ["CHECKOUT_EMULATOR_URL"]

# The SDK trusts this file and no environment variable.
stripe.ca_bundle_path = os.environ.get("CHECKOUT_EMULATOR_CERTIFICATE", stripe.ca_bundle_path)

SUCCESS_URL = "https://shop.test/thanks?session={CHECKOUT_SESSION_ID}"
RETURN_URL = "https://shop.test/return?session={CHECKOUT_SESSION_ID}"


def new_account():
    """The part of a key after `sk_test_`, which is the account it acts on."""
    return secrets.token_hex(12)


def new_client(key=None, **options):
    """A client of its own account. A refusal is never retried."""
    options = {"base_addresses": {"api": URL}, "max_network_retries": 0, **options}
    return stripe.StripeClient(key or f"sk_test_{new_account()}", **options)


def addresses(ui_mode):
    """The address parameters that a `ui_mode` wants."""
    hosted = ui_mode in ("hosted_page", "hosted")
    return {"success_url": SUCCESS_URL} if hosted else {"return_url": RETURN_URL}


def item(name, unit_amount, quantity=1, currency="usd", **price_data):
    """An item priced inline."""
    price_data = {"currency": currency, "unit_amount": unit_amount, "product_data": {"name": name}, **price_data}
    return {"price_data": price_data, "quantity": quantity}


def option(display_name, amount, currency="usd", **rest):
    """A shipping option made inline."""
    fixed_amount = {"amount": amount, "currency": currency}
    return {
        "shipping_rate_data": {
            "display_name": display_name,
            "type": "fixed_amount",
            "fixed_amount": fixed_amount,
            **rest,
        }
    }


def open_session(client, ui_mode="elements", options=None, **params):
    """A session in payment mode: two mugs and a poster, 55.00 USD."""
    cart = [item("Mug", 2000, quantity=2), item("Poster", 1500)]
    return client.v1.checkout.sessions.create(
        {"mode": "payment", "ui_mode": ui_mode, "line_items": cart, **addresses(ui_mode), **params}, options or {}
    )


def items_of(client, session):
    """The items of a session, in order."""
    return client.v1.checkout.sessions.line_items.list(session.id, {"limit": 100}).data


def ids(objects):
    return [each.id for each in objects]


class refused:
    """Expects the block to be refused with an error of this class that has exactly these fields."""

    def __init__(self, kind=stripe.InvalidRequestError, status=400, **expected):
        self.kind, self.expected = kind, {"http_status": status, **expected}
        self.error = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if error is None:
            raise AssertionError("expected a refusal")
        if not isinstance(error, stripe.StripeError):
            return False
        assert type(error) is self.kind, f"{error!r} is no {self.kind.__name__}"
        names = {"message": "user_message"}
        found = {name: getattr(error, names.get(name, name), None) for name in self.expected}
        assert found == self.expected, error.http_body
        self.error = error
        return True


def refused_update(client, session, params, **expected):
    """Expects an update to be refused, and the session and the account's other objects to be what they were."""

    def look():
        whole = {"expand": ["line_items", "line_items.data.taxes", "shipping_options.shipping_rate"]}
        return [
            client.v1.checkout.sessions.retrieve(session.id, whole).to_dict(),
            client.v1.shipping_rates.list({"limit": 100}).to_dict(),
            client.v1.prices.list({"limit": 100}).to_dict(),
            client.v1.products.list({"limit": 100}).to_dict(),
        ]

    before = look()
    with refused(**expected):
        client.v1.checkout.sessions.update(session.id, params)
    assert look() == before, "a refused update changed something"


def assert_totals(session, subtotal, shipping=0, tax=0, discount=0):
    """Checks what a session costs, all sums at once."""
    details = session.total_details
    found = {
        "amount_subtotal": session.amount_subtotal,
        "amount_total": session.amount_total,
        "amount_discount": details.amount_discount,
        "amount_shipping": details.amount_shipping,
        "amount_tax": details.amount_tax,
    }
    assert found == {
        "amount_subtotal": subtotal,
        "amount_total": subtotal - discount + shipping + tax,
        "amount_discount": discount,
        "amount_shipping": shipping,
        "amount_tax": tax,
    }


def act(client, session, action, **params):
    """What a customer or their bank does: the control API, called through the SDK."""
    return client.raw_request("post", f"/_emulator/checkout/sessions/{session.id}/{action}", **params)
