// What every test needs: a client of its own account, a small shop in it, and a way to say "this is refused".

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import Stripe from 'stripe';

const emulator = new URL(process.env.CHECKOUT_EMULATOR_URL);

/** How an official client reaches the emulator. */
export const address = {
  protocol: emulator.protocol.slice(0, -1),
  host: emulator.hostname,
  port: emulator.port,
};

/** The part of a key after `sk_test_`, which is the account it acts on. Every test takes a new one. */
export function newAccount() {
  return randomBytes(12).toString('hex');
}

/** A client of its own account, of the newest SDK unless told otherwise. A refusal is never retried. */
export function newClient({ key = `sk_test_${newAccount()}`, SDK = Stripe, ...config } = {}) {
  return new SDK(key, { ...address, maxNetworkRetries: 0, ...config });
}

export const HOSTED = { success_url: 'https://shop.test/thanks?session={CHECKOUT_SESSION_ID}' };
export const IN_PAGE = { return_url: 'https://shop.test/return?session={CHECKOUT_SESSION_ID}' };

/** The address parameters that a `ui_mode` wants. */
export function addressesFor(uiMode) {
  return ['hosted_page', 'hosted', undefined].includes(uiMode) ? HOSTED : IN_PAGE;
}

/** An item priced inline. */
export function item(name, unit_amount, { quantity = 1, currency = 'usd', ...price_data } = {}) {
  return { price_data: { currency, unit_amount, product_data: { name }, ...price_data }, quantity };
}

/** A shipping option made inline. */
export function option(display_name, amount, { currency = 'usd', ...rest } = {}) {
  return { shipping_rate_data: { display_name, type: 'fixed_amount', fixed_amount: { amount, currency }, ...rest } };
}

/** A session in payment mode: two mugs and a poster, 55.00 USD. */
export function openSession(stripe, params = {}) {
  const { ui_mode = 'elements' } = params;
  return stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode,
    line_items: [item('Mug', 2000, { quantity: 2 }), item('Poster', 1500)],
    ...addressesFor(ui_mode),
    ...params,
  });
}

/** The account's session as it is now, with whatever an update could have touched. */
export function whole(stripe, session) {
  return stripe.checkout.sessions.retrieve(session.id, {
    expand: ['line_items', 'line_items.data.taxes', 'shipping_options.shipping_rate', 'total_details.breakdown'],
  });
}

/** The items of a session, in order. */
export async function itemsOf(stripe, session) {
  const { data } = await stripe.checkout.sessions.listLineItems(session.id, { limit: 100 });
  return data;
}

/**
 * Expects the promise to be refused with an error that has exactly these fields, and gives the error.
 * `undefined` says that a field is not there; a pattern may stand for a text.
 */
export async function refused(promise, expected) {
  const outcome = await promise.then(
    (answer) => ({ answer }),
    (error) => ({ error }),
  );
  assert.ok(outcome.error, `expected a refusal, got ${JSON.stringify(outcome.answer, null, 2)}`);
  const { error } = outcome;
  const wanted = { type: 'StripeInvalidRequestError', statusCode: 400, ...expected };
  for (const [field, value] of Object.entries(wanted)) {
    const reason = `${field} of ${JSON.stringify({ ...error.raw, headers: undefined })}`;
    if (value instanceof RegExp) {
      assert.match(String(error[field]), value, reason);
    } else {
      assert.equal(error[field], value, reason);
    }
  }
  return error;
}

/** Expects an update to be refused, and the session and the account's other objects to be what they were. */
export async function refusedUpdate(stripe, session, params, expected) {
  const look = async () => ({
    session: await whole(stripe, session),
    rates: await stripe.shippingRates.list({ limit: 100 }),
    prices: await stripe.prices.list({ limit: 100 }),
    products: await stripe.products.list({ limit: 100 }),
  });
  const before = await look();
  const error = await refused(stripe.checkout.sessions.update(session.id, params), expected);
  assert.deepEqual(await look(), before, 'a refused update changed something');
  return error;
}

/** Checks what a session costs, all sums at once. */
export function assertTotals(session, { subtotal, shipping = 0, tax = 0, discount = 0 }) {
  assert.deepEqual(
    {
      amount_subtotal: session.amount_subtotal,
      amount_total: session.amount_total,
      amount_discount: session.total_details.amount_discount,
      amount_shipping: session.total_details.amount_shipping,
      amount_tax: session.total_details.amount_tax,
    },
    {
      amount_subtotal: subtotal,
      amount_total: subtotal - discount + shipping + tax,
      amount_discount: discount,
      amount_shipping: shipping,
      amount_tax: tax,
    },
  );
}

/** A shop's webhook handler: `next()` gives the next delivery as it came. */
export async function receiver(t, handle = async () => {}) {
  const came = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const delivery = { body: Buffer.concat(chunks), signature: request.headers['stripe-signature'] };
    await handle(delivery.body, delivery.signature);
    const taker = waiting.shift();
    if (taker) taker(delivery);
    else came.push(delivery);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    next: () => (came.length ? came.shift() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** What a customer or their bank does: the control API, called through the SDK. */
export function act(stripe, session, action, params = {}) {
  return stripe.rawRequest('POST', `/_emulator/checkout/sessions/${session.id}/${action}`, params);
}
