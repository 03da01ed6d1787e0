// One account a key, one more for every connected account.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newAccount, newClient, openSession, refused } from './support.mjs';

const missing = { statusCode: 404, code: 'resource_missing' };

test('an account sees nothing of another', async () => {
  const [mine, theirs] = [newClient(), newClient()];
  const session = await openSession(mine);
  const customer = await mine.customers.create({ email: 'jenny@example.com' });

  await refused(theirs.checkout.sessions.retrieve(session.id), missing);
  await refused(theirs.checkout.sessions.update(session.id, { metadata: { a: 'b' } }), missing);
  await refused(theirs.checkout.sessions.expire(session.id), missing);
  await refused(theirs.customers.retrieve(customer.id), missing);
  await refused(openSession(theirs, { customer: customer.id }), { code: 'resource_missing', param: 'customer' });
  assert.deepEqual((await theirs.checkout.sessions.list()).data, []);
  assert.deepEqual((await theirs.customers.list()).data, []);
  assert.deepEqual(await mine.checkout.sessions.retrieve(session.id), session);
});

test('clients with the same key share an account', async () => {
  const key = `sk_test_${newAccount()}`;
  const session = await openSession(newClient({ key }));

  assert.deepEqual(await newClient({ key }).checkout.sessions.retrieve(session.id), session);
});

test('stripeAccount acts on a connected account', async () => {
  const platform = newClient();
  const on = { stripeAccount: 'acct_1Connected0001' };
  const params = { mode: 'setup', currency: 'usd', success_url: 'https://shop.test/thanks' };

  const session = await platform.checkout.sessions.create(params, on);

  assert.equal(session.lastResponse.headers['stripe-account'], on.stripeAccount);
  assert.deepEqual(await platform.checkout.sessions.retrieve(session.id, {}, on), session);
  assert.deepEqual((await platform.checkout.sessions.list({}, on)).data, [session]);
  await refused(platform.checkout.sessions.retrieve(session.id), missing);
  await refused(platform.checkout.sessions.retrieve(session.id, {}, { stripeAccount: 'acct_1Connected0002' }), missing);
  await refused(newClient().checkout.sessions.retrieve(session.id, {}, on), missing);
  assert.deepEqual((await platform.checkout.sessions.list()).data, []);
});

test('stripeAccount for the whole client', async () => {
  const key = `sk_test_${newAccount()}`;
  const connected = newClient({ key, stripeAccount: 'acct_1Connected0001' });

  const session = await openSession(connected);

  assert.equal((await connected.checkout.sessions.retrieve(session.id)).id, session.id);
  await refused(newClient({ key }).checkout.sessions.retrieve(session.id), missing);
});
