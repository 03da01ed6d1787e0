// Idempotency keys: one request, one effect.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import Stripe from 'stripe';

import { HOSTED, item, newClient, openSession, refused } from './support.mjs';

const params = { mode: 'payment', line_items: [item('Mug', 2000)], ...HOSTED };

test('a replay answers with the first session and makes no second one', async () => {
  const stripe = newClient();

  const first = await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });
  const again = await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });

  assert.deepEqual(again, first);
  assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
  assert.equal(first.lastResponse.headers['original-request'], first.lastResponse.requestId);
  assert.equal(first.lastResponse.idempotencyKey, 'cart-17');
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(again.lastResponse.headers['original-request'], first.lastResponse.requestId);
  assert.notEqual(again.lastResponse.requestId, first.lastResponse.requestId);
  assert.equal((await stripe.checkout.sessions.list()).data.length, 1);
});

test('another key, another account or no key is another session', async () => {
  const stripe = newClient();
  const first = await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });

  const others = [
    await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-18' }),
    await newClient().checkout.sessions.create(params, { idempotencyKey: 'cart-17' }),
    await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17', stripeAccount: 'acct_1Connected0001' }),
    await stripe.checkout.sessions.create(params),
    await stripe.checkout.sessions.create(params),
  ];

  assert.equal(new Set([first, ...others].map(({ id }) => id)).size, 6);
});

test('other parameters under the same key', async () => {
  const stripe = newClient();
  await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });

  const error = await refused(
    stripe.checkout.sessions.create({ ...params, client_reference_id: 'x' }, { idempotencyKey: 'cart-17' }),
    {
      type: 'StripeIdempotencyError',
      rawType: 'idempotency_error',
      code: undefined,
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'cart-17' if you meant to execute a different request.",
    },
  );

  assert.ok(error instanceof Stripe.errors.StripeIdempotencyError);
  assert.equal((await stripe.checkout.sessions.list()).data.length, 1);
});

test('another endpoint under the same key', async () => {
  const stripe = newClient();
  const { id } = await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });

  await refused(stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'cart-17' }), {
    type: 'StripeIdempotencyError',
    message: `Keys for idempotent requests can only be used for the same endpoint they were first used for ('/v1/checkout/sessions/${id}/expire' vs '/v1/checkout/sessions'). Try using a key other than 'cart-17' if you meant to execute a different request.`,
  });
  assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'open');
});

test('a replayed update is not made again', async () => {
  const stripe = newClient();
  const { id } = await openSession(stripe);
  const paint = (color, idempotencyKey) =>
    stripe.checkout.sessions.update(id, { metadata: { color } }, { idempotencyKey });

  const red = await paint('red', 'paint-1');
  await paint('blue', 'paint-2');
  const replayed = await paint('red', 'paint-1');

  assert.deepEqual(replayed, red);
  assert.deepEqual((await stripe.checkout.sessions.retrieve(id)).metadata, { color: 'blue' });
});

test('what failed validation may be sent again, corrected, under the same key', async () => {
  const stripe = newClient();

  await refused(stripe.checkout.sessions.create({ ...params, mode: 'pay' }, { idempotencyKey: 'cart-17' }), {
    param: 'mode',
  });
  const session = await stripe.checkout.sessions.create(params, { idempotencyKey: 'cart-17' });

  assert.equal(session.status, 'open');
  assert.equal(session.lastResponse.headers['idempotent-replayed'], undefined);
});

test("the SDK's own keys, with its default retries", async () => {
  const stripe = newClient({ maxNetworkRetries: undefined });

  const session = await stripe.checkout.sessions.create(params);

  assert.match(session.lastResponse.idempotencyKey, /^stripe-node-retry-/);
  assert.equal(session.lastResponse.headers['stripe-should-retry'], 'false');
});
