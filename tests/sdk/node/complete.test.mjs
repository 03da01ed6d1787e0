// The customer pays: sessions completed over the control API, and what the shop sees of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import Stripe from 'stripe';

import { HOSTED, act, item, newClient, openSession, option, receiver, refused } from './support.mjs';

test('by card: the session, its payment and the event', async (t) => {
  const stripe = newClient();
  const shop = await receiver(t);
  const { secret } = await stripe.webhookEndpoints.create({
    url: shop.url,
    enabled_events: ['checkout.session.completed'],
  });
  const session = await openSession(stripe, { payment_intent_data: { metadata: { order: '6735' } } });
  assert.equal(session.payment_intent, null);

  await act(stripe, session, 'complete', { email: 'jenny@example.com', name: 'Jenny Rosen' });

  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge', 'payment_intent.payment_method'],
  });
  assert.equal(paid.status, 'complete');
  assert.equal(paid.payment_status, 'paid');
  assert.equal(paid.customer_details.email, 'jenny@example.com');
  const intent = paid.payment_intent;
  assert.deepEqual([intent.status, intent.amount_received, intent.currency], ['succeeded', 5500, 'usd']);
  assert.deepEqual(intent.metadata, { order: '6735' });
  assert.equal(intent.payment_method.card.last4, '4242');
  assert.equal(intent.latest_charge.paid, true);
  const { body, signature } = await shop.next();
  const event = stripe.webhooks.constructEvent(body, signature, secret);
  assert.equal(event.type, 'checkout.session.completed');
  assert.equal(event.data.object.payment_intent, intent.id);
  await refused(stripe.checkout.sessions.expire(session.id), {});
});

test('what an update changed is what is paid for and where it goes', async () => {
  const stripe = newClient();
  const session = await openSession(stripe, {
    ui_mode: 'embedded_page',
    permissions: { update_shipping_details: 'server_only' },
    shipping_address_collection: { allowed_countries: ['US'] },
    shipping_options: [option('Free', 0)],
  });
  await refused(act(stripe, session, 'complete'), { statusCode: 400 });
  await stripe.checkout.sessions.update(session.id, {
    collected_information: {
      shipping_details: { name: 'Jane Diaz', address: { line1: '100 Maple Street', country: 'US' } },
    },
    shipping_options: [option('Ground', 500)],
  });

  await act(stripe, session, 'complete');

  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  assert.equal(paid.collected_information.shipping_details.address.line1, '100 Maple Street');
  assert.equal(paid.payment_intent.amount, 6000);
  assert.equal(paid.payment_intent.shipping.name, 'Jane Diaz');
  assert.equal(paid.shipping_cost.amount_total, 500);
});

test('a declined card leaves the session open', async () => {
  const stripe = newClient();
  const session = await openSession(stripe);

  const error = await refused(act(stripe, session, 'complete', { payment_method: 'pm_card_chargeDeclined' }), {
    type: 'StripeCardError',
    statusCode: 402,
    code: 'card_declined',
    decline_code: 'generic_decline',
  });

  assert.ok(error instanceof Stripe.errors.StripeCardError);
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).status, 'open');
  await act(stripe, session, 'complete');
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).status, 'complete');
});

for (const [action, payment_status, intent_status] of [
  ['async_payment_succeeded', 'paid', 'succeeded'],
  ['async_payment_failed', 'unpaid', 'requires_payment_method'],
]) {
  test(`by direct debit: ${action}`, async () => {
    const stripe = newClient();
    const session = await openSession(stripe, {
      line_items: [item('Mug', 2000, { currency: 'eur' })],
      allowed_payment_method_types: ['sepa_debit'],
    });
    await act(stripe, session, 'complete', { payment_method: 'sepa_debit' });
    const pending = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    assert.deepEqual([pending.status, pending.payment_status], ['complete', 'unpaid']);
    assert.equal(pending.payment_intent.status, 'processing');

    await act(stripe, session, action);

    const settled = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    assert.equal(settled.payment_status, payment_status);
    assert.equal(settled.payment_intent.status, intent_status);
    const events = await stripe.events.list({ type: `checkout.session.${action}` });
    assert.deepEqual(
      events.data.map((event) => event.data.object.id),
      [session.id],
    );
  });
}

test('setup', async () => {
  const stripe = newClient();
  const customer = await stripe.customers.create({ email: 'jenny@example.com' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer: customer.id,
    ...HOSTED,
  });

  await act(stripe, session, 'complete', { card: { number: '5555555555554444' } });

  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] });
  assert.equal(done.status, 'complete');
  assert.equal(done.setup_intent.status, 'succeeded');
  assert.equal(done.setup_intent.payment_method.card.brand, 'mastercard');
  assert.equal(done.setup_intent.payment_method.customer, customer.id);
});

test('subscription', async () => {
  const stripe = newClient();
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [item('Coffee club', 1200, { recurring: { interval: 'month' } })],
    ...HOSTED,
  });

  await act(stripe, session, 'complete', { email: 'jenny@example.com' });

  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['subscription', 'invoice', 'customer'],
  });
  assert.deepEqual([done.status, done.payment_status], ['complete', 'paid']);
  assert.equal(done.customer.email, 'jenny@example.com');
  assert.equal(done.subscription.status, 'active');
  assert.equal(done.subscription.items.data[0].price.recurring.interval, 'month');
  assert.equal(done.invoice.status, 'paid');
  assert.equal(done.invoice.amount_paid, 1200);
});
