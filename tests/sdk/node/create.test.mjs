// POST /v1/checkout/sessions: every mode in every ui_mode, and what a session shows right after.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { HOSTED, addressesFor, assertTotals, item, itemsOf, newClient, openSession, option } from './support.mjs';

const MODES = {
  payment: { line_items: [item('Mug', 2000, { quantity: 2 })] },
  subscription: { line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })] },
  setup: { currency: 'usd' },
};

for (const [mode, params] of Object.entries(MODES)) {
  for (const ui_mode of ['hosted_page', 'embedded_page', 'elements', 'form']) {
    test(`${mode} on ${ui_mode}`, async () => {
      const stripe = newClient();

      const session = await stripe.checkout.sessions.create({ mode, ui_mode, ...params, ...addressesFor(ui_mode) });

      assert.match(session.id, /^cs_test_[A-Za-z0-9]{58}$/);
      assert.equal(session.object, 'checkout.session');
      assert.equal(session.mode, mode);
      assert.equal(session.ui_mode, ui_mode);
      assert.equal(session.status, 'open');
      assert.equal(session.livemode, false);
      assert.equal(session.expires_at, session.created + 24 * 60 * 60);
      assert.equal(session.currency, 'usd');
      if (ui_mode === 'hosted_page') {
        assert.ok(session.url.includes(`/c/pay/${session.id}`), session.url);
        assert.equal(session.client_secret, null);
        assert.equal(session.success_url, HOSTED.success_url);
      } else {
        assert.equal(session.url, null);
        assert.equal(session.client_secret.split('_secret_')[0], session.id);
        assert.match(session.client_secret.split('_secret_')[1], /^\w{10,}$/);
        assert.equal(session.success_url, null);
        assert.equal(session.return_url, addressesFor(ui_mode).return_url);
      }
      assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), session);
    });
  }
}

test('no ui_mode is the hosted page', async () => {
  const session = await newClient().checkout.sessions.create({ mode: 'payment', ...MODES.payment, ...HOSTED });

  assert.equal(session.ui_mode, 'hosted_page');
});

describe('right after it was created', () => {
  test('a payment session shows what it will cost', async () => {
    const session = await newClient().checkout.sessions.create({ mode: 'payment', ...MODES.payment, ...HOSTED });

    assertTotals(session, { subtotal: 4000 });
    assert.equal(session.payment_status, 'unpaid');
    assert.equal(session.payment_intent, null);
    assert.equal(session.customer, null);
    assert.equal(session.customer_creation, 'if_required');
    assert.equal(session.customer_details, null);
    assert.equal(session.payment_method_collection, 'if_required');
    assert.deepEqual(session.shipping_options, []);
    assert.equal(session.shipping_cost, null);
    assert.deepEqual(session.metadata, {});
    assert.deepEqual(session.discounts, []);
    assert.equal(session.line_items, undefined);
  });

  test('a subscription session shows its first invoice', async () => {
    const stripe = newClient();
    const product = await stripe.products.create({ name: 'Beans' });
    const monthly = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: 1500,
      recurring: { interval: 'month' },
    });

    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: monthly.id, quantity: 3 }, item('Grinder', 4900, { currency: 'eur' })],
      subscription_data: { metadata: { plan: 'beans' } },
      ...HOSTED,
    });

    assertTotals(session, { subtotal: 4500 + 4900 });
    assert.equal(session.currency, 'eur');
    assert.equal(session.subscription, null);
    assert.equal(session.invoice, null);
    assert.equal(session.payment_intent, null);
    assert.equal(session.payment_status, 'unpaid');
    assert.equal(session.payment_method_collection, 'always');
    const items = await itemsOf(stripe, session);
    assert.deepEqual(
      items.map(({ description, quantity, amount_subtotal }) => ({ description, quantity, amount_subtotal })),
      [
        { description: 'Beans', quantity: 3, amount_subtotal: 4500 },
        { description: 'Grinder', quantity: 1, amount_subtotal: 4900 },
      ],
    );
    assert.equal(items[0].price.id, monthly.id);
    assert.equal(items[0].price.recurring.interval, 'month');
  });

  test('a setup session has a setup intent and no amounts', async () => {
    const session = await newClient().checkout.sessions.create({ mode: 'setup', currency: 'usd', ...HOSTED });

    assert.match(session.setup_intent, /^seti_\w{24}$/);
    assert.equal(session.amount_subtotal, null);
    assert.equal(session.amount_total, null);
    assert.equal(session.total_details, null);
    assert.equal(session.payment_status, 'no_payment_required');
    assert.equal(session.discounts, null);
  });

  test('an embedded page returns always, unless told otherwise', async () => {
    const stripe = newClient();

    assert.equal((await openSession(stripe, { ui_mode: 'embedded_page' })).redirect_on_completion, 'always');
    const never = await openSession(stripe, {
      ui_mode: 'embedded_page',
      redirect_on_completion: 'never',
      return_url: undefined,
    });
    assert.equal(never.redirect_on_completion, 'never');
  });
});

test('everything a shop passes comes back', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny Rosen' });
  const expires_at = Math.floor(Date.now() / 1000) + 60 * 60;

  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    customer_update: { address: 'auto', shipping: 'auto' },
    line_items: [
      { ...item('Mug', 2000, { quantity: 2 }), adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } },
    ],
    billing_address_collection: 'required',
    phone_number_collection: { enabled: true },
    shipping_address_collection: { allowed_countries: ['US', 'CA'] },
    shipping_options: [option('Ground', 500), option('Air', 1500)],
    custom_fields: [
      { key: 'engraving', label: { type: 'custom', custom: 'Engraving' }, type: 'text', optional: true },
      {
        key: 'size',
        label: { type: 'custom', custom: 'Size' },
        type: 'dropdown',
        dropdown: {
          options: [
            { label: 'Small', value: 's' },
            { label: 'Large', value: 'l' },
          ],
        },
      },
    ],
    custom_text: { submit: { message: 'We ship within a day' } },
    invoice_creation: { enabled: true, invoice_data: { description: 'Thanks', metadata: { a: 'b' } } },
    payment_intent_data: { description: 'Order 6735', metadata: { order: '6735' }, capture_method: 'manual' },
    allow_promotion_codes: true,
    client_reference_id: 'cart-17',
    locale: 'en-GB',
    submit_type: 'book',
    metadata: { order: '6735', größe: 'XL & mehr', count: 3 },
    expires_at,
    success_url: HOSTED.success_url,
    cancel_url: 'https://shop.test/cart?back=1&x=%20y',
  });

  assert.equal(session.customer, customer.id);
  assert.equal(session.customer_creation, null);
  assert.equal(session.customer_details.email, 'jenny@example.com');
  assert.equal(session.billing_address_collection, 'required');
  assert.deepEqual(session.phone_number_collection, { enabled: true });
  assert.deepEqual(session.shipping_address_collection, { allowed_countries: ['US', 'CA'] });
  assert.deepEqual(
    session.shipping_options.map((shown) => shown.shipping_amount),
    [500, 1500],
  );
  assert.deepEqual(
    session.custom_fields.map(({ key, type, optional }) => ({ key, type, optional })),
    [
      { key: 'engraving', type: 'text', optional: true },
      { key: 'size', type: 'dropdown', optional: false },
    ],
  );
  assert.deepEqual(session.custom_fields[1].dropdown.options, [
    { label: 'Small', value: 's' },
    { label: 'Large', value: 'l' },
  ]);
  assert.equal(session.custom_text.submit.message, 'We ship within a day');
  assert.equal(session.custom_text.after_submit, null);
  assert.equal(session.invoice_creation.enabled, true);
  assert.equal(session.invoice_creation.invoice_data.description, 'Thanks');
  assert.deepEqual(session.invoice_creation.invoice_data.metadata, { a: 'b' });
  assert.equal(session.allow_promotion_codes, true);
  assert.equal(session.client_reference_id, 'cart-17');
  assert.equal(session.locale, 'en-GB');
  assert.equal(session.submit_type, 'book');
  assert.deepEqual(session.metadata, { order: '6735', größe: 'XL & mehr', count: '3' });
  assert.equal(session.expires_at, expires_at);
  assert.equal(session.success_url, HOSTED.success_url);
  assert.equal(session.cancel_url, 'https://shop.test/cart?back=1&x=%20y');
  // The first option is the one a customer starts with.
  assertTotals(session, { subtotal: 4000, shipping: 500 });
  assert.equal(session.shipping_cost.shipping_rate, session.shipping_options[0].shipping_rate);
  assert.equal(session.shipping_cost.amount_total, 500);
});

test('an email without a customer is kept for the page', async () => {
  const session = await openSession(newClient(), { ui_mode: 'hosted_page', customer_email: 'jenny@example.com' });

  assert.equal(session.customer, null);
  assert.equal(session.customer_email, 'jenny@example.com');
  assert.equal(session.customer_details.email, 'jenny@example.com');
});

test('a fraction of a cent is multiplied before it is rounded', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, {
    line_items: [
      { price_data: { currency: 'usd', unit_amount_decimal: '0.5', product_data: { name: 'Sheet' } }, quantity: 101 },
      item('Mug', 2000),
    ],
  });

  // 101 × 0.5 = 50.5, half up.
  assertTotals(session, { subtotal: 51 + 2000 });
});

test('a currency without minor units is not scaled', async () => {
  const session = await openSession(newClient(), {
    line_items: [item('Tea', 1800, { currency: 'jpy', quantity: 2 })],
  });

  assert.equal(session.currency, 'jpy');
  assertTotals(session, { subtotal: 3600 });
});
