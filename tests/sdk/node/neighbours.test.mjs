// Products, prices, customers and shipping rates: made, read, changed, listed, deleted.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newClient, openSession, refused } from './support.mjs';

const ids = (list) => list.data.map(({ id }) => id);

describe('products', () => {
  test('are made, read, changed and deleted', async () => {
    const stripe = newClient();
    const product = await stripe.products.create({
      name: 'Mug',
      description: 'Holds tea',
      images: ['https://shop.test/mug.png'],
      metadata: { shelf: '7' },
      shippable: true,
      unit_label: 'mug',
    });

    assert.match(product.id, /^prod_\w{14}$/);
    assert.equal(product.object, 'product');
    assert.equal(product.active, true);
    assert.equal(product.livemode, false);
    assert.equal(product.description, 'Holds tea');
    assert.deepEqual(product.images, ['https://shop.test/mug.png']);
    assert.equal(product.shippable, true);
    assert.equal(product.unit_label, 'mug');
    assert.equal(product.type, 'service');
    assert.deepEqual(await stripe.products.retrieve(product.id), product);

    const changed = await stripe.products.update(product.id, {
      name: 'Large mug',
      description: '',
      active: false,
      metadata: { shelf: '', box: '2' },
    });
    assert.equal(changed.name, 'Large mug');
    assert.equal(changed.description, null);
    assert.equal(changed.active, false);
    assert.deepEqual(changed.metadata, { box: '2' });

    assert.deepEqual(await stripe.products.del(product.id), { id: product.id, object: 'product', deleted: true });
    await refused(stripe.products.retrieve(product.id), {
      statusCode: 404,
      code: 'resource_missing',
      message: `No such product: '${product.id}'`,
    });
  });

  test('come with a price when asked', async () => {
    const stripe = newClient();
    const product = await stripe.products.create({
      id: 'mug-large',
      name: 'Mug',
      default_price_data: { currency: 'usd', unit_amount: 2000 },
      expand: ['default_price'],
    });

    assert.equal(product.id, 'mug-large');
    assert.equal(product.default_price.unit_amount, 2000);
    assert.equal(product.default_price.product, 'mug-large');
    const session = await openSession(stripe, { line_items: [{ price: product.default_price.id, quantity: 2 }] });
    assert.equal(session.amount_total, 4000);
    await refused(stripe.products.create({ id: 'mug-large', name: 'Again' }), { code: 'resource_already_exists' });
  });

  test('with prices of their own stay', async () => {
    const stripe = newClient();
    const product = await stripe.products.create({ name: 'Mug' });
    await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 2000 });

    await refused(stripe.products.del(product.id), {
      code: undefined,
      message: 'This product cannot be deleted because it has one or more user-created prices.',
    });
    assert.deepEqual(await stripe.products.retrieve(product.id), product);
  });

  test('are listed', async () => {
    const stripe = newClient();
    const made = [];
    for (const [name, active] of [
      ['A', true],
      ['B', false],
      ['C', true],
    ]) {
      made.unshift((await stripe.products.create({ name, active })).id);
    }
    const [c, b, a] = made;

    assert.deepEqual(ids(await stripe.products.list()), [c, b, a]);
    assert.deepEqual(ids(await stripe.products.list({ active: true })), [c, a]);
    assert.deepEqual(ids(await stripe.products.list({ active: false })), [b]);
    assert.deepEqual(ids(await stripe.products.list({ ids: [a, b] })), [b, a]);
    const paged = await stripe.products.list({ limit: 1 }).autoPagingToArray({ limit: 10 });
    assert.deepEqual(
      paged.map(({ id }) => id),
      made,
    );
  });

  test('need a name', async () => {
    await refused(newClient().products.create({}), {
      code: 'parameter_missing',
      param: 'name',
      message: 'Missing required param: name.',
    });
  });
});

describe('prices', () => {
  test('are made, read and changed, but not their amount', async () => {
    const stripe = newClient();
    const product = await stripe.products.create({ name: 'Mug' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 2000,
      nickname: 'standard',
      lookup_key: 'mug',
      metadata: { a: 'b' },
    });

    assert.match(price.id, /^price_\w{24}$/);
    assert.equal(price.object, 'price');
    assert.equal(price.product, product.id);
    assert.equal(price.type, 'one_time');
    assert.equal(price.billing_scheme, 'per_unit');
    assert.equal(price.recurring, null);
    assert.equal(price.unit_amount, 2000);
    assert.equal(String(price.unit_amount_decimal), '2000');
    assert.equal(price.tax_behavior, 'unspecified');
    assert.deepEqual(await stripe.prices.retrieve(price.id), price);

    const changed = await stripe.prices.update(price.id, { nickname: 'old', active: false, metadata: { a: '' } });
    assert.deepEqual([changed.nickname, changed.active, changed.metadata], ['old', false, {}]);
    await refused(stripe.prices.update(price.id, { unit_amount: 1 }), {
      code: 'parameter_unknown',
      param: 'unit_amount',
    });
    await refused(stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 1, lookup_key: 'mug' }), {
      code: undefined,
      param: 'lookup_key',
      message: `A price (\`${price.id}\`) already uses that lookup key.`,
    });
    assert.equal((await stripe.prices.retrieve(price.id)).unit_amount, 2000);
  });

  test('recur', async () => {
    const price = await newClient().prices.create({
      currency: 'usd',
      unit_amount: 900,
      recurring: { interval: 'month', interval_count: 3 },
      product_data: { name: 'Club' },
    });

    assert.equal(price.type, 'recurring');
    assert.deepEqual(price.recurring, {
      interval: 'month',
      interval_count: 3,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    });
  });

  test('have fractions of a cent', async () => {
    const price = await newClient().prices.create({
      currency: 'usd',
      unit_amount_decimal: '12.5',
      product_data: { name: 'Sheet' },
    });

    assert.equal(price.unit_amount, null);
    assert.equal(String(price.unit_amount_decimal), '12.5');
  });

  test('are listed by what they are for', async () => {
    const stripe = newClient();
    const mug = await stripe.products.create({ name: 'Mug' });
    const once = await stripe.prices.create({ product: mug.id, currency: 'usd', unit_amount: 2000, lookup_key: 'mug' });
    const euros = await stripe.prices.create({ product: mug.id, currency: 'eur', unit_amount: 1900 });
    const monthly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 900,
      recurring: { interval: 'month' },
      product_data: { name: 'Club' },
    });

    assert.deepEqual(ids(await stripe.prices.list()), [monthly.id, euros.id, once.id]);
    assert.deepEqual(ids(await stripe.prices.list({ product: mug.id })), [euros.id, once.id]);
    assert.deepEqual(ids(await stripe.prices.list({ currency: 'usd' })), [monthly.id, once.id]);
    assert.deepEqual(ids(await stripe.prices.list({ type: 'recurring' })), [monthly.id]);
    assert.deepEqual(ids(await stripe.prices.list({ lookup_keys: ['mug', 'none'] })), [once.id]);
    const { data } = await stripe.prices.list({ product: mug.id, expand: ['data.product'] });
    assert.equal(data[0].product.name, 'Mug');
  });

  test('cannot be deleted', async () => {
    await refused(newClient().rawRequest('DELETE', '/v1/prices/price_x'), {
      statusCode: 404,
      message: /^Unrecognized request URL \(DELETE: \/v1\/prices\/price_x\)\./,
    });
  });
});

describe('customers', () => {
  const ADDRESS = {
    line1: '1 Main Street',
    line2: null,
    city: 'Paris',
    state: null,
    postal_code: '75001',
    country: 'FR',
  };

  test('need nothing', async () => {
    const customer = await newClient().customers.create();

    assert.match(customer.id, /^cus_\w{14}$/);
    assert.equal(customer.object, 'customer');
    assert.equal(customer.email, null);
    assert.equal(customer.balance, 0);
    assert.equal(customer.tax_exempt, 'none');
    assert.equal(customer.delinquent, false);
    assert.deepEqual(customer.preferred_locales, []);
    assert.match(customer.invoice_prefix, /^[A-Z0-9]{8}$/);
  });

  test('are made, read, changed and deleted', async () => {
    const stripe = newClient();
    const { line2: _, state: __, ...address } = ADDRESS;
    const customer = await stripe.customers.create({
      email: 'jenny@example.com',
      name: 'Jenny Rosen',
      phone: '+33123456789',
      address,
      shipping: { name: 'Jenny', address },
      metadata: { tier: 'gold' },
      preferred_locales: ['fr', 'en'],
    });

    assert.deepEqual(customer.address, ADDRESS);
    assert.deepEqual(customer.shipping.address, ADDRESS);
    assert.equal(customer.shipping.name, 'Jenny');
    assert.deepEqual(customer.preferred_locales, ['fr', 'en']);
    assert.deepEqual(await stripe.customers.retrieve(customer.id), customer);

    const changed = await stripe.customers.update(customer.id, { name: 'J. Rosen', phone: '', metadata: '' });
    assert.equal(changed.name, 'J. Rosen');
    assert.equal(changed.phone, null);
    assert.equal(changed.email, 'jenny@example.com');
    assert.deepEqual(changed.metadata, {});

    const deleted = { id: customer.id, object: 'customer', deleted: true };
    assert.deepEqual(await stripe.customers.del(customer.id), deleted);
    assert.deepEqual(await stripe.customers.retrieve(customer.id), deleted);
    assert.deepEqual((await stripe.customers.list()).data, []);
    await refused(openSession(stripe, { customer: customer.id }), { code: 'resource_missing', param: 'customer' });
  });

  test('are listed by their email', async () => {
    const stripe = newClient();
    const jenny = await stripe.customers.create({ email: 'jenny@example.com' });
    const jane = await stripe.customers.create({ email: 'jane@example.com' });

    assert.deepEqual(ids(await stripe.customers.list()), [jane.id, jenny.id]);
    assert.deepEqual(ids(await stripe.customers.list({ email: 'jenny@example.com' })), [jenny.id]);
    assert.deepEqual(ids(await stripe.customers.list({ email: 'Jenny@example.com' })), []);
    assert.deepEqual(ids(await stripe.customers.list({ starting_after: jane.id })), [jenny.id]);
  });

  test('have an address that can be written to', async () => {
    await refused(newClient().customers.create({ email: 'jenny' }), {
      code: 'email_invalid',
      param: 'email',
      message: 'Invalid email address: jenny',
    });
  });
});

describe('shipping rates', () => {
  const params = { display_name: 'Ground', type: 'fixed_amount', fixed_amount: { amount: 500, currency: 'usd' } };

  test('are made, read and retired', async () => {
    const stripe = newClient();
    const rate = await stripe.shippingRates.create({
      ...params,
      delivery_estimate: { minimum: { unit: 'business_day', value: 3 } },
      tax_behavior: 'exclusive',
      metadata: { carrier: 'ace' },
    });

    assert.match(rate.id, /^shr_\w{24}$/);
    assert.equal(rate.object, 'shipping_rate');
    assert.equal(rate.active, true);
    assert.equal(rate.display_name, 'Ground');
    assert.deepEqual(rate.fixed_amount, { amount: 500, currency: 'usd' });
    assert.deepEqual(rate.delivery_estimate, { minimum: { unit: 'business_day', value: 3 }, maximum: null });
    assert.equal(rate.tax_behavior, 'exclusive');
    assert.deepEqual(await stripe.shippingRates.retrieve(rate.id), rate);

    const retired = await stripe.shippingRates.update(rate.id, { active: false, metadata: { carrier: '' } });
    assert.equal(retired.active, false);
    assert.deepEqual(retired.metadata, {});
    await refused(openSession(stripe, { shipping_options: [{ shipping_rate: rate.id }] }), {
      param: 'shipping_options[0][shipping_rate]',
    });
  });

  test('are listed', async () => {
    const stripe = newClient();
    const ground = await stripe.shippingRates.create(params);
    const euros = await stripe.shippingRates.create({ ...params, fixed_amount: { amount: 450, currency: 'eur' } });
    await stripe.shippingRates.update(ground.id, { active: false });

    assert.deepEqual(ids(await stripe.shippingRates.list()), [euros.id, ground.id]);
    assert.deepEqual(ids(await stripe.shippingRates.list({ active: true })), [euros.id]);
    assert.deepEqual(ids(await stripe.shippingRates.list({ currency: 'usd' })), [ground.id]);
  });

  test('need a name, and an amount that is none below nothing', async () => {
    const stripe = newClient();
    const { display_name: _, ...nameless } = params;

    await refused(stripe.shippingRates.create(nameless), {
      code: 'parameter_missing',
      param: 'display_name',
      message: 'Missing required param: display_name.',
    });
    await refused(stripe.shippingRates.create({ ...params, fixed_amount: { amount: -1, currency: 'usd' } }), {
      code: 'parameter_invalid_integer',
      param: 'fixed_amount[amount]',
    });
  });
});
