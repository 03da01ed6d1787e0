// expand[]: ids replaced by objects, on every call that answers a session.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { item, newClient, openSession, option, refused } from './support.mjs';

test('customer, items, products and rates', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com' });
  const product = await stripe.products.create({ name: 'Frame' });
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 3300 });
  const rate = await stripe.shippingRates.create({
    display_name: 'Ground',
    type: 'fixed_amount',
    fixed_amount: { amount: 500, currency: 'usd' },
  });
  const plain = await openSession(stripe, {
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    shipping_options: [{ shipping_rate: rate.id }, option('Air', 1500)],
  });
  assert.equal(plain.customer, customer.id);
  assert.equal(plain.line_items, undefined);
  const retrieve = (...expand) => stripe.checkout.sessions.retrieve(plain.id, { expand });

  assert.deepEqual(await retrieve('customer'), { ...plain, customer });

  const { line_items } = await retrieve('line_items');
  assert.equal(line_items.url, `/v1/checkout/sessions/${plain.id}/line_items`);
  assert.deepEqual(line_items.data[0].price, price);
  assert.equal((await retrieve('line_items.data.price.product')).line_items.data[0].price.product.name, 'Frame');
  assert.deepEqual((await retrieve('line_items', 'line_items.data.price.product')).line_items.data[0].price, {
    ...price,
    product,
  });

  const costed = await retrieve('shipping_cost.shipping_rate');
  assert.deepEqual(costed.shipping_cost.shipping_rate, rate);
  assert.equal(costed.shipping_options[0].shipping_rate, rate.id);
  const optioned = await retrieve('shipping_options.shipping_rate');
  assert.deepEqual(
    optioned.shipping_options.map((shown) => shown.shipping_rate.display_name),
    ['Ground', 'Air'],
  );

  const { breakdown } = (await retrieve('total_details.breakdown')).total_details;
  assert.deepEqual(breakdown, { discounts: [], taxes: [] });
  assert.equal(plain.total_details.breakdown, undefined);
});

test('create, update, expire and lists expand as well', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com' });

  const created = await openSession(stripe, { customer: customer.id, expand: ['customer', 'line_items'] });
  assert.deepEqual(created.customer, customer);
  assert.deepEqual(
    created.line_items.data.map(({ description }) => description),
    ['Mug', 'Poster'],
  );

  const { id } = created;
  const updated = await stripe.checkout.sessions.update(id, { metadata: { a: 'b' }, expand: ['customer'] });
  assert.deepEqual(updated.customer, customer);

  const list = await stripe.checkout.sessions.list({ expand: ['data.customer', 'data.line_items.data.price'] });
  assert.deepEqual(list.data[0].customer, customer);
  assert.deepEqual(list.data[0].line_items.data, created.line_items.data);

  const items = await stripe.checkout.sessions.listLineItems(id, { expand: ['data.price.product'] });
  assert.deepEqual(
    items.data.map((shown) => shown.price.product.name),
    ['Mug', 'Poster'],
  );

  const expired = await stripe.checkout.sessions.expire(id, { expand: ['customer'] });
  assert.deepEqual(expired.customer, customer);
});

test('what is null stays null', async () => {
  const stripe = newClient();
  const { id } = await openSession(stripe);

  const session = await stripe.checkout.sessions.retrieve(id, {
    expand: [
      'customer',
      'payment_intent',
      'subscription',
      'invoice',
      'payment_link',
      'setup_intent',
      'shipping_cost.shipping_rate',
    ],
  });

  assert.equal(session.customer, null);
  assert.equal(session.payment_intent, null);
  assert.equal(session.shipping_cost, null);
});

test('a deleted customer is still named', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com' });
  const { id } = await openSession(stripe, { customer: customer.id });
  await stripe.customers.del(customer.id);

  const session = await stripe.checkout.sessions.retrieve(id, { expand: ['customer'] });

  assert.deepEqual(session.customer, { id: customer.id, object: 'customer', deleted: true });
});

test('neighbours expand too', async () => {
  const stripe = newClient();
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 900,
    product_data: { name: 'Card' },
    currency_options: { eur: { unit_amount: 800 } },
    expand: ['product'],
  });

  assert.equal(price.product.name, 'Card');
  assert.equal(price.currency_options, undefined);
  const { currency_options } = await stripe.prices.retrieve(price.id, { expand: ['currency_options'] });
  assert.equal(currency_options.eur.unit_amount, 800);
  assert.equal(currency_options.usd.unit_amount, 900);
});

test('paths that cannot be expanded', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, { line_items: [item('Mug', 2000)] });
  const retrieve = (...expand) => stripe.checkout.sessions.retrieve(session.id, { expand });

  await refused(retrieve('metadata'), { message: 'This property cannot be expanded (metadata).' });
  await refused(retrieve('aplication'), {
    message: "This property cannot be expanded because it doesn't exist: aplication.",
  });
  await refused(stripe.checkout.sessions.list({ expand: ['customer'] }), {
    message: "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
  });
  await refused(stripe.checkout.sessions.list({ expand: ['data.line_items.data.price.product'] }), {
    code: 'property_expansion_max_depth',
    param: undefined,
    message: 'You cannot expand more than 4 levels of a property. Property: data.line_items.data.price.product',
  });
  await refused(stripe.checkout.sessions.update(session.id, { metadata: { a: 'b' }, expand: ['metadata'] }), {
    message: 'This property cannot be expanded (metadata).',
  });
  assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), session);
});
