// Older majors of the SDK, each with the API version it pins.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import Stripe23 from 'stripe';
import Stripe11 from 'stripe-v11';
import Stripe14 from 'stripe-v14';
import Stripe16 from 'stripe-v16';
import Stripe17 from 'stripe-v17';
import Stripe18 from 'stripe-v18';
import Stripe20 from 'stripe-v20';
import Stripe22 from 'stripe-v22';

import {
  HOSTED,
  IN_PAGE,
  addressesFor,
  assertTotals,
  item,
  itemsOf,
  newAccount,
  newClient,
  openSession,
  option,
  refused,
} from './support.mjs';

const OLD_NAMES = { hosted: 'hosted_page', embedded: 'embedded_page', custom: 'elements' };

const MAJORS = [
  { SDK: Stripe11, version: '2022-11-15', uiModes: [] },
  { SDK: Stripe14, version: '2023-10-16', uiModes: ['hosted', 'embedded'] },
  { SDK: Stripe16, version: '2024-06-20', uiModes: ['hosted', 'embedded'] },
  { SDK: Stripe17, version: '2025-02-24.acacia', uiModes: ['hosted', 'embedded'] },
  { SDK: Stripe18, version: '2025-08-27.basil', uiModes: ['hosted', 'embedded', 'custom'] },
  { SDK: Stripe20, version: '2026-02-25.clover', uiModes: ['hosted', 'embedded', 'custom'] },
  { SDK: Stripe22, version: '2026-08-26.dahlia', uiModes: ['hosted_page', 'embedded_page', 'elements', 'form'] },
  { SDK: Stripe23, version: '2026-10-28.endive', uiModes: ['hosted_page', 'embedded_page', 'elements', 'form'] },
];

/** A client of an older major. The oldest default to the version of the account, as Stripe's would: name theirs. */
function clientOf({ SDK, version }, config = {}) {
  return newClient({ SDK, apiVersion: version, ...config });
}

for (const major of MAJORS) {
  describe(`stripe ${major.SDK.PACKAGE_VERSION}, ${major.version}`, () => {
    const payment = { mode: 'payment', line_items: [item('Mug', 2000, { quantity: 2 })] };

    test('pins this version', () => {
      assert.equal(newClient({ SDK: major.SDK }).getApiField('version') ?? major.version, major.version);
    });

    test('creates, retrieves, lists and expires', async () => {
      const stripe = clientOf(major);
      const customer = await stripe.customers.create({ email: 'jenny@example.com' });

      const session = await stripe.checkout.sessions.create({
        ...payment,
        customer: customer.id,
        metadata: { order: '1' },
        expand: ['line_items'],
        ...HOSTED,
      });

      assert.equal(session.lastResponse.apiVersion, major.version);
      assert.equal(session.lastResponse.headers['stripe-version'], major.version);
      assert.equal(session.status, 'open');
      assertTotals(session, { subtotal: 4000 });
      assert.equal(session.line_items.data[0].description, 'Mug');
      assert.deepEqual(session.metadata, { order: '1' });
      const { line_items: _, ...plain } = session;
      assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), plain);
      const { data } = await stripe.checkout.sessions.list({ customer: customer.id });
      assert.deepEqual(data, [plain]);
      assert.equal((await stripe.checkout.sessions.listLineItems(session.id)).data[0].quantity, 2);
      assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired');
    });

    test('subscribes and sets up', async () => {
      const stripe = clientOf(major);

      const subscription = await stripe.checkout.sessions.create({
        mode: 'subscription',
        line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })],
        ...HOSTED,
      });
      const setup = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', ...HOSTED });

      assert.equal(subscription.amount_total, 1200);
      assert.match(setup.setup_intent, /^seti_/);
    });

    for (const ui_mode of major.uiModes) {
      test(`knows ${ui_mode}`, async () => {
        const key = `sk_test_${newAccount()}`;
        const stripe = clientOf(major, { key });

        const session = await stripe.checkout.sessions.create({ ...payment, ui_mode, ...addressesFor(ui_mode) });

        assert.equal(session.ui_mode, ui_mode);
        assert.equal(typeof session.client_secret, ['hosted', 'hosted_page'].includes(ui_mode) ? 'object' : 'string');
        const now = await newClient({ key }).checkout.sessions.retrieve(session.id);
        assert.equal(now.ui_mode, OLD_NAMES[ui_mode] ?? ui_mode);
      });
    }

    test('gives its own errors', async () => {
      const stripe = clientOf(major);

      const error = await refused(stripe.checkout.sessions.retrieve(`cs_test_${'a'.repeat(58)}`), {
        statusCode: 404,
        code: 'resource_missing',
      });
      assert.ok(error instanceof major.SDK.errors.StripeInvalidRequestError);
      await refused(clientOf(major, { key: 'nonsense' }).checkout.sessions.list(), {
        type: 'StripeAuthenticationError',
        statusCode: 401,
      });
      await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'once' });
      await refused(stripe.customers.create({ name: 'B' }, { idempotencyKey: 'once' }), {
        type: 'StripeIdempotencyError',
      });
    });

    test('pages', async () => {
      const stripe = clientOf(major);
      const made = [];
      for (let n = 0; n < 12; n += 1) {
        made.unshift((await stripe.customers.create({ name: `${n}` })).id);
      }

      const seen = [];
      for await (const { id } of stripe.customers.list({ limit: 5 })) {
        seen.push(id);
      }

      assert.deepEqual(seen, made);
    });
  });
}

describe('what an update could do when', () => {
  const at = (SDK) => MAJORS.find((major) => major.SDK === SDK);

  test('2024-06-20 writes metadata', async () => {
    const stripe = clientOf(at(Stripe16));
    const session = await openSession(stripe, { ui_mode: 'embedded', metadata: { a: 'b', c: 'd' } });

    const updated = await stripe.checkout.sessions.update(session.id, { metadata: { a: '', e: 'f' } });

    assert.deepEqual(updated.metadata, { c: 'd', e: 'f' });
  });

  test('basil replaces shipping of an embedded session', async () => {
    const stripe = clientOf(at(Stripe18));
    const session = await openSession(stripe, {
      ui_mode: 'embedded',
      permissions: { update_shipping_details: 'server_only' },
      shipping_address_collection: { allowed_countries: ['US'] },
      shipping_options: [option('Free', 0)],
    });

    const updated = await stripe.checkout.sessions.update(session.id, {
      collected_information: {
        shipping_details: { name: 'Jane Diaz', address: { line1: '100 Maple Street', country: 'US' } },
      },
      shipping_options: [option('Ground', 500)],
    });

    assert.equal(updated.ui_mode, 'embedded');
    assert.equal(updated.collected_information.shipping_details.name, 'Jane Diaz');
    assertTotals(updated, { subtotal: 5500, shipping: 500 });
  });

  test('clover replaces the line items of a custom session', async () => {
    const stripe = clientOf(at(Stripe20));
    const session = await openSession(stripe, { ui_mode: 'custom' });
    const [mug] = await itemsOf(stripe, session);

    const updated = await stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: mug.id, quantity: 1, metadata: { a: 'b' } }, item('Card', 250)],
    });

    assert.equal(updated.ui_mode, 'custom');
    assertTotals(updated, { subtotal: 2250 });
    const items = await itemsOf(stripe, session);
    assert.equal(items[0].id, mug.id);
    assert.deepEqual(items[0].metadata, { a: 'b' });
  });

  test('dahlia speaks of elements', async () => {
    const stripe = clientOf(at(Stripe22));
    const session = await openSession(stripe, { ui_mode: 'elements' });

    const updated = await stripe.checkout.sessions.update(session.id, { shipping_options: [option('Ground', 500)] });

    assert.equal(updated.ui_mode, 'elements');
    assertTotals(updated, { subtotal: 5500, shipping: 500 });
  });

  test('a new name means nothing to an old version, an old one nothing to a new', async () => {
    for (const [SDK, ui_mode] of [
      [Stripe18, 'elements'],
      [Stripe20, 'hosted_page'],
      [Stripe20, 'embedded_page'],
      [Stripe22, 'custom'],
      [Stripe22, 'hosted'],
      [Stripe23, 'embedded'],
    ]) {
      await refused(
        clientOf(at(SDK)).checkout.sessions.create({
          mode: 'payment',
          line_items: [item('Mug', 2000)],
          ui_mode,
          ...addressesFor(ui_mode === 'hosted_page' ? 'hosted_page' : ui_mode),
        }),
        { param: 'ui_mode', message: /^Invalid ui_mode: must be one of / },
      );
    }
  });

  test('payment_method_types were taken until endive', async () => {
    const params = { mode: 'payment', line_items: [item('Mug', 2000)], payment_method_types: ['card'], ...HOSTED };

    for (const SDK of [Stripe11, Stripe14, Stripe17, Stripe18, Stripe20, Stripe22]) {
      const session = await clientOf(at(SDK)).checkout.sessions.create(params);
      assert.deepEqual(session.payment_method_types, ['card'], SDK.PACKAGE_VERSION);
    }
    await refused(clientOf(at(Stripe23)).checkout.sessions.create(params), { param: 'payment_method_types' });
  });

  test('shipping_details stood on the session until basil', async () => {
    const key = `sk_test_${newAccount()}`;
    const { id } = await clientOf(at(Stripe17), { key }).checkout.sessions.create({
      mode: 'payment',
      line_items: [item('Mug', 2000)],
      shipping_address_collection: { allowed_countries: ['US'] },
      ui_mode: 'embedded',
      ...IN_PAGE,
    });

    assert.equal((await clientOf(at(Stripe14), { key }).checkout.sessions.retrieve(id)).shipping_details, null);
    assert.equal((await clientOf(at(Stripe17), { key }).checkout.sessions.retrieve(id)).shipping_details, null);
    assert.equal('shipping_details' in (await clientOf(at(Stripe18), { key }).checkout.sessions.retrieve(id)), false);
  });
});
