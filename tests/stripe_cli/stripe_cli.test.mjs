// The Stripe CLI against the emulator: fixtures, triggers and plain requests.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

const EMULATOR = process.env.CHECKOUT_EMULATOR_URL;
const HERE = import.meta.dirname;
const STRIPE = path.join(HERE, 'node_modules', '.bin', 'stripe');

/** The CLI of an account of its own, its settings in a home of its own. */
async function newShop(t) {
  const key = `sk_test_${randomBytes(12).toString('hex')}`;
  const home = await mkdtemp(path.join(tmpdir(), 'stripe-cli-'));
  t.after(() => rm(home, { recursive: true }));
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' };
  delete env.STRIPE_API_KEY;
  return {
    /** Runs the CLI, which has to succeed, and gives what it prints. */
    async stripe(...parameters) {
      const options = { cwd: HERE, env, timeout: 60_000 };
      const all = [...parameters, '--api-base', EMULATOR, '--api-key', key];
      const { stdout, stderr } = await promisify(execFile)(STRIPE, all, options).catch((error) => {
        throw new Error(`stripe ${parameters.join(' ')}: ${error.stdout}${error.stderr}`);
      });
      return { stdout, stderr };
    },
    /** What the emulator has, without the CLI. */
    async get(url) {
      const answer = await fetch(`${EMULATOR}${url}`, { headers: { authorization: `Bearer ${key}` } });
      assert.equal(answer.status, 200, url);
      return answer.json();
    },
    /** Lets time go by. */
    async advance(duration) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ advance: duration });
      assert.equal((await fetch(`${EMULATOR}/_emulator/clock`, { method: 'POST', headers, body })).status, 200);
    },
    /** The objects of the events of a type, newest first. */
    async happened(type) {
      return (await this.get(`/v1/events?type=${type}`)).data.map((event) => event.data.object);
    },
  };
}

test('fixtures', async (t) => {
  const shop = await newShop(t);

  await shop.stripe('fixtures', 'shop.json');

  const [session] = (await shop.get('/v1/checkout/sessions?expand[]=data.customer&expand[]=data.line_items')).data;
  assert.equal(session.ui_mode, 'embedded_page');
  assert.equal(session.amount_total, 4500);
  assert.deepEqual(session.metadata, { order: '6735' });
  assert.equal(session.customer.email, 'jenny@example.com');
  assert.equal(session.line_items.data[0].price.product, 'prod_mug');
});

test('requests', async (t) => {
  const shop = await newShop(t);

  const made = JSON.parse((await shop.stripe('customers', 'create', '--email', 'jenny@example.com')).stdout);
  const { stdout } = await shop.stripe('get', `/v1/customers/${made.id}`);

  assert.deepEqual(JSON.parse(stdout), made);
});

describe('triggers', () => {
  for (const type of [
    'coupon.created',
    'customer.created',
    'customer.deleted',
    'customer.updated',
    'price.created',
    'price.updated',
    'product.created',
    'product.deleted',
    'product.updated',
    'promotion_code.created',
    'promotion_code.updated',
    'tax_rate.created',
    'tax_rate.updated',
  ]) {
    test(type, async (t) => {
      const shop = await newShop(t);

      await shop.stripe('trigger', type);

      assert.equal((await shop.happened(type)).length, 1);
    });
  }

  for (const [type, status, payment_status] of [
    ['checkout.session.completed', 'complete', 'paid'],
    ['checkout.session.async_payment_succeeded', 'complete', 'paid'],
    ['checkout.session.async_payment_failed', 'complete', 'unpaid'],
    ['checkout.session.expired', 'expired', 'unpaid'],
  ]) {
    test(type, async (t) => {
      const shop = await newShop(t);

      await shop.stripe('trigger', type);

      // The account that the CLI pays from settles after a while.
      await shop.advance('1m');
      const [now] = (await shop.get('/v1/checkout/sessions')).data;
      const found = await shop.happened(type);
      assert.deepEqual(
        found.map((session) => [session.id, session.status, session.payment_status]),
        [[now.id, status, payment_status]],
      );
    });
  }

  test('overridden', async (t) => {
    const shop = await newShop(t);

    await shop.stripe('trigger', 'checkout.session.expired', '--add', 'checkout_session:metadata[order]=6735');

    const [session] = await shop.happened('checkout.session.expired');
    assert.deepEqual(session.metadata, { order: '6735' });
  });
});
