"""Refusals as the SDK's typed errors, idempotency keys, and one account a key."""

import re

import pytest
import stripe

from support import SUCCESS_URL, ids, item, new_account, new_client, open_session, refused

NOWHERE = "cs_test_" + "a" * 58
CONNECTED = {"stripe_account": "acct_1Connected0001"}


def test_an_error_carries_all_the_envelope_has(client):
    with refused(
        code="resource_missing", param="line_items[0][price]", message="No such price: 'price_nope'"
    ) as refusal:
        open_session(client, line_items=[{"price": "price_nope", "quantity": 1}])

    error = refusal.error
    assert isinstance(error, stripe.StripeError)
    assert re.fullmatch(r"req_[A-Za-z0-9]{14}", error.request_id)
    assert error.headers["stripe-version"] == "2026-10-28.endive"
    assert error.error.type == "invalid_request_error"
    assert error.error.doc_url == "https://stripe.com/docs/error-codes/resource-missing"
    assert error.request_id in error.error.request_log_url
    assert error.http_body.startswith('{\n  "error": {\n    "code": "resource_missing",\n')


@pytest.mark.parametrize("key", ["nonsense", "sk_live_51H"])
def test_keys_that_are_not_accepted(key):
    with refused(stripe.AuthenticationError, status=401) as refusal:
        new_client(key).v1.checkout.sessions.list()

    assert refusal.error.error.type == "invalid_request_error"
    assert refusal.error.request_id is None


def test_a_publishable_key_is_told_what_to_use():
    with refused(
        stripe.AuthenticationError,
        status=401,
        message="This API call cannot be made with a publishable API key. Please use a secret API key. You can find "
        "a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
    ):
        open_session(new_client(f"pk_test_{new_account()}"))


@pytest.mark.parametrize(
    "call, expected",
    [
        (lambda v1: v1.checkout.sessions.retrieve(NOWHERE), {"message": f"No such checkout.session: {NOWHERE}"}),
        (lambda v1: v1.checkout.sessions.update(NOWHERE, {"metadata": {"a": "b"}}), {}),
        (lambda v1: v1.checkout.sessions.expire(NOWHERE), {}),
        (lambda v1: v1.customers.retrieve("cus_nope"), {"param": "id", "message": "No such customer: 'cus_nope'"}),
        (lambda v1: v1.products.retrieve("prod_nope"), {"message": "No such product: 'prod_nope'"}),
        (lambda v1: v1.prices.retrieve("price_nope"), {"message": "No such price: 'price_nope'"}),
        (lambda v1: v1.shipping_rates.retrieve("shr_nope"), {}),
    ],
)
def test_objects_that_are_not_there(client, call, expected):
    with refused(status=404, code="resource_missing", **expected):
        call(client.v1)


def test_an_id_that_cannot_be_one(client):
    with refused(code=None, message="Invalid checkout.session id: foo"):
        client.v1.checkout.sessions.retrieve("foo")


def test_a_url_nobody_has(client):
    with refused(
        status=404,
        code=None,
        message="Unrecognized request URL (GET: /v1/nonsense). "
        "Please see https://stripe.com/docs or we can help at https://support.stripe.com/.",
    ):
        client.raw_request("get", "/v1/nonsense")


@pytest.mark.parametrize(
    "params, expected",
    [
        (
            {"customers": "x"},
            {
                "code": "parameter_unknown",
                "param": "customers",
                "message": "Received unknown parameter: customers. Did you mean customer?",
            },
        ),
        ({"mode": "pay"}, {"param": "mode", "message": "Invalid mode: must be one of payment, setup, or subscription"}),
        (
            {"line_items": [item("Mug", 2000, quantity="two")]},
            {
                "code": "parameter_invalid_integer",
                "param": "line_items[0][quantity]",
                "message": "Invalid integer: two",
            },
        ),
        ({"customer": ""}, {"code": "parameter_invalid_empty", "param": "customer"}),
        (
            {"success_url": None},
            {
                "code": "parameter_missing",
                "param": "success_url",
                "message": "Missing required param: success_url.",
            },
        ),
        (
            {"customer": "cus_x", "customer_email": "a@example.com"},
            {
                "param": "customer",
                "message": "You may only specify one of these parameters: customer, customer_email.",
            },
        ),
        (
            {"line_items": [item("Sticker", 30)]},
            {
                "code": "amount_too_small",
                "message": "The Checkout Session's total amount due must add up to at least $0.50 usd",
            },
        ),
        ({"payment_method_types": ["card"]}, {"param": "payment_method_types"}),
        ({"ui_mode": "hosted"}, {"param": "ui_mode"}),
        ({"expires_at": 1}, {"param": "expires_at"}),
    ],
)
def test_parameters_that_are_refused(client, params, expected):
    with refused(**expected):
        open_session(
            client, **{"ui_mode": "hosted_page", **params, "success_url": params.get("success_url", SUCCESS_URL)}
        )

    assert client.v1.checkout.sessions.list().data == []
    assert client.v1.prices.list().data == []


def test_expire_once(client):
    session = open_session(client, ui_mode="hosted_page")

    expired = client.v1.checkout.sessions.expire(session.id)

    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    with refused(
        code=None,
        param=None,
        message='Only Checkout Sessions with a status in ["open"] can be expired. '
        "This Checkout Session has a status of `expired`.",
    ):
        client.v1.checkout.sessions.expire(session.id)
    assert client.v1.checkout.sessions.retrieve(session.id) == expired


class TestIdempotency:
    PARAMS = {"mode": "payment", "line_items": [item("Mug", 2000)], "success_url": SUCCESS_URL}

    def test_a_replay_answers_with_the_first_session(self, client):
        once = {"idempotency_key": "cart-17"}

        first = client.v1.checkout.sessions.create(self.PARAMS, once)
        again = client.v1.checkout.sessions.create(self.PARAMS, once)

        assert again == first
        assert "idempotent-replayed" not in first.last_response.headers
        assert again.last_response.headers["idempotent-replayed"] == "true"
        assert again.last_response.headers["original-request"] == first.last_response.request_id
        assert again.last_response.request_id != first.last_response.request_id
        assert len(client.v1.checkout.sessions.list().data) == 1

    def test_other_parameters_under_the_same_key(self, client):
        once = {"idempotency_key": "cart-17"}
        client.v1.checkout.sessions.create(self.PARAMS, once)

        with refused(
            stripe.IdempotencyError,
            code=None,
            message="Keys for idempotent requests can only be used with the same parameters they were first used "
            "with. Try using a key other than 'cart-17' if you meant to execute a different request.",
        ) as refusal:
            client.v1.checkout.sessions.create({**self.PARAMS, "client_reference_id": "x"}, once)

        assert refusal.error.error.type == "idempotency_error"
        assert len(client.v1.checkout.sessions.list().data) == 1

    def test_another_endpoint_under_the_same_key(self, client):
        once = {"idempotency_key": "cart-17"}
        session = client.v1.checkout.sessions.create(self.PARAMS, once)

        with refused(
            stripe.IdempotencyError,
            message="Keys for idempotent requests can only be used for the same endpoint they were first used for "
            f"('/v1/checkout/sessions/{session.id}/expire' vs '/v1/checkout/sessions'). Try using a key other than "
            "'cart-17' if you meant to execute a different request.",
        ):
            client.v1.checkout.sessions.expire(session.id, {}, once)

    def test_a_replayed_update_is_not_made_again(self, client):
        session = open_session(client)

        def paint(color, key):
            return client.v1.checkout.sessions.update(
                session.id, {"metadata": {"color": color}}, {"idempotency_key": key}
            )

        red = paint("red", "paint-1")
        paint("blue", "paint-2")

        assert paint("red", "paint-1") == red
        assert client.v1.checkout.sessions.retrieve(session.id).metadata.color == "blue"

    def test_the_keys_of_the_sdk_with_its_default_retries(self):
        client = new_client(max_network_retries=2)

        sessions = [client.v1.checkout.sessions.create(self.PARAMS) for _ in range(2)]

        assert sessions[0].id != sessions[1].id
        assert sessions[0].last_response.idempotency_key != sessions[1].last_response.idempotency_key


class TestAccounts:
    def test_see_nothing_of_each_other(self):
        mine, theirs = new_client(), new_client()
        session = open_session(mine)

        with refused(status=404, code="resource_missing"):
            theirs.v1.checkout.sessions.retrieve(session.id)
        with refused(status=404, code="resource_missing"):
            theirs.v1.checkout.sessions.expire(session.id)
        assert theirs.v1.checkout.sessions.list().data == []
        assert mine.v1.checkout.sessions.retrieve(session.id) == session

    def test_secret_and_restricted_keys_share_one(self):
        account = new_account()
        session = open_session(new_client(f"sk_test_{account}"))

        assert new_client(f"rk_test_{account}").v1.checkout.sessions.retrieve(session.id) == session

    def test_a_connected_one(self, client):
        session = open_session(client, options=CONNECTED)

        assert session.last_response.headers["stripe-account"] == CONNECTED["stripe_account"]
        assert client.v1.checkout.sessions.retrieve(session.id, {}, CONNECTED) == session
        assert ids(client.v1.checkout.sessions.list({}, CONNECTED).data) == [session.id]
        with refused(status=404, code="resource_missing"):
            client.v1.checkout.sessions.retrieve(session.id)
        with refused(status=404, code="resource_missing"):
            new_client().v1.checkout.sessions.retrieve(session.id, {}, CONNECTED)
        assert ids(client.v1.checkout.sessions.list().data) == []
