"""What a session is made of: made, read, changed, listed, deleted."""

import re

from support import ids, open_session, refused


def test_products(client):
    product = client.v1.products.create(
        {
            "name": "Mug",
            "description": "Holds tea",
            "images": ["https://shop.test/mug.png"],
            "metadata": {"shelf": "7"},
            "shippable": True,
        }
    )

    assert re.fullmatch(r"prod_\w{14}", product.id)
    assert (product.object, product.active, product.livemode) == ("product", True, False)
    assert product.images == ["https://shop.test/mug.png"]
    assert product.shippable is True
    assert client.v1.products.retrieve(product.id) == product

    changed = client.v1.products.update(
        product.id, {"name": "Large mug", "description": "", "active": False, "metadata": {"shelf": "", "box": "2"}}
    )
    assert (changed.name, changed.description, changed.active) == ("Large mug", None, False)
    assert changed.metadata.to_dict() == {"box": "2"}

    poster = client.v1.products.create(
        {"name": "Poster", "default_price_data": {"currency": "usd", "unit_amount": 900}}
    )
    assert ids(client.v1.products.list().data) == [poster.id, product.id]
    assert ids(client.v1.products.list({"active": True}).data) == [poster.id]
    assert ids(client.v1.products.list({"ids": [product.id]}).data) == [product.id]
    assert client.v1.prices.retrieve(poster.default_price).product == poster.id

    deleted = client.v1.products.delete(product.id).to_dict()
    assert deleted == {"id": product.id, "object": "product", "deleted": True}
    with refused(status=404, code="resource_missing", message=f"No such product: '{product.id}'"):
        client.v1.products.retrieve(product.id)
    with refused(code="parameter_missing", param="name", message="Missing required param: name."):
        client.v1.products.create({})


def test_a_product_with_prices_stays(client):
    product = client.v1.products.create({"name": "Mug"})
    client.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": 2000})

    with refused(code=None, message="This product cannot be deleted because it has one or more user-created prices."):
        client.v1.products.delete(product.id)
    assert client.v1.products.retrieve(product.id) == product


def test_prices(client):
    product = client.v1.products.create({"name": "Mug"})
    price = client.v1.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount": 2000, "lookup_key": "mug", "metadata": {"a": "b"}}
    )

    assert re.fullmatch(r"price_\w{24}", price.id)
    assert (price.type, price.billing_scheme, price.unit_amount) == ("one_time", "per_unit", 2000)
    assert str(price.unit_amount_decimal) == "2000"
    assert client.v1.prices.retrieve(price.id) == price

    monthly = client.v1.prices.create(
        {
            "currency": "eur",
            "unit_amount_decimal": "12.5",
            "recurring": {"interval": "month", "interval_count": 3},
            "product_data": {"name": "Club"},
        }
    )
    assert (monthly.unit_amount, str(monthly.unit_amount_decimal)) == (None, "12.5")
    assert (monthly.recurring.interval, monthly.recurring.interval_count) == ("month", 3)
    assert ids(client.v1.prices.list().data) == [monthly.id, price.id]
    assert ids(client.v1.prices.list({"product": product.id}).data) == [price.id]
    assert ids(client.v1.prices.list({"type": "recurring"}).data) == [monthly.id]
    assert ids(client.v1.prices.list({"lookup_keys": ["mug", "none"]}).data) == [price.id]

    changed = client.v1.prices.update(price.id, {"nickname": "old", "active": False, "metadata": {"a": ""}})
    assert (changed.nickname, changed.active, changed.metadata.to_dict()) == ("old", False, {})
    with refused(code="parameter_unknown", param="unit_amount"):
        client.v1.prices.update(price.id, {"unit_amount": 1})
    with refused(
        param="line_items[0][price]",
        message="The price specified is inactive. This field only accepts active prices.",
    ):
        open_session(client, line_items=[{"price": price.id, "quantity": 1}])


def test_customers(client):
    bare = client.v1.customers.create()
    assert (bare.email, bare.balance, bare.tax_exempt, bare.preferred_locales) == (None, 0, "none", [])

    address = {"line1": "1 Main Street", "city": "Paris", "postal_code": "75001", "country": "FR"}
    jenny = client.v1.customers.create(
        {
            "email": "jenny@example.com",
            "name": "Jenny Rosen",
            "phone": "+33123456789",
            "address": address,
            "shipping": {"name": "Jenny", "address": address},
            "metadata": {"tier": "gold"},
        }
    )
    assert re.fullmatch(r"cus_\w{14}", jenny.id)
    assert jenny.address.to_dict() == {**address, "line2": None, "state": None}
    assert jenny.shipping.name == "Jenny"
    assert client.v1.customers.retrieve(jenny.id) == jenny
    assert ids(client.v1.customers.list().data) == [jenny.id, bare.id]
    assert ids(client.v1.customers.list({"email": "jenny@example.com"}).data) == [jenny.id]

    changed = client.v1.customers.update(jenny.id, {"name": "J. Rosen", "phone": "", "metadata": ""})
    assert (changed.name, changed.phone, changed.email) == ("J. Rosen", None, "jenny@example.com")
    assert changed.metadata.to_dict() == {}

    deleted = {"id": jenny.id, "object": "customer", "deleted": True}
    assert client.v1.customers.delete(jenny.id).to_dict() == deleted
    assert client.v1.customers.retrieve(jenny.id).to_dict() == deleted
    assert ids(client.v1.customers.list().data) == [bare.id]
    with refused(code="resource_missing", param="customer"):
        open_session(client, customer=jenny.id)
    with refused(code="email_invalid", param="email", message="Invalid email address: jenny"):
        client.v1.customers.create({"email": "jenny"})


def test_shipping_rates(client):
    def make(currency, **rest):
        fixed_amount = {"amount": 500, "currency": currency}
        return client.v1.shipping_rates.create(
            {"display_name": "Ground", "type": "fixed_amount", "fixed_amount": fixed_amount, **rest}
        )

    rate = make("usd", delivery_estimate={"minimum": {"unit": "business_day", "value": 3}}, tax_behavior="exclusive")
    euros = make("eur")

    assert re.fullmatch(r"shr_\w{24}", rate.id)
    assert rate.fixed_amount.to_dict() == {"amount": 500, "currency": "usd"}
    assert rate.delivery_estimate.to_dict() == {"minimum": {"unit": "business_day", "value": 3}, "maximum": None}
    assert rate.tax_behavior == "exclusive"
    assert client.v1.shipping_rates.retrieve(rate.id) == rate
    assert ids(client.v1.shipping_rates.list().data) == [euros.id, rate.id]

    retired = client.v1.shipping_rates.update(rate.id, {"active": False, "metadata": {"why": "slow"}})
    assert (retired.active, retired.metadata.to_dict()) == (False, {"why": "slow"})
    assert ids(client.v1.shipping_rates.list({"active": True}).data) == [euros.id]
    assert ids(client.v1.shipping_rates.list({"currency": "usd"}).data) == [rate.id]
    with refused(param="shipping_options[0][shipping_rate]"):
        open_session(client, shipping_options=[{"shipping_rate": rate.id}])


def test_coupons_and_promotion_codes(client):
    coupon = client.v1.coupons.create({"percent_off": 12.5, "duration": "once", "metadata": {"season": "spring"}})
    assert (coupon.percent_off, coupon.duration, coupon.valid) == (12.5, "once", True)
    assert client.v1.coupons.retrieve(coupon.id) == coupon
    assert client.v1.coupons.update(coupon.id, {"name": "Spring"}).name == "Spring"

    code = client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING", "max_redemptions": 3}
    )
    assert (code.promotion.coupon, code.code, code.active) == (coupon.id, "SPRING", True)
    assert ids(client.v1.promotion_codes.list({"code": "SPRING"}).data) == [code.id]
    session = open_session(client, discounts=[{"promotion_code": code.id}])
    assert session.total_details.amount_discount == 688  # 12.5 % of 40.00 and 15.00
    assert client.v1.promotion_codes.update(code.id, {"active": False}).active is False
    with refused(param="discounts[0][promotion_code]"):
        open_session(client, discounts=[{"promotion_code": code.id}])

    assert client.v1.coupons.delete(coupon.id).deleted is True
    with refused(status=404, code="resource_missing"):
        client.v1.coupons.retrieve(coupon.id)


def test_tax_rates(client):
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 8.875, "inclusive": False})
    assert (rate.percentage, rate.inclusive, rate.active) == (8.875, False, True)
    assert client.v1.tax_rates.retrieve(rate.id) == rate

    price = client.v1.prices.create({"currency": "usd", "unit_amount": 1000, "product_data": {"name": "Mug"}})
    session = open_session(client, line_items=[{"price": price.id, "quantity": 1, "tax_rates": [rate.id]}])
    assert (session.total_details.amount_tax, session.amount_total) == (89, 1089)

    assert client.v1.tax_rates.update(rate.id, {"active": False}).active is False
    assert ids(client.v1.tax_rates.list({"active": False}).data) == [rate.id]
