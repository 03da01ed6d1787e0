// POST /v1/checkout/sessions/{session}: where a parcel goes and what that costs.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  HOSTED,
  IN_PAGE,
  assertTotals,
  item,
  newClient,
  openSession,
  option,
  refused,
  refusedUpdate,
} from './support.mjs';

const BY_SERVER = {
  permissions: { update_shipping_details: 'server_only' },
  shipping_address_collection: { allowed_countries: ['US', 'CA'] },
};

const MAPLE = {
  name: 'Jane Diaz',
  address: {
    line1: '100 Maple Street',
    line2: 'Unit 3',
    city: 'San Francisco',
    state: 'CA',
    postal_code: '94103',
    country: 'US',
  },
};

function shippingTo(details) {
  return { collected_information: { shipping_details: details } };
}

describe('collected_information', () => {
  for (const ui_mode of ['elements', 'embedded_page']) {
    test(`the server writes the address of a session on ${ui_mode}`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe, { ui_mode, ...BY_SERVER });
      assert.deepEqual(session.permissions, { update_shipping_details: 'server_only' });

      const updated = await stripe.checkout.sessions.update(session.id, shippingTo(MAPLE));

      assert.deepEqual(updated.collected_information.shipping_details, MAPLE);
      assert.equal(updated.status, 'open');
      assertTotals(updated, { subtotal: 5500 });
      assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), updated);
    });
  }

  test('an address is replaced whole', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, BY_SERVER);
    await stripe.checkout.sessions.update(session.id, shippingTo(MAPLE));

    const updated = await stripe.checkout.sessions.update(
      session.id,
      shippingTo({ name: 'Jan', address: { line1: '1 Main Street', country: 'CA' } }),
    );

    assert.deepEqual(updated.collected_information.shipping_details, {
      name: 'Jan',
      address: { line1: '1 Main Street', country: 'CA', line2: null, city: null, state: null, postal_code: null },
    });
  });

  test('the address and what it costs to ship there, in one call', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, BY_SERVER);

    const updated = await stripe.checkout.sessions.update(session.id, {
      ...shippingTo(MAPLE),
      shipping_options: [option('Free shipping', 0), option('Next day', 1299)],
    });

    assert.equal(updated.collected_information.shipping_details.name, 'Jane Diaz');
    assert.deepEqual(
      updated.shipping_options.map((shown) => shown.shipping_amount),
      [0, 1299],
    );
    assertTotals(updated, { subtotal: 5500, shipping: 0 });
  });

  for (const [missing, details] of [
    ['name', { address: MAPLE.address }],
    ['address', { name: 'Jane Diaz' }],
    ['address][line1', { name: 'Jane Diaz', address: { country: 'US' } }],
    ['address][country', { name: 'Jane Diaz', address: { line1: '100 Maple Street' } }],
  ]) {
    test(`shipping_details[${missing}] is required`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe, BY_SERVER);
      await stripe.checkout.sessions.update(session.id, shippingTo(MAPLE));
      const param = `collected_information[shipping_details][${missing}]`;

      await refusedUpdate(stripe, session, shippingTo(details), {
        code: 'parameter_missing',
        param,
        message: `Missing required param: ${param}.`,
      });
    });
  }

  test('an address line cannot be unset', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, BY_SERVER);
    const param = 'collected_information[shipping_details][address][line2]';

    await refusedUpdate(stripe, session, shippingTo({ ...MAPLE, address: { ...MAPLE.address, line2: '' } }), {
      code: 'parameter_invalid_empty',
      param,
      message: `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    });
  });

  test('a name longer than 255 characters, a field nobody knows', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, BY_SERVER);

    await refusedUpdate(stripe, session, shippingTo({ ...MAPLE, name: 'J'.repeat(256) }), {
      param: 'collected_information[shipping_details][name]',
      message: 'Invalid string: JJJJ...JJJJ; must be at most 255 characters',
    });
    await refusedUpdate(stripe, session, shippingTo({ ...MAPLE, phone: '555' }), {
      code: 'parameter_unknown',
      param: 'collected_information[shipping_details][phone]',
      message: 'Received unknown parameter: collected_information[shipping_details][phone]',
    });
    const longest = await stripe.checkout.sessions.update(session.id, shippingTo({ ...MAPLE, name: 'J'.repeat(255) }));
    assert.equal(longest.collected_information.shipping_details.name.length, 255);
  });

  test('a country the session does not ship to', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, BY_SERVER);

    await refusedUpdate(stripe, session, shippingTo({ ...MAPLE, address: { ...MAPLE.address, country: 'DE' } }), {
      param: 'collected_information[shipping_details][address][country]',
    });
  });

  test('the hosted page, the form and a session that ships nothing take no address', async () => {
    const stripe = newClient();
    const { shipping_address_collection } = BY_SERVER;

    for (const params of [
      { ui_mode: 'hosted_page', shipping_address_collection },
      { ui_mode: 'form', shipping_address_collection },
      { ui_mode: 'elements' },
    ]) {
      const session = await openSession(stripe, params);
      await refusedUpdate(stripe, session, shippingTo(MAPLE), { param: /^collected_information/ });
    }
  });
});

describe('shipping_options', () => {
  test('the list is replaced, recomputed and cleared', async () => {
    const stripe = newClient();
    const session = await openSession(stripe);
    assertTotals(session, { subtotal: 5500 });
    const ground = await stripe.shippingRates.create({
      display_name: 'Ground',
      type: 'fixed_amount',
      fixed_amount: { amount: 500, currency: 'usd' },
    });

    const first = await stripe.checkout.sessions.update(session.id, {
      shipping_options: [{ shipping_rate: ground.id }, option('Air', 1500)],
    });
    assert.deepEqual(first.shipping_options[0], { shipping_amount: 500, shipping_rate: ground.id });
    assert.equal(first.shipping_options[1].shipping_amount, 1500);
    assert.match(first.shipping_options[1].shipping_rate, /^shr_\w+$/);
    assert.deepEqual(first.shipping_cost, {
      amount_subtotal: 500,
      amount_tax: 0,
      amount_total: 500,
      shipping_rate: ground.id,
    });
    assertTotals(first, { subtotal: 5500, shipping: 500 });

    const second = await stripe.checkout.sessions.update(session.id, { shipping_options: [option('Drone', 2500)] });
    assert.deepEqual(
      second.shipping_options.map((shown) => shown.shipping_amount),
      [2500],
    );
    assert.equal(second.shipping_cost.shipping_rate, second.shipping_options[0].shipping_rate);
    assertTotals(second, { subtotal: 5500, shipping: 2500 });

    const cleared = await stripe.checkout.sessions.update(session.id, { shipping_options: '' });
    assert.deepEqual(cleared.shipping_options, []);
    assert.equal(cleared.shipping_cost, null);
    assertTotals(cleared, { subtotal: 5500 });
    assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), cleared);
    assert.deepEqual(cleared, session);
  });

  test('options given when the session was created are replaced too', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, { shipping_options: [option('Ground', 500)] });
    assertTotals(session, { subtotal: 5500, shipping: 500 });

    const updated = await stripe.checkout.sessions.update(session.id, {
      shipping_options: [option('Air', 1500), option('Ground', 700)],
    });

    assertTotals(updated, { subtotal: 5500, shipping: 1500 });
  });

  test('an inline option becomes a shipping rate of the account', async () => {
    const stripe = newClient();
    const session = await openSession(stripe);
    const delivery_estimate = {
      minimum: { unit: 'business_day', value: 1 },
      maximum: { unit: 'week', value: 2 },
    };

    const { shipping_options } = await stripe.checkout.sessions.update(session.id, {
      shipping_options: [
        option('Air', 1500, {
          delivery_estimate,
          metadata: { carrier: 'ace' },
          tax_behavior: 'exclusive',
          tax_code: 'txcd_92010001',
        }),
      ],
    });

    const rate = await stripe.shippingRates.retrieve(shipping_options[0].shipping_rate);
    assert.equal(rate.display_name, 'Air');
    assert.equal(rate.active, true);
    assert.equal(rate.type, 'fixed_amount');
    assert.deepEqual(rate.fixed_amount, { amount: 1500, currency: 'usd' });
    assert.deepEqual(rate.delivery_estimate, delivery_estimate);
    assert.deepEqual(rate.metadata, { carrier: 'ace' });
    assert.equal(rate.tax_behavior, 'exclusive');
    assert.equal(rate.tax_code, 'txcd_92010001');
  });

  test('five options are accepted in the order sent, six are refused', async () => {
    const stripe = newClient();
    const session = await openSession(stripe);
    const options = [500, 400, 300, 200, 100].map((amount) => option(`For ${amount}`, amount));

    const updated = await stripe.checkout.sessions.update(session.id, { shipping_options: options });

    assert.deepEqual(
      updated.shipping_options.map((shown) => shown.shipping_amount),
      [500, 400, 300, 200, 100],
    );
    assertTotals(updated, { subtotal: 5500, shipping: 500 });
    await refusedUpdate(
      stripe,
      session,
      { shipping_options: [option('One more', 50), ...options] },
      { param: 'shipping_options' },
    );
  });

  test('an option has a rate or the data for one', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, { shipping_options: [option('Ground', 500)] });
    const [{ shipping_rate }] = session.shipping_options;

    await refusedUpdate(
      stripe,
      session,
      { shipping_options: [{ shipping_rate, ...option('Air', 1500) }] },
      {
        message: 'You may only specify one of these parameters: shipping_rate, shipping_rate_data.',
      },
    );
    await refusedUpdate(
      stripe,
      session,
      { shipping_options: [{ shipping_rate }, { shipping_rate: '' }] },
      {
        code: 'parameter_invalid_empty',
        param: 'shipping_options[1][shipping_rate]',
      },
    );
  });

  for (const [missing, data] of [
    ['display_name', { type: 'fixed_amount', fixed_amount: { amount: 1, currency: 'usd' } }],
    ['fixed_amount][amount', { display_name: 'Air', type: 'fixed_amount', fixed_amount: { currency: 'usd' } }],
    ['fixed_amount][currency', { display_name: 'Air', type: 'fixed_amount', fixed_amount: { amount: 1 } }],
    [
      'delivery_estimate][minimum][unit',
      { ...option('Air', 1).shipping_rate_data, delivery_estimate: { minimum: { value: 1 } } },
    ],
    [
      'delivery_estimate][maximum][value',
      { ...option('Air', 1).shipping_rate_data, delivery_estimate: { maximum: { unit: 'day' } } },
    ],
  ]) {
    test(`shipping_rate_data[${missing}] is required`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe, { shipping_options: [option('Ground', 500)] });
      const param = `shipping_options[1][shipping_rate_data][${missing}]`;

      await refusedUpdate(
        stripe,
        session,
        { shipping_options: [option('Ground', 500), { shipping_rate_data: data }] },
        { code: 'parameter_missing', param, message: `Missing required param: ${param}.` },
      );
    });
  }

  test('a rate that does not exist, is inactive or is in another currency', async () => {
    const stripe = newClient();
    const session = await openSession(stripe);
    const make = (currency) =>
      stripe.shippingRates.create({
        display_name: 'Any',
        type: 'fixed_amount',
        fixed_amount: { amount: 500, currency },
      });
    const euros = await make('eur');
    const retired = await make('usd');
    await stripe.shippingRates.update(retired.id, { active: false });

    await refusedUpdate(
      stripe,
      session,
      { shipping_options: [{ shipping_rate: 'shr_nope' }] },
      {
        code: 'resource_missing',
        param: 'shipping_options[0][shipping_rate]',
      },
    );
    for (const rate of [euros, retired]) {
      await refusedUpdate(
        stripe,
        session,
        { shipping_options: [option('Ground', 500), { shipping_rate: rate.id }] },
        {
          param: 'shipping_options[1][shipping_rate]',
        },
      );
    }
    await refusedUpdate(stripe, session, { shipping_options: [option('Ground', 500, { currency: 'eur' })] }, {});
  });

  test('a rate serves a session in any of its currencies', async () => {
    const stripe = newClient();
    const session = await openSession(stripe, { line_items: [item('Tasse', 2000, { currency: 'eur' })] });
    const rate = await stripe.shippingRates.create({
      display_name: 'World',
      type: 'fixed_amount',
      fixed_amount: { amount: 900, currency: 'usd', currency_options: { eur: { amount: 800 } } },
    });

    const updated = await stripe.checkout.sessions.update(session.id, {
      shipping_options: [{ shipping_rate: rate.id }],
    });

    assertTotals(updated, { subtotal: 2000, shipping: 800 });
  });

  for (const amount of [-1, '9.99', 'free']) {
    test(`an amount of ${amount}`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe);

      await refusedUpdate(
        stripe,
        session,
        { shipping_options: [option('Odd', amount)] },
        {
          code: 'parameter_invalid_integer',
          param: 'shipping_options[0][shipping_rate_data][fixed_amount][amount]',
        },
      );
    });
  }

  for (const ui_mode of ['embedded_page', 'form']) {
    test(`a session on ${ui_mode} takes new options`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe, {
        ui_mode,
        shipping_address_collection: BY_SERVER.shipping_address_collection,
      });

      const updated = await stripe.checkout.sessions.update(session.id, { shipping_options: [option('Ground', 500)] });

      assertTotals(updated, { subtotal: 5500, shipping: 500 });
    });
  }

  test('not on the hosted page, and not for a subscription', async () => {
    const stripe = newClient();
    const hosted = await openSession(stripe, { ui_mode: 'hosted_page' });
    const subscription = await stripe.checkout.sessions.create({
      mode: 'subscription',
      ui_mode: 'elements',
      line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })],
      ...IN_PAGE,
    });

    for (const session of [hosted, subscription]) {
      await refusedUpdate(
        stripe,
        session,
        { shipping_options: [option('Ground', 500)] },
        { param: 'shipping_options' },
      );
    }
    await refused(
      stripe.checkout.sessions.create({
        mode: 'subscription',
        line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })],
        shipping_options: [option('Ground', 500)],
        ...HOSTED,
      }),
      { param: 'shipping_options' },
    );
  });
});
