"""Pages, cursors and filters of lists; ids replaced by objects."""

import pytest

from support import SUCCESS_URL, ids, item, items_of, new_client, open_session, option, refused


@pytest.fixture(scope="module")
def crowd():
    """A client whose account has 105 sessions, and their ids, newest first."""
    client = new_client()
    params = {"mode": "setup", "currency": "usd", "success_url": SUCCESS_URL}
    made = [client.v1.checkout.sessions.create(params).id for _ in range(105)]
    return client, made[::-1]


class TestOverAHundredSessions:
    def test_ten_are_a_page(self, crowd):
        client, newest_first = crowd
        page = client.v1.checkout.sessions.list()

        assert (page.object, page.url, page.has_more) == ("list", "/v1/checkout/sessions", True)
        assert ids(page.data) == newest_first[:10]

    @pytest.mark.parametrize("limit", [None, 100, 105, 7])
    def test_auto_paging_iter_reads_them_all_newest_first(self, crowd, limit):
        client, newest_first = crowd

        assert ids(client.v1.checkout.sessions.list({"limit": limit}).auto_paging_iter()) == newest_first

    def test_ending_before_reads_backwards(self, crowd):
        client, newest_first = crowd
        pages = client.v1.checkout.sessions.list({"ending_before": newest_first[50], "limit": 20})

        assert ids(pages.auto_paging_iter()) == newest_first[:50][::-1]

    def test_next_page_and_previous_page(self, crowd):
        client, newest_first = crowd
        first = client.v1.checkout.sessions.list({"limit": 20})
        later = client.v1.checkout.sessions.list({"limit": 20, "ending_before": newest_first[80]})

        assert ids(first.next_page().data) == newest_first[20:40]
        assert ids(later.data) == newest_first[60:80]
        assert ids(later.previous_page().data) == newest_first[40:60]

    def test_limits_are_clamped(self, crowd):
        client, newest_first = crowd

        assert ids(client.v1.checkout.sessions.list({"limit": 101}).data) == newest_first[:100]
        assert ids(client.v1.checkout.sessions.list({"limit": 0}).data) == newest_first[:1]
        with refused(code="parameter_invalid_integer", param="limit", message="Invalid integer: many"):
            client.v1.checkout.sessions.list({"limit": "many"})

    def test_cursors_that_do_not_work(self, crowd):
        client, newest_first = crowd
        both = {"starting_after": newest_first[0], "ending_before": newest_first[0]}

        with refused(
            code=None, message="Received both starting_after and ending_before parameters. Please pass in only one."
        ):
            client.v1.checkout.sessions.list(both)
        with refused(code="resource_missing", param="starting_after"):
            client.v1.checkout.sessions.list({"starting_after": "cs_test_" + "a" * 58})


def test_filters(client):
    customer = client.v1.customers.create({"email": "jenny@example.com"})
    theirs = open_session(client, customer=customer.id)
    guest = open_session(client, customer_email="guest@example.com")
    gone = open_session(client)
    client.v1.checkout.sessions.expire(gone.id)

    def found(**params):
        return ids(client.v1.checkout.sessions.list(params).data)

    assert found() == [gone.id, guest.id, theirs.id]
    assert found(status="open") == [guest.id, theirs.id]
    assert found(status="expired") == [gone.id]
    assert found(status="complete") == []
    assert found(customer=customer.id) == [theirs.id]
    assert found(customer_details={"email": "guest@example.com"}) == [guest.id]
    assert found(created={"gte": theirs.created}) == [gone.id, guest.id, theirs.id]
    assert found(created={"lt": theirs.created}) == []


def test_line_items_page_in_the_order_of_the_cart(client):
    names = [f"Thing {n + 1}" for n in range(23)]
    cart = [item(name, 100 * (n + 1)) for n, name in enumerate(names)]
    session = open_session(client, line_items=cart)

    for limit in (None, 5, 100):
        pages = client.v1.checkout.sessions.line_items.list(session.id, {"limit": limit})
        things = list(pages.auto_paging_iter())
        assert [thing.description for thing in things] == names
        assert sum(thing.amount_total for thing in things) == session.amount_total

    expanded = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]}).line_items
    assert (expanded.url, expanded.has_more) == (f"/v1/checkout/sessions/{session.id}/line_items", True)
    assert ids(expanded.auto_paging_iter()) == ids(things)


def test_expand(client):
    customer = client.v1.customers.create({"email": "jenny@example.com"})
    product = client.v1.products.create({"name": "Frame"})
    price = client.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": 3300})
    session = open_session(
        client,
        customer=customer.id,
        line_items=[{"price": price.id, "quantity": 1}],
        shipping_options=[option("Ground", 500), option("Air", 1500)],
    )

    def retrieve(*expand):
        return client.v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)})

    assert retrieve("customer").customer == customer
    assert retrieve("line_items").line_items.data[0].price == price
    assert retrieve("line_items.data.price.product").line_items.data[0].price.product == product
    assert retrieve("shipping_cost.shipping_rate").shipping_cost.shipping_rate.display_name == "Ground"
    options = retrieve("shipping_options.shipping_rate").shipping_options
    assert [shown.shipping_rate.display_name for shown in options] == ["Ground", "Air"]
    assert retrieve("payment_intent", "subscription").payment_intent is None

    listed = client.v1.checkout.sessions.list({"expand": ["data.customer", "data.line_items.data.price"]}).data[0]
    assert listed.customer == customer
    assert listed.line_items.data == items_of(client, session)

    client.v1.customers.delete(customer.id)
    assert retrieve("customer").customer.to_dict() == {"id": customer.id, "object": "customer", "deleted": True}


def test_expand_refused(client):
    session = open_session(client)

    with refused(message="This property cannot be expanded (metadata)."):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["metadata"]})
    with refused(message="This property cannot be expanded because it doesn't exist: aplication."):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["aplication"]})
    with refused(
        message="This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead."
    ):
        client.v1.checkout.sessions.list({"expand": ["customer"]})
    with refused(
        code="property_expansion_max_depth",
        param=None,
        message="You cannot expand more than 4 levels of a property. Property: data.line_items.data.price.product",
    ):
        client.v1.checkout.sessions.list({"expand": ["data.line_items.data.price.product"]})
