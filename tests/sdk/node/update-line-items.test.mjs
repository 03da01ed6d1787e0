// POST /v1/checkout/sessions/{session}: the cart, sent again whole each time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { IN_PAGE, assertTotals, item, itemsOf, newClient, openSession, option, refusedUpdate } from './support.mjs';

/** What a customer would read in the cart. */
function cart(items) {
  return items.map(({ description, quantity, amount_total }) => [description, quantity, amount_total]);
}

/** An open session with its two items: two mugs and a poster. */
async function open(stripe, params) {
  const session = await openSession(stripe, params);
  return [session, ...(await itemsOf(stripe, session))];
}

describe('sent again with their ids, items', () => {
  test('stay as they are', async () => {
    const stripe = newClient();
    const [session, mug, poster] = await open(stripe);

    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: mug.id }, { id: poster.id }],
    });

    assert.deepEqual(updated, session);
    assert.deepEqual(await itemsOf(stripe, session), [mug, poster]);
  });

  test('keep what is not sent and take what is', async () => {
    const stripe = newClient();
    const [session, mug, poster] = await open(stripe);

    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: mug.id }, { id: poster.id, quantity: 3 }],
    });

    assertTotals(updated, { subtotal: 4000 + 4500 });
    assert.deepEqual(await itemsOf(stripe, session), [
      mug,
      { ...poster, quantity: 3, amount_subtotal: 4500, amount_total: 4500 },
    ]);
  });

  test('take the order they are sent in', async () => {
    const stripe = newClient();
    const [session, mug, poster] = await open(stripe);

    await stripe.checkout.sessions.update(session.id, { line_items: [{ id: poster.id }, { id: mug.id }] });

    assert.deepEqual(await itemsOf(stripe, session), [poster, mug]);
  });

  test('are removed when left out', async () => {
    const stripe = newClient();
    const [session, , poster] = await open(stripe);

    const updated = await stripe.checkout.sessions.update(session.id, { line_items: [{ id: poster.id }] });

    assertTotals(updated, { subtotal: 1500 });
    assert.deepEqual(await itemsOf(stripe, session), [poster]);
  });
});

describe('new items', () => {
  test('are added where they stand, from a price or from data for one', async () => {
    const stripe = newClient();
    const [session, mug, poster] = await open(stripe);
    const product = await stripe.products.create({ name: 'Frame' });
    const frame = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 3300 });

    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [
        { price: frame.id, quantity: 2 },
        { id: mug.id },
        item('Card', 250, { quantity: 4 }),
        { id: poster.id },
      ],
    });

    assertTotals(updated, { subtotal: 6600 + 4000 + 1000 + 1500 });
    const items = await itemsOf(stripe, session);
    assert.deepEqual(cart(items), [
      ['Frame', 2, 6600],
      ['Mug', 2, 4000],
      ['Card', 4, 1000],
      ['Poster', 1, 1500],
    ]);
    assert.equal(items[0].price.id, frame.id);
    assert.equal(items[0].price.product, product.id);
    assert.deepEqual([items[1], items[3]], [mug, poster]);
    for (const added of [items[0], items[2]]) {
      assert.match(added.id, /^li_\w+$/);
      assert.ok(![mug.id, poster.id].includes(added.id));
    }
  });

  test('alone replace the cart', async () => {
    const stripe = newClient();
    const [session, mug, poster] = await open(stripe);

    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [item('Card', 250, { quantity: 4 })],
    });

    assertTotals(updated, { subtotal: 1000 });
    const items = await itemsOf(stripe, session);
    assert.deepEqual(cart(items), [['Card', 4, 1000]]);
    assert.ok(![mug.id, poster.id].includes(items[0].id));
  });
});

test('an item changes its price and stays the same item', async () => {
  const stripe = newClient();
  const [session, mug, poster] = await open(stripe);
  const large = await stripe.prices.create({ currency: 'usd', unit_amount: 2600, product_data: { name: 'Large mug' } });

  const updated = await stripe.checkout.sessions.update(session.id, {
    line_items: [
      { id: mug.id, price: large.id },
      { id: poster.id, price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Small poster' } } },
    ],
  });

  assertTotals(updated, { subtotal: 5200 + 1000 });
  const items = await itemsOf(stripe, session);
  assert.deepEqual(
    items.map(({ id }) => id),
    [mug.id, poster.id],
  );
  assert.equal(items[0].price.id, large.id);
  assert.equal(items[0].quantity, 2);
  assert.equal(items[1].price.unit_amount, 1000);
  assert.notEqual(items[1].price.id, poster.price.id);
});

test('the metadata of an item is merged, unset and cleared', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, {
    line_items: [{ ...item('Mug', 2000), metadata: { color: 'red', size: 'L' } }],
  });
  const [{ id, metadata: given }] = await itemsOf(stripe, session);
  assert.deepEqual(given, { color: 'red', size: 'L' });

  for (const [metadata, expected] of [
    [
      { color: 'blue', engraving: 'Jan' },
      { color: 'blue', size: 'L', engraving: 'Jan' },
    ],
    [{ size: '' }, { color: 'blue', engraving: 'Jan' }],
    [undefined, { color: 'blue', engraving: 'Jan' }],
    ['', {}],
  ]) {
    const updated = await stripe.checkout.sessions.update(session.id, { line_items: [{ id, metadata }] });

    assert.deepEqual((await itemsOf(stripe, session))[0].metadata, expected, JSON.stringify(metadata));
    assertTotals(updated, { subtotal: 2000 });
    assert.deepEqual(updated.metadata, {});
  }
});

test('the quantity of an item becomes adjustable and fixed again', async () => {
  const stripe = newClient();
  const [session, mug, poster] = await open(stripe);
  const adjust = async (adjustable_quantity) => {
    await stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: mug.id, adjustable_quantity }, { id: poster.id }],
    });
    return (await itemsOf(stripe, session))[0].adjustable_quantity;
  };

  assert.deepEqual(await adjust({ enabled: true, minimum: 1, maximum: 12 }), {
    enabled: true,
    minimum: 1,
    maximum: 12,
  });
  const fixed = await adjust({ enabled: false });
  assert.equal(fixed?.enabled ?? false, false);
  assert.notEqual(fixed?.maximum, 12);
  assert.deepEqual(await adjust({ enabled: true }), { enabled: true, minimum: 0, maximum: 99 });
});

test('tax rates of an item are replaced and removed', async () => {
  const stripe = newClient();
  const [session, mug, poster] = await open(stripe);
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
  const reduced = await stripe.taxRates.create({ display_name: 'VAT', percentage: 5.5, inclusive: false });
  const within = await stripe.taxRates.create({ display_name: 'VAT', percentage: 25, inclusive: true });

  for (const [tax_rates, amount_tax, amount_total] of [
    [[vat.id], 800, 4800],
    [[reduced.id], 220, 4220],
    [undefined, 220, 4220],
    // 4000 / 1.25 = 3200 and 800 of tax, which the price already holds.
    [[within.id], 800, 4000],
    ['', 0, 4000],
  ]) {
    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: mug.id, tax_rates }, { id: poster.id }],
    });

    const [taxed] = await itemsOf(stripe, session);
    const sums = [taxed.amount_subtotal, taxed.amount_tax, taxed.amount_total];
    assert.deepEqual(sums, [4000, amount_tax, amount_total], JSON.stringify(tax_rates));
    assert.equal(updated.total_details.amount_tax, amount_tax);
    assert.equal(updated.amount_subtotal, 5500);
    assert.equal(updated.amount_total, amount_total + 1500);
  }
});

test('a discount is worked out again, and not on shipping', async () => {
  const stripe = newClient();
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
  const [session, mug, poster] = await open(stripe, {
    discounts: [{ coupon: coupon.id }],
    shipping_options: [option('Ground', 500)],
  });
  assertTotals(session, { subtotal: 5500, discount: 550, shipping: 500 });
  assert.equal(session.discounts[0].coupon, coupon.id);

  const updated = await stripe.checkout.sessions.update(session.id, {
    line_items: [{ id: mug.id, quantity: 1 }, { id: poster.id }],
  });

  assertTotals(updated, { subtotal: 3500, discount: 350, shipping: 500 });
  const items = await itemsOf(stripe, session);
  assert.deepEqual(
    items.map(({ amount_subtotal, amount_discount, amount_total }) => [amount_subtotal, amount_discount, amount_total]),
    [
      [2000, 200, 1800],
      [1500, 150, 1350],
    ],
  );
});

test('shipping stays, and is part of the new total', async () => {
  const stripe = newClient();
  const [session, mug] = await open(stripe, { shipping_options: [option('Ground', 500), option('Air', 1500)] });

  const updated = await stripe.checkout.sessions.update(session.id, { line_items: [{ id: mug.id, quantity: 1 }] });

  assertTotals(updated, { subtotal: 2000, shipping: 500 });
  assert.deepEqual(updated.shipping_options, session.shipping_options);
  assert.deepEqual(updated.shipping_cost, session.shipping_cost);
});

test('all that may be updated, in one call', async () => {
  const stripe = newClient();
  const [session, mug] = await open(stripe, {
    permissions: { update_shipping_details: 'server_only' },
    shipping_address_collection: { allowed_countries: ['US'] },
    metadata: { step: '1', stale: 'x' },
  });

  const updated = await stripe.checkout.sessions.update(session.id, {
    metadata: { step: '2', stale: '' },
    collected_information: {
      shipping_details: { name: 'Jane Diaz', address: { line1: '100 Maple Street', country: 'US' } },
    },
    shipping_options: [option('Air', 1500)],
    line_items: [{ id: mug.id, quantity: 1 }, item('Card', 250)],
    payment_intent_data: { description: 'Order 6735' },
    expand: ['line_items', 'shipping_cost.shipping_rate'],
  });

  assert.deepEqual(updated.metadata, { step: '2' });
  assert.equal(updated.collected_information.shipping_details.address.line1, '100 Maple Street');
  assertTotals(updated, { subtotal: 2250, shipping: 1500 });
  assert.deepEqual(cart(updated.line_items.data), [
    ['Mug', 1, 2000],
    ['Card', 1, 250],
  ]);
  assert.equal(updated.shipping_cost.shipping_rate.display_name, 'Air');
  for (const field of ['id', 'created', 'expires_at', 'client_secret', 'status', 'payment_status', 'ui_mode', 'url']) {
    assert.deepEqual(updated[field], session[field], field);
  }
});

test('a form takes line items too', async () => {
  const stripe = newClient();
  const [session, mug] = await open(stripe, { ui_mode: 'form' });

  const updated = await stripe.checkout.sessions.update(session.id, { line_items: [{ id: mug.id, quantity: 1 }] });

  assertTotals(updated, { subtotal: 2000 });
});

describe('refused', () => {
  for (const ui_mode of ['hosted_page', 'embedded_page']) {
    test(`on ${ui_mode}`, async () => {
      const stripe = newClient();
      const [session, mug] = await open(stripe, { ui_mode });

      await refusedUpdate(stripe, session, { line_items: [{ id: mug.id }] }, { param: 'line_items' });
    });
  }

  test('an id of another session, an unknown one, the same one twice', async () => {
    const stripe = newClient();
    const [session, mug] = await open(stripe);
    const [, foreign] = await open(stripe);

    for (const id of [foreign.id, 'li_nope']) {
      await refusedUpdate(stripe, session, { line_items: [{ id: mug.id }, { id }] }, { param: 'line_items[1][id]' });
    }
    await refusedUpdate(stripe, session, { line_items: [{ id: mug.id }, { id: mug.id }] }, { param: /^line_items/ });
  });

  test('an empty cart', async () => {
    const stripe = newClient();
    const [session] = await open(stripe);

    await refusedUpdate(stripe, session, { line_items: '' }, { code: 'parameter_invalid_empty', param: 'line_items' });
  });

  test('a new item without price or without quantity, or priced twice', async () => {
    const stripe = newClient();
    const [session, mug] = await open(stripe);
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 2600, product_data: { name: 'Frame' } });

    await refusedUpdate(
      stripe,
      session,
      { line_items: [{ id: mug.id }, { quantity: 1 }] },
      {
        message: 'You must provide one of `price` or `price_data` for each line item when using prices.',
      },
    );
    await refusedUpdate(
      stripe,
      session,
      { line_items: [{ id: mug.id }, { price: price.id }] },
      {
        message: /^Quantity is required\. Add `quantity` to `line_items\[1\]`/,
      },
    );
    await refusedUpdate(
      stripe,
      session,
      { line_items: [{ price: price.id, ...item('Card', 250) }] },
      {
        message: 'You may only specify one of these parameters: price, price_data.',
      },
    );
  });

  test('a quantity that is none', async () => {
    const stripe = newClient();
    const [session, mug] = await open(stripe);

    for (const quantity of ['1.5', 'two', -1]) {
      await refusedUpdate(
        stripe,
        session,
        { line_items: [{ id: mug.id, quantity }] },
        {
          code: 'parameter_invalid_integer',
          param: 'line_items[0][quantity]',
        },
      );
    }
  });

  test('a price that is recurring, retired, unknown or in another currency', async () => {
    const stripe = newClient();
    const [session, mug] = await open(stripe);
    const make = (params) =>
      stripe.prices.create({ currency: 'usd', unit_amount: 900, product_data: { name: 'Any' }, ...params });
    const monthly = await make({ recurring: { interval: 'month' } });
    const euros = await make({ currency: 'eur' });
    const retired = await make({});
    await stripe.prices.update(retired.id, { active: false });
    const add = (price) => ({ line_items: [{ id: mug.id }, { price, quantity: 1 }] });

    await refusedUpdate(stripe, session, add(monthly.id), {
      message:
        'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
    });
    await refusedUpdate(stripe, session, add(euros.id), {});
    await refusedUpdate(stripe, session, add(retired.id), {
      param: 'line_items[1][price]',
      message: 'The price specified is inactive. This field only accepts active prices.',
    });
    await refusedUpdate(stripe, session, add('price_nope'), {
      code: 'resource_missing',
      param: 'line_items[1][price]',
      message: "No such price: 'price_nope'",
    });
  });

  test('price data without its required parts', async () => {
    const stripe = newClient();
    const [session] = await open(stripe);
    const add = (price_data) => ({ line_items: [{ price_data, quantity: 1 }] });

    await refusedUpdate(stripe, session, add({ unit_amount: 100, product_data: { name: 'Card' } }), {
      code: 'parameter_missing',
      param: 'line_items[0][price_data][currency]',
      message: 'Missing required param: line_items[0][price_data][currency].',
    });
    await refusedUpdate(
      stripe,
      session,
      add({ currency: 'usd', unit_amount: 100, product_data: { description: 'x' } }),
      {
        code: 'parameter_missing',
        param: 'line_items[0][price_data][product_data][name]',
      },
    );
    await refusedUpdate(stripe, session, add({ currency: 'usd', unit_amount: 100 }), {
      message: 'You must specify either `product` or `product_data` when creating a price.',
    });
    await refusedUpdate(stripe, session, add({ currency: 'usd', product_data: { name: 'Card' } }), {});
  });

  test('a total under the minimum', async () => {
    const stripe = newClient();
    const [session, mug] = await open(stripe);

    await refusedUpdate(
      stripe,
      session,
      { line_items: [item('Sticker', 49)] },
      {
        code: 'amount_too_small',
        message: "The Checkout Session's total amount due must add up to at least $0.50 usd",
      },
    );
    const least = await stripe.checkout.sessions.update(session.id, { line_items: [item('Sticker', 50)] });
    assertTotals(least, { subtotal: 50 });
    await refusedUpdate(stripe, session, { line_items: [{ id: mug.id }] }, { param: 'line_items[0][id]' });
  });
});

describe('payment_intent_data', () => {
  test('is taken whole, in part and unset, and does not show on the session', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, { payment_intent_data: { metadata: { order: '1' } } });

    for (const payment_intent_data of [
      {
        description: 'Order 6735',
        metadata: { order: '6735' },
        setup_future_usage: 'off_session',
        statement_descriptor: 'MUGS AND MORE',
        statement_descriptor_suffix: 'NO 6735',
      },
      { description: 'Order 6736' },
      { metadata: { order: '' } },
      {
        description: '',
        metadata: '',
        setup_future_usage: '',
        statement_descriptor: '',
        statement_descriptor_suffix: '',
      },
    ]) {
      assert.deepEqual(await stripe.checkout.sessions.update(session.id, { payment_intent_data }), session);
    }
  });

  test('out of its limits', async () => {
    const stripe = newClient();
    const session = await openSession(stripe);

    await refusedUpdate(
      stripe,
      session,
      { payment_intent_data: { statement_descriptor_suffix: 'X'.repeat(23) } },
      {
        param: 'payment_intent_data[statement_descriptor_suffix]',
      },
    );
    await refusedUpdate(
      stripe,
      session,
      { payment_intent_data: { setup_future_usage: 'sometimes' } },
      {
        param: 'payment_intent_data[setup_future_usage]',
        message: /^Invalid payment_intent_data\[setup_future_usage\]: must be one of o\w+_session or o\w+_session$/,
      },
    );
    await refusedUpdate(
      stripe,
      session,
      { payment_intent_data: { capture_method: 'manual' } },
      {
        code: 'parameter_unknown',
        param: 'payment_intent_data[capture_method]',
      },
    );
  });

  test('only for a payment on elements', async () => {
    const stripe = newClient();
    const sessions = [
      await openSession(stripe, { ui_mode: 'hosted_page' }),
      await openSession(stripe, { ui_mode: 'embedded_page' }),
      await openSession(stripe, { ui_mode: 'form' }),
      await stripe.checkout.sessions.create({ mode: 'setup', ui_mode: 'elements', currency: 'usd', ...IN_PAGE }),
      await stripe.checkout.sessions.create({
        mode: 'subscription',
        ui_mode: 'elements',
        line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })],
        ...IN_PAGE,
      }),
    ];

    for (const session of sessions) {
      await refusedUpdate(
        stripe,
        session,
        { payment_intent_data: { description: 'No' } },
        { param: 'payment_intent_data' },
      );
    }
  });
});
