// Lists of sessions and of line items: pages, cursors, filters.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { HOSTED, item, newClient, openSession, refused } from './support.mjs';

const ids = (list) => list.map(({ id }) => id);

describe('over a hundred sessions', () => {
  const stripe = newClient();
  const newestFirst = [];

  before(async () => {
    for (let n = 0; n < 105; n += 1) {
      const { id } = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', ...HOSTED });
      newestFirst.unshift(id);
    }
  });

  test('ten are a page', async () => {
    const page = await stripe.checkout.sessions.list();

    assert.equal(page.object, 'list');
    assert.equal(page.url, '/v1/checkout/sessions');
    assert.equal(page.has_more, true);
    assert.deepEqual(ids(page.data), newestFirst.slice(0, 10));
  });

  test('for await reads them all, newest first', async () => {
    for (const limit of [undefined, 100, 105, 7]) {
      const seen = [];
      for await (const session of stripe.checkout.sessions.list({ limit })) {
        seen.push(session.id);
      }
      assert.deepEqual(seen, newestFirst, `limit ${limit}`);
    }
  });

  test('ending_before reads backwards', async () => {
    const seen = [];
    for await (const session of stripe.checkout.sessions.list({ ending_before: newestFirst[50], limit: 20 })) {
      seen.push(session.id);
    }
    assert.deepEqual(seen, newestFirst.slice(0, 50).reverse());
  });

  test('autoPagingToArray and autoPagingEach stop where they are told', async () => {
    const some = await stripe.checkout.sessions.list({ limit: 10 }).autoPagingToArray({ limit: 25 });
    assert.deepEqual(ids(some), newestFirst.slice(0, 25));

    const seen = [];
    await stripe.checkout.sessions.list({ limit: 10 }).autoPagingEach(({ id }) => {
      seen.push(id);
      return seen.length < 12;
    });
    assert.deepEqual(seen, newestFirst.slice(0, 12));
  });

  test('a cursor is exclusive, and has_more looks in its direction', async () => {
    const after = await stripe.checkout.sessions.list({ starting_after: newestFirst[99], limit: 5 });
    assert.deepEqual(ids(after.data), newestFirst.slice(100));
    assert.equal(after.has_more, false);

    const before = await stripe.checkout.sessions.list({ ending_before: newestFirst[6], limit: 5 });
    assert.deepEqual(ids(before.data), newestFirst.slice(1, 6));
    assert.equal(before.has_more, true);
  });

  test('a limit out of bounds is clamped, one that is no number is refused', async () => {
    assert.deepEqual(ids((await stripe.checkout.sessions.list({ limit: 101 })).data), newestFirst.slice(0, 100));
    assert.deepEqual(ids((await stripe.checkout.sessions.list({ limit: 0 })).data), newestFirst.slice(0, 1));
    await refused(stripe.checkout.sessions.list({ limit: 'many' }), {
      code: 'parameter_invalid_integer',
      param: 'limit',
      message: 'Invalid integer: many',
    });
  });

  test('both cursors at once, and one that points nowhere', async () => {
    const [id] = newestFirst;
    await refused(stripe.checkout.sessions.list({ starting_after: id, ending_before: id }), {
      code: undefined,
      message: 'Received both starting_after and ending_before parameters. Please pass in only one.',
    });
    await refused(stripe.checkout.sessions.list({ starting_after: `cs_test_${'a'.repeat(58)}` }), {
      code: 'resource_missing',
      param: 'starting_after',
    });
  });
});

test('filters', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com' });
  const theirs = await openSession(stripe, { customer: customer.id });
  const guest = await openSession(stripe, { customer_email: 'guest@example.com' });
  const gone = await openSession(stripe);
  await stripe.checkout.sessions.expire(gone.id);
  const found = async (params) => ids((await stripe.checkout.sessions.list(params)).data);

  assert.deepEqual(await found({}), [gone.id, guest.id, theirs.id]);
  assert.deepEqual(await found({ status: 'open' }), [guest.id, theirs.id]);
  assert.deepEqual(await found({ status: 'expired' }), [gone.id]);
  assert.deepEqual(await found({ status: 'complete' }), []);
  assert.deepEqual(await found({ customer: customer.id }), [theirs.id]);
  assert.deepEqual(await found({ customer_details: { email: 'guest@example.com' } }), [guest.id]);
  assert.deepEqual(await found({ customer_details: { email: 'jenny@example.com' }, status: 'open' }), [theirs.id]);
  assert.deepEqual(await found({ created: { gte: theirs.created } }), [gone.id, guest.id, theirs.id]);
  assert.deepEqual(await found({ created: { lt: theirs.created } }), []);
  assert.deepEqual(await found({ payment_intent: 'pi_none' }), []);
  assert.deepEqual(await found({ subscription: 'sub_none' }), []);
  await refused(stripe.checkout.sessions.list({ status: 'paid' }), {
    param: 'status',
    message: /^Invalid status: must be one of \w+, \w+, or \w+$/,
  });
});

test('an account without sessions has an empty list', async () => {
  assert.deepEqual(await newClient().checkout.sessions.list(), {
    object: 'list',
    data: [],
    has_more: false,
    url: '/v1/checkout/sessions',
  });
});

test('line items page in the order of the cart', async () => {
  const stripe = newClient();
  const names = Array.from({ length: 23 }, (_, n) => `Thing ${n + 1}`);
  const session = await openSession(stripe, {
    ui_mode: 'hosted_page',
    line_items: names.map((name, n) => item(name, 100 * (n + 1))),
  });

  const first = await stripe.checkout.sessions.listLineItems(session.id);
  assert.equal(first.url, `/v1/checkout/sessions/${session.id}/line_items`);
  assert.equal(first.has_more, true);
  assert.deepEqual(
    first.data.map(({ description }) => description),
    names.slice(0, 10),
  );
  for (const limit of [undefined, 5, 100]) {
    const all = await stripe.checkout.sessions.listLineItems(session.id, { limit }).autoPagingToArray({ limit: 100 });
    assert.deepEqual(
      all.map(({ description }) => description),
      names,
    );
    assert.equal(
      all.reduce((sum, { amount_total }) => sum + amount_total, 0),
      session.amount_total,
    );
  }
  const [thing] = first.data;
  assert.deepEqual(
    { object: thing.object, quantity: thing.quantity, currency: thing.currency, unit_amount: thing.price.unit_amount },
    { object: 'item', quantity: 1, currency: 'usd', unit_amount: 100 },
  );

  const { line_items } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items'] });
  assert.deepEqual(line_items, { object: 'list', data: first.data, has_more: true, url: first.url });
});

test('line items of a session that is not there', async () => {
  await refused(newClient().checkout.sessions.listLineItems(`cs_test_${'a'.repeat(58)}`), {
    statusCode: 404,
    code: 'resource_missing',
  });
});
