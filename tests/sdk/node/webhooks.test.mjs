// Webhooks as a shop receives them: verified and parsed by the official library.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { act, newClient, openSession, receiver } from './support.mjs';

test('a delivery is verified and parsed', async (t) => {
  const stripe = newClient();
  const shop = await receiver(t);
  const endpoint = await stripe.webhookEndpoints.create({
    url: shop.url,
    enabled_events: ['checkout.session.expired'],
  });
  const session = await openSession(stripe);
  const expired = await stripe.checkout.sessions.expire(session.id);

  const { body, signature } = await shop.next();
  const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret);
  assert.equal(event.type, 'checkout.session.expired');
  assert.deepEqual(event.data.object, JSON.parse(JSON.stringify(expired)));
  const broken = Buffer.concat([body, Buffer.from(' ')]);
  assert.throws(() => stripe.webhooks.constructEvent(broken, signature, endpoint.secret), {
    type: 'StripeSignatureVerificationError',
  });
  assert.equal((await stripe.events.retrieve(event.id)).type, event.type);
});

test('a handler verifies an event and asks back from inside', async (t) => {
  const stripe = newClient();
  const fulfilled = [];
  let secret;
  const shop = await receiver(t, async (body, signature) => {
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    const session = await stripe.checkout.sessions.retrieve(event.data.object.id, {
      expand: ['line_items', 'payment_intent'],
    });
    fulfilled.push([session.payment_intent.status, session.line_items.data[0].quantity]);
  });
  const endpoint = { url: shop.url, enabled_events: ['checkout.session.completed'] };
  ({ secret } = await stripe.webhookEndpoints.create(endpoint));
  const session = await openSession(stripe);

  await act(stripe, session, 'complete');

  await shop.next();
  assert.deepEqual(fulfilled, [['succeeded', 2]]);
});

test('events are listed and selected', async () => {
  const stripe = newClient();
  const product = await stripe.products.create({ name: 'Mug' });
  await stripe.products.update(product.id, { name: 'Cup' });
  const types = async (params) => (await stripe.events.list(params)).data.map((event) => event.type);
  assert.deepEqual(await types(), ['product.updated', 'product.created']);
  assert.deepEqual(await types({ type: '*.created' }), ['product.created']);
  const [updated] = (await stripe.events.list({ types: ['product.updated'] })).data;
  assert.equal(updated.data.previous_attributes.name, 'Mug');
});
