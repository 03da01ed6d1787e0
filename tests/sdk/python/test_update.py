"""POST /v1/checkout/sessions/{session}: every parameter, and the totals after it."""

import re

import pytest

from support import (
    RETURN_URL,
    assert_totals,
    ids,
    item,
    items_of,
    open_session,
    option,
    refused_update,
)

BY_SERVER = {
    "permissions": {"update_shipping_details": "server_only"},
    "shipping_address_collection": {"allowed_countries": ["US", "CA"]},
}

MAPLE = {
    "name": "Jane Diaz",
    "address": {
        "line1": "100 Maple Street",
        "line2": "Unit 3",
        "city": "San Francisco",
        "state": "CA",
        "postal_code": "94103",
        "country": "US",
    },
}


def shipping_to(details):
    return {"collected_information": {"shipping_details": details}}


def subscription(client, ui_mode="elements"):
    return client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "ui_mode": ui_mode,
            "line_items": [item("Coffee club", 1200, recurring={"interval": "month"})],
            "return_url": RETURN_URL,
        }
    )


class TestMetadata:
    def test_is_merged_unset_and_cleared_and_nothing_else_moves(self, client):
        session = open_session(client, metadata={"order": "1", "gift": "no"}).to_dict()
        steps = [
            ({"gift": "yes", "note": "door"}, {"order": "1", "gift": "yes", "note": "door"}),
            ({"order": ""}, {"gift": "yes", "note": "door"}),
            ({"never_set": ""}, {"gift": "yes", "note": "door"}),
            ({"count": 3}, {"gift": "yes", "note": "door", "count": "3"}),
            ("", {}),
            ({"order": "2"}, {"order": "2"}),
        ]

        for metadata, expected in steps:
            updated = client.v1.checkout.sessions.update(session["id"], {"metadata": metadata})

            assert updated.to_dict() == {**session, "metadata": expected}
            assert client.v1.checkout.sessions.retrieve(session["id"]) == updated

    def test_nothing_sent_changes_nothing(self, client):
        session = open_session(client, metadata={"order": "1"})

        assert client.v1.checkout.sessions.update(session.id) == session

    def test_may_be_written_after_a_session_expired(self, client):
        session = open_session(client)
        client.v1.checkout.sessions.expire(session.id)

        updated = client.v1.checkout.sessions.update(session.id, {"metadata": {"fulfilled": "never"}})

        assert updated.metadata.to_dict() == {"fulfilled": "never"}
        assert updated.status == "expired"
        refused_update(client, session, {"shipping_options": [option("Ground", 500)]}, code=None)

    def test_over_its_limits(self, client):
        session = open_session(client)
        key = "k" * 41

        refused_update(
            client,
            session,
            {"metadata": {key: "x"}},
            code=None,
            message="Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. "
            f"Invalid key: {key}",
        )
        refused_update(client, session, {"metadata": {"a": "x" * 501}}, code=None)
        refused_update(client, session, {"metadata": {f"key{n}": "x" for n in range(51)}})


class TestCollectedInformation:
    @pytest.mark.parametrize("ui_mode", ["elements", "embedded_page"])
    def test_the_server_writes_the_address(self, client, ui_mode):
        session = open_session(client, ui_mode=ui_mode, **BY_SERVER)
        assert session.permissions.update_shipping_details == "server_only"

        updated = client.v1.checkout.sessions.update(session.id, shipping_to(MAPLE))

        assert updated.collected_information.shipping_details.to_dict() == MAPLE
        assert_totals(updated, subtotal=5500)
        assert client.v1.checkout.sessions.retrieve(session.id) == updated

    def test_an_address_is_replaced_whole(self, client):
        session = open_session(client, **BY_SERVER)
        client.v1.checkout.sessions.update(session.id, shipping_to(MAPLE))

        updated = client.v1.checkout.sessions.update(
            session.id, shipping_to({"name": "Jan", "address": {"line1": "1 Main Street", "country": "CA"}})
        )

        nothing = dict.fromkeys(["line2", "city", "state", "postal_code"])
        assert updated.collected_information.shipping_details.to_dict() == {
            "name": "Jan",
            "address": {"line1": "1 Main Street", "country": "CA", **nothing},
        }

    @pytest.mark.parametrize(
        "missing, details",
        [
            ("name", {"address": MAPLE["address"]}),
            ("address", {"name": "Jane Diaz"}),
            ("address][line1", {"name": "Jane Diaz", "address": {"country": "US"}}),
            ("address][country", {"name": "Jane Diaz", "address": {"line1": "100 Maple Street"}}),
        ],
    )
    def test_what_is_required(self, client, missing, details):
        session = open_session(client, **BY_SERVER)
        client.v1.checkout.sessions.update(session.id, shipping_to(MAPLE))
        param = f"collected_information[shipping_details][{missing}]"

        refused_update(
            client,
            session,
            shipping_to(details),
            code="parameter_missing",
            param=param,
            message=f"Missing required param: {param}.",
        )

    def test_an_empty_line_and_a_country_the_session_does_not_ship_to(self, client):
        session = open_session(client, **BY_SERVER)
        at = "collected_information[shipping_details][address]"

        refused_update(
            client,
            session,
            shipping_to({**MAPLE, "address": {**MAPLE["address"], "line2": ""}}),
            code="parameter_invalid_empty",
            param=f"{at}[line2]",
        )
        refused_update(
            client,
            session,
            shipping_to({**MAPLE, "address": {**MAPLE["address"], "country": "DE"}}),
            param=f"{at}[country]",
        )

    def test_not_on_the_hosted_page(self, client):
        session = open_session(
            client,
            ui_mode="hosted_page",
            shipping_address_collection=BY_SERVER["shipping_address_collection"],
        )

        refused_update(client, session, shipping_to(MAPLE), param="collected_information")


class TestShippingOptions:
    def test_the_list_is_replaced_recomputed_and_cleared(self, client):
        session = open_session(client)
        ground = client.v1.shipping_rates.create(
            {"display_name": "Ground", "type": "fixed_amount", "fixed_amount": {"amount": 500, "currency": "usd"}}
        )

        def update(options):
            return client.v1.checkout.sessions.update(session.id, {"shipping_options": options})

        first = update([{"shipping_rate": ground.id}, option("Air", 1500)])
        assert first.shipping_options[0].to_dict() == {"shipping_amount": 500, "shipping_rate": ground.id}
        assert first.shipping_options[1].shipping_amount == 1500
        assert re.fullmatch(r"shr_\w{24}", first.shipping_options[1].shipping_rate)
        assert first.shipping_cost.to_dict() == {
            "amount_subtotal": 500,
            "amount_tax": 0,
            "amount_total": 500,
            "shipping_rate": ground.id,
        }
        assert_totals(first, subtotal=5500, shipping=500)

        second = update([option("Drone", 2500)])
        assert_totals(second, subtotal=5500, shipping=2500)

        cleared = update("")
        assert cleared.shipping_options == []
        assert cleared.shipping_cost is None
        assert cleared == session

    def test_five_are_accepted_in_the_order_sent_six_are_refused(self, client):
        session = open_session(client)
        options = [option(f"For {amount}", amount) for amount in (500, 400, 300, 200, 100)]

        updated = client.v1.checkout.sessions.update(session.id, {"shipping_options": options})

        assert [shown.shipping_amount for shown in updated.shipping_options] == [500, 400, 300, 200, 100]
        assert_totals(updated, subtotal=5500, shipping=500)
        refused_update(
            client, session, {"shipping_options": [option("One more", 50), *options]}, param="shipping_options"
        )

    def test_an_inline_option_becomes_a_shipping_rate(self, client):
        session = open_session(client)
        estimate = {"minimum": {"unit": "business_day", "value": 1}, "maximum": {"unit": "week", "value": 2}}

        updated = client.v1.checkout.sessions.update(
            session.id,
            {"shipping_options": [option("Air", 1500, delivery_estimate=estimate, metadata={"carrier": "ace"})]},
        )

        rate = client.v1.shipping_rates.retrieve(updated.shipping_options[0].shipping_rate).to_dict()
        assert (rate["display_name"], rate["active"], rate["type"]) == ("Air", True, "fixed_amount")
        assert rate["fixed_amount"] == {"amount": 1500, "currency": "usd"}
        assert rate["delivery_estimate"] == estimate
        assert rate["metadata"] == {"carrier": "ace"}

    @pytest.mark.parametrize(
        "missing, data",
        [
            ("display_name", {"type": "fixed_amount", "fixed_amount": {"amount": 1, "currency": "usd"}}),
            (
                "fixed_amount][amount",
                {"display_name": "A", "type": "fixed_amount", "fixed_amount": {"currency": "usd"}},
            ),
            ("fixed_amount][currency", {"display_name": "A", "type": "fixed_amount", "fixed_amount": {"amount": 1}}),
        ],
    )
    def test_what_is_required(self, client, missing, data):
        session = open_session(client, shipping_options=[option("Ground", 500)])
        param = f"shipping_options[1][shipping_rate_data][{missing}]"

        refused_update(
            client,
            session,
            {"shipping_options": [option("Ground", 500), {"shipping_rate_data": data}]},
            code="parameter_missing",
            param=param,
            message=f"Missing required param: {param}.",
        )

    def test_rates_that_do_not_fit(self, client):
        session = open_session(client)

        def make(currency):
            fixed_amount = {"amount": 500, "currency": currency}
            return client.v1.shipping_rates.create(
                {"display_name": "Any", "type": "fixed_amount", "fixed_amount": fixed_amount}
            )

        euros, retired = make("eur"), make("usd")
        client.v1.shipping_rates.update(retired.id, {"active": False})

        for rate, code in ((euros.id, None), (retired.id, None), ("shr_nope", "resource_missing")):
            refused_update(
                client,
                session,
                {"shipping_options": [option("Ground", 500), {"shipping_rate": rate}]},
                code=code,
                param="shipping_options[1][shipping_rate]",
            )

    def test_not_on_the_hosted_page_and_not_for_a_subscription(self, client):
        for session in (open_session(client, ui_mode="hosted_page"), subscription(client)):
            refused_update(client, session, {"shipping_options": [option("Ground", 500)]}, param="shipping_options")


class TestLineItems:
    def test_stay_change_go_come_and_move(self, client):
        session = open_session(client)
        mug, poster = items_of(client, session)
        frame = client.v1.prices.create({"currency": "usd", "unit_amount": 3300, "product_data": {"name": "Frame"}})

        def update(*line_items):
            updated = client.v1.checkout.sessions.update(session.id, {"line_items": list(line_items)})
            return updated, items_of(client, session)

        updated, items = update({"id": mug.id}, {"id": poster.id})
        assert updated == session
        assert items == [mug, poster]

        updated, items = update({"id": mug.id}, {"id": poster.id, "quantity": 3})
        assert_totals(updated, subtotal=4000 + 4500)
        assert items[0] == mug
        assert items[1].to_dict() == {
            **poster.to_dict(),
            "quantity": 3,
            "amount_subtotal": 4500,
            "amount_total": 4500,
        }

        updated, items = update({"id": poster.id}, {"id": mug.id})
        assert_totals(updated, subtotal=4500 + 4000)
        assert ids(items) == [poster.id, mug.id]

        updated, items = update({"price": frame.id, "quantity": 2}, {"id": mug.id}, item("Card", 250, quantity=4))
        assert_totals(updated, subtotal=6600 + 4000 + 1000)
        assert [(each.description, each.amount_total) for each in items] == [
            ("Frame", 6600),
            ("Mug", 4000),
            ("Card", 1000),
        ]
        assert items[0].price == frame
        assert items[1] == mug
        assert items[2].id not in (mug.id, poster.id)

        updated, items = update({"id": mug.id, "price": frame.id})
        assert_totals(updated, subtotal=6600)
        assert ids(items) == [mug.id]
        assert (items[0].price.id, items[0].quantity) == (frame.id, 2)

    def test_metadata_of_an_item(self, client):
        session = open_session(client, line_items=[{**item("Mug", 2000), "metadata": {"color": "red", "size": "L"}}])
        [mug] = items_of(client, session)

        for metadata, expected in (
            ({"color": "blue", "engraving": "Jan"}, {"color": "blue", "size": "L", "engraving": "Jan"}),
            ({"size": ""}, {"color": "blue", "engraving": "Jan"}),
            (None, {"color": "blue", "engraving": "Jan"}),
            ("", {}),
        ):
            client.v1.checkout.sessions.update(session.id, {"line_items": [{"id": mug.id, "metadata": metadata}]})

            assert items_of(client, session)[0].metadata.to_dict() == expected

    def test_adjustable_quantity_of_an_item(self, client):
        session = open_session(client)
        mug, poster = items_of(client, session)

        def adjust(quantity):
            line_items = [{"id": mug.id, "adjustable_quantity": quantity}, {"id": poster.id}]
            client.v1.checkout.sessions.update(session.id, {"line_items": line_items})
            shown = items_of(client, session)[0].adjustable_quantity
            return shown and shown.to_dict()

        limits = {"enabled": True, "minimum": 1, "maximum": 12}
        assert adjust(limits) == limits
        assert (adjust({"enabled": False}) or {"enabled": False})["enabled"] is False
        assert adjust({"enabled": True}) == {"enabled": True, "minimum": 0, "maximum": 99}

    def test_tax_rates_of_an_item(self, client):
        session = open_session(client)
        mug, poster = items_of(client, session)
        vat = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})
        within = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 25, "inclusive": True})

        for tax_rates, tax, total in (
            ([vat.id], 800, 4800),
            (None, 800, 4800),
            # 4000 / 1.25 = 3200 and 800 of tax, which the price already holds.
            ([within.id], 800, 4000),
            ("", 0, 4000),
        ):
            line_items = [{"id": mug.id, "tax_rates": tax_rates}, {"id": poster.id}]
            updated = client.v1.checkout.sessions.update(session.id, {"line_items": line_items})

            taxed = items_of(client, session)[0]
            assert (taxed.amount_subtotal, taxed.amount_tax, taxed.amount_total) == (4000, tax, total)
            assert (updated.amount_subtotal, updated.total_details.amount_tax) == (5500, tax)
            assert updated.amount_total == total + 1500

    def test_shipping_stays_part_of_the_total(self, client):
        session = open_session(client, shipping_options=[option("Ground", 500), option("Air", 1500)])
        mug, _ = items_of(client, session)

        updated = client.v1.checkout.sessions.update(session.id, {"line_items": [{"id": mug.id, "quantity": 1}]})

        assert_totals(updated, subtotal=2000, shipping=500)
        assert updated.shipping_options == session.shipping_options

    @pytest.mark.parametrize("ui_mode", ["hosted_page", "embedded_page"])
    def test_not_on_a_page_of_ours(self, client, ui_mode):
        session = open_session(client, ui_mode=ui_mode)
        mug, _ = items_of(client, session)

        refused_update(client, session, {"line_items": [{"id": mug.id}]}, param="line_items")

    def test_refused_items(self, client):
        session = open_session(client)
        mug, _ = items_of(client, session)
        foreign, _ = items_of(client, open_session(client))
        monthly = client.v1.prices.create(
            {
                "currency": "usd",
                "unit_amount": 900,
                "recurring": {"interval": "month"},
                "product_data": {"name": "Club"},
            }
        )

        def add(*line_items, **expected):
            refused_update(client, session, {"line_items": [{"id": mug.id}, *line_items]}, **expected)

        add({"id": foreign.id}, param="line_items[1][id]")
        add({"id": "li_nope"}, param="line_items[1][id]")
        add({"id": mug.id})
        add(
            {"quantity": 1},
            message="You must provide one of `price` or `price_data` for each line item when using prices.",
        )
        add(
            {"price": "price_nope", "quantity": 1},
            code="resource_missing",
            param="line_items[1][price]",
            message="No such price: 'price_nope'",
        )
        add(
            {"price": monthly.id, "quantity": 1},
            message="You specified `payment` mode but passed a recurring price. "
            "Either switch to `subscription` mode or use only one-time prices.",
        )
        add(
            item("Card", 250, quantity=1.5),
            code="parameter_invalid_integer",
            param="line_items[1][quantity]",
            message="Invalid integer: 1.5",
        )
        add(item("Tasse", 250, currency="eur"))
        refused_update(client, session, {"line_items": ""}, code="parameter_invalid_empty", param="line_items")
        refused_update(
            client,
            session,
            {"line_items": [item("Sticker", 49)]},
            code="amount_too_small",
            message="The Checkout Session's total amount due must add up to at least $0.50 usd",
        )


class TestPaymentIntentData:
    def test_is_taken_in_part_and_unset_and_does_not_show(self, client):
        session = open_session(client)

        for data in (
            {
                "description": "Order 6735",
                "metadata": {"order": "6735"},
                "setup_future_usage": "off_session",
                "statement_descriptor": "MUGS AND MORE",
                "statement_descriptor_suffix": "NO 6735",
            },
            {"metadata": {"order": ""}},
            {"description": "", "metadata": "", "setup_future_usage": "", "statement_descriptor_suffix": ""},
        ):
            assert client.v1.checkout.sessions.update(session.id, {"payment_intent_data": data}) == session

    def test_only_for_a_payment_on_elements(self, client):
        sessions = [open_session(client, ui_mode=ui_mode) for ui_mode in ("hosted_page", "embedded_page", "form")]

        for session in [*sessions, subscription(client)]:
            refused_update(client, session, {"payment_intent_data": {"description": "No"}}, param="payment_intent_data")


def test_all_in_one_call(client):
    session = open_session(client, metadata={"step": "1", "stale": "x"}, **BY_SERVER)
    mug, _ = items_of(client, session)

    updated = client.v1.checkout.sessions.update(
        session.id,
        {
            "metadata": {"step": "2", "stale": ""},
            **shipping_to(MAPLE),
            "shipping_options": [option("Air", 1500)],
            "line_items": [{"id": mug.id, "quantity": 1}, item("Card", 250)],
            "payment_intent_data": {"description": "Order 6735"},
            "expand": ["line_items", "shipping_cost.shipping_rate"],
        },
    )

    assert updated.metadata.to_dict() == {"step": "2"}
    assert updated.collected_information.shipping_details.to_dict() == MAPLE
    assert_totals(updated, subtotal=2250, shipping=1500)
    assert [each.description for each in updated.line_items.data] == ["Mug", "Card"]
    assert updated.shipping_cost.shipping_rate.display_name == "Air"


@pytest.mark.parametrize(
    "param, value",
    [("success_url", "https://shop.test/x"), ("customer_email", "a@example.com"), ("mode", "setup"), ("locale", "de")],
)
def test_what_was_fixed_stays_fixed(client, param, value):
    session = open_session(client)

    refused_update(client, session, {param: value}, code="parameter_unknown", param=param)


def test_one_bad_parameter_spoils_the_good_ones(client):
    session = open_session(client, metadata={"order": "1"})

    refused_update(
        client,
        session,
        {"metadata": {"order": "2"}, "shipping_options": [option("Ground", 500), option("Air", "free")]},
        code="parameter_invalid_integer",
        param="shipping_options[1][shipping_rate_data][fixed_amount][amount]",
        message="Invalid integer: free",
    )
