// POST /v1/checkout/sessions/{session}: metadata, and the parameters no update takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { itemsOf, newClient, openSession, refusedUpdate, whole } from './support.mjs';

test('metadata is merged, unset and cleared, and nothing else moves', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, { metadata: { order: '1', gift: 'no' } });
  const { metadata: _, ...rest } = session;
  const steps = [
    [
      { gift: 'yes', note: 'leave at door' },
      { order: '1', gift: 'yes', note: 'leave at door' },
    ],
    [{ order: '' }, { gift: 'yes', note: 'leave at door' }],
    [{ never_set: '' }, { gift: 'yes', note: 'leave at door' }],
    [
      { gift: null, count: 3 },
      { note: 'leave at door', count: '3' },
    ],
    ['', {}],
    [{ order: '2' }, { order: '2' }],
  ];

  for (const [metadata, expected] of steps) {
    const updated = await stripe.checkout.sessions.update(session.id, { metadata });

    assert.deepEqual(updated.metadata, expected, `after ${JSON.stringify(metadata)}`);
    const { metadata: __, ...restNow } = updated;
    assert.deepEqual(restNow, rest);
    assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), updated);
  }
});

test('an update without parameters changes nothing', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, { metadata: { order: '1' } });

  assert.deepEqual(await stripe.checkout.sessions.update(session.id), session);
});

for (const ui_mode of ['hosted_page', 'embedded_page', 'elements', 'form']) {
  test(`metadata of a session on ${ui_mode}`, async () => {
    const stripe = newClient();
    const session = await openSession(stripe, { ui_mode });

    const updated = await stripe.checkout.sessions.update(session.id, { metadata: { a: 'b' } });

    assert.deepEqual(updated.metadata, { a: 'b' });
  });
}

test('metadata may be written after a session expired, the rest may not', async () => {
  const stripe = newClient();
  const session = await openSession(stripe);
  await stripe.checkout.sessions.expire(session.id);

  const updated = await stripe.checkout.sessions.update(session.id, { metadata: { fulfilled: 'never' } });

  assert.deepEqual(updated.metadata, { fulfilled: 'never' });
  assert.equal(updated.status, 'expired');
  const [mug] = await itemsOf(stripe, session);
  await refusedUpdate(stripe, session, { line_items: [{ id: mug.id, quantity: 5 }] }, { code: undefined });
  await refusedUpdate(stripe, session, { shipping_options: '' }, { code: undefined });
  await refusedUpdate(stripe, session, { payment_intent_data: { description: 'late' } }, { code: undefined });
});

test('metadata over its limits', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, { metadata: { a: 'b' } });
  const crowd = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, 'x']));

  await refusedUpdate(
    stripe,
    session,
    { metadata: { a: 'x'.repeat(501) } },
    {
      code: undefined,
      message:
        /^Metadata values can have up to 500 characters, but you passed in a value that is 501 characters\. Invalid value: x/,
    },
  );
  await refusedUpdate(
    stripe,
    session,
    { metadata: { ['k'.repeat(41)]: 'x' } },
    {
      code: undefined,
      message: `Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: ${'k'.repeat(41)}`,
    },
  );
  // Fifty more beside the one that is there.
  await refusedUpdate(
    stripe,
    session,
    { metadata: crowd },
    { message: /^Metadata can have up to 50 keys, but you've set 51/ },
  );

  const full = await stripe.checkout.sessions.update(session.id, {
    metadata: { ...crowd, a: '', key0: 'x'.repeat(500), ['k'.repeat(40)]: '', ключ: 'значение', key1: '' },
  });
  assert.equal(Object.keys(full.metadata).length, 50);
  assert.equal(full.metadata.key0.length, 500);
  assert.equal(full.metadata['ключ'], 'значение');
});

test('what was fixed when the session was created stays fixed', async () => {
  const stripe = newClient();
  const session = await openSession(stripe);

  for (const params of [
    { success_url: 'https://shop.test/other' },
    { customer_email: 'jenny@example.com' },
    { expires_at: session.created + 7200 },
    { mode: 'setup' },
    { currency: 'eur' },
    { locale: 'de' },
    { allow_promotion_codes: true },
    { permissions: { update_shipping_details: 'server_only' } },
  ]) {
    const [param] = Object.keys(params);
    await refusedUpdate(stripe, session, params, {
      code: 'parameter_unknown',
      param,
      message: new RegExp(`^Received unknown parameter: ${param}(\\. Did you mean \\w+\\?)?$`),
    });
  }
});

test('one bad parameter spoils the good ones beside it', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, { metadata: { order: '1' } });
  const [mug, poster] = await itemsOf(stripe, session);

  await refusedUpdate(
    stripe,
    session,
    {
      metadata: { order: '2' },
      line_items: [
        { id: mug.id, quantity: 7 },
        { id: poster.id, quantity: 'many' },
      ],
    },
    { code: 'parameter_invalid_integer', param: 'line_items[1][quantity]', message: 'Invalid integer: many' },
  );
  assert.deepEqual((await whole(stripe, session)).metadata, { order: '1' });
});
