// Refusals as the SDK's typed errors: class, status, code, param, message, request id, documentation.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import Stripe from 'stripe';

import { HOSTED, IN_PAGE, item, newAccount, newClient, openSession, refused } from './support.mjs';

const NOWHERE = `cs_test_${'a'.repeat(58)}`;

test('an error is an instance of its class and carries all the envelope has', async () => {
  const stripe = newClient();

  const error = await refused(
    stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: 'price_nope', quantity: 1 }], ...HOSTED }),
    { code: 'resource_missing', param: 'line_items[0][price]', message: "No such price: 'price_nope'" },
  );

  assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError);
  assert.ok(error instanceof Stripe.errors.StripeError);
  assert.equal(error.rawType, 'invalid_request_error');
  assert.match(error.requestId, /^req_[A-Za-z0-9]{14}$/);
  assert.equal(error.headers['request-id'], error.requestId);
  assert.equal(error.headers['stripe-version'], '2026-10-28.endive');
  assert.equal(error.doc_url, 'https://stripe.com/docs/error-codes/resource-missing');
  assert.ok(error.request_log_url.includes(error.requestId), error.request_log_url);
});

describe('keys', () => {
  const NO_PUBLISHABLE =
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.';

  for (const [key, expected] of [
    ['nonsense', { message: /^Invalid API Key provided: /, requestId: undefined }],
    ['sk_live_51H', { requestId: undefined }],
    [`pk_test_${newAccount()}`, { code: 'secret_key_required', message: NO_PUBLISHABLE }],
  ]) {
    test(`${key.slice(0, 8)} is not accepted`, async () => {
      const error = await refused(newClient({ key }).checkout.sessions.list(), {
        type: 'StripeAuthenticationError',
        statusCode: 401,
        rawType: 'invalid_request_error',
        ...expected,
      });

      assert.ok(error instanceof Stripe.errors.StripeAuthenticationError);
      assert.equal(error.headers['www-authenticate'], 'Bearer realm="Stripe"');
    });
  }

  test('a restricted key acts on the same account', async () => {
    const account = newAccount();
    const { id } = await openSession(newClient({ key: `sk_test_${account}` }));

    const seen = await newClient({ key: `rk_test_${account}` }).checkout.sessions.retrieve(id);

    assert.equal(seen.id, id);
  });
});

describe('objects that are not there', () => {
  const stripe = newClient();

  for (const [what, call, expected] of [
    [
      'a session',
      () => stripe.checkout.sessions.retrieve(NOWHERE),
      { message: `No such checkout.session: ${NOWHERE}` },
    ],
    ['a session to update', () => stripe.checkout.sessions.update(NOWHERE, { metadata: { a: 'b' } }), {}],
    ['a session to expire', () => stripe.checkout.sessions.expire(NOWHERE), {}],
    [
      'a customer',
      () => stripe.customers.retrieve('cus_nope'),
      { param: 'id', message: "No such customer: 'cus_nope'" },
    ],
    [
      'a product',
      () => stripe.products.retrieve('prod_nope'),
      { param: 'id', message: "No such product: 'prod_nope'" },
    ],
    ['a price', () => stripe.prices.retrieve('price_nope'), { message: "No such price: 'price_nope'" }],
    ['a shipping rate', () => stripe.shippingRates.retrieve('shr_nope'), {}],
  ]) {
    test(what, async () => {
      await refused(call(), { statusCode: 404, code: 'resource_missing', ...expected });
    });
  }

  test('a session id that cannot be one', async () => {
    await refused(stripe.checkout.sessions.retrieve('foo'), {
      statusCode: 400,
      code: undefined,
      message: 'Invalid checkout.session id: foo',
    });
  });

  test('a customer named in a parameter is a bad request', async () => {
    await refused(openSession(stripe, { customer: 'cus_nope' }), {
      code: 'resource_missing',
      param: 'customer',
      message: "No such customer: 'cus_nope'",
    });
  });

  test('a URL', async () => {
    await refused(stripe.rawRequest('GET', '/v1/nonsense'), {
      statusCode: 404,
      code: undefined,
      message:
        'Unrecognized request URL (GET: /v1/nonsense). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
    });
  });
});

describe('parameters of create', () => {
  const soon = Math.floor(Date.now() / 1000);
  const payment = { mode: 'payment', line_items: [item('Mug', 2000)], ...HOSTED };
  const monthly = item('Coffee club', 1200, { recurring: { interval: 'month' } });

  for (const [what, params, expected] of [
    [
      'unknown, and close to a known one',
      { ...payment, customers: 'x' },
      {
        code: 'parameter_unknown',
        param: 'customers',
        message: 'Received unknown parameter: customers. Did you mean customer?',
      },
    ],
    [
      'several unknown',
      { ...payment, zzz_one: 'x', zzz_two: 'y' },
      { code: 'parameter_unknown', message: 'Received unknown parameters: zzz_one, zzz_two' },
    ],
    [
      'not one of the choices',
      { ...payment, mode: 'pay' },
      { code: undefined, param: 'mode', message: 'Invalid mode: must be one of payment, setup, or subscription' },
    ],
    [
      'no integer',
      { ...payment, line_items: [item('Mug', 2000, { quantity: '2.5' })] },
      { code: 'parameter_invalid_integer', param: 'line_items[0][quantity]', message: 'Invalid integer: 2.5' },
    ],
    [
      'no object',
      { ...payment, phone_number_collection: 'yes' },
      { param: 'phone_number_collection', message: 'Invalid object' },
    ],
    ['no array', { ...payment, line_items: 'mug' }, { param: 'line_items', message: 'Invalid array' }],
    [
      'an empty string',
      { ...payment, customer: '' },
      { code: 'parameter_invalid_empty', param: 'customer', message: /^You passed an empty string for 'customer'\./ },
    ],
    [
      'missing',
      { ...payment, success_url: undefined },
      { code: 'parameter_missing', param: 'success_url', message: 'Missing required param: success_url.' },
    ],
    [
      'missing inside an item',
      { ...payment, line_items: [{ price_data: { unit_amount: 1, product_data: { name: 'Mug' } }, quantity: 1 }] },
      { code: 'parameter_missing', param: 'line_items[0][price_data][currency]' },
    ],
    [
      'exclusive',
      { ...payment, customer: 'cus_x', customer_email: 'jenny@example.com' },
      { param: 'customer', message: 'You may only specify one of these parameters: customer, customer_email.' },
    ],
    [
      'exclusive, discounts',
      { ...payment, allow_promotion_codes: true, discounts: [{ coupon: 'x' }] },
      {
        param: 'allow_promotion_codes',
        message: 'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      },
    ],
    [
      'a URL without scheme',
      { ...payment, success_url: 'shop.test/thanks' },
      { param: 'success_url', message: 'Invalid URL: An explicit scheme (such as https) must be provided.' },
    ],
    [
      'the wrong addresses for the ui_mode',
      { ...payment, ui_mode: 'embedded_page', ...IN_PAGE },
      { param: 'success_url', message: '`success_url` is not supported with `ui_mode: embedded_page`' },
    ],
    [
      'an old name of a ui_mode',
      { ...payment, ui_mode: 'embedded' },
      { param: 'ui_mode', message: /^Invalid ui_mode: must be one of / },
    ],
    ['a removed parameter', { ...payment, payment_method_types: ['card'] }, { param: 'payment_method_types' }],
    [
      'no items',
      { ...payment, line_items: undefined },
      { message: 'The `line_items` parameter is required in payment mode.' },
    ],
    [
      'a recurring price in payment mode',
      { ...payment, line_items: [item('Mug', 2000), monthly] },
      {
        message:
          'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      },
    ],
    [
      'no recurring price in subscription mode',
      { ...payment, mode: 'subscription' },
      { message: 'You must provide at least one recurring price in `subscription` mode when using prices.' },
    ],
    [
      'items in setup mode',
      { ...payment, mode: 'setup', currency: 'usd' },
      { param: 'line_items', message: 'You cannot pass `line_items` in `setup` mode' },
    ],
    [
      'data for another mode',
      { ...payment, mode: 'subscription', line_items: [monthly], payment_intent_data: { description: 'x' } },
      { param: 'payment_intent_data', message: 'You can not pass `payment_intent_data` in `subscription` mode.' },
    ],
    [
      'too small an amount',
      { ...payment, line_items: [item('Sticker', 30)] },
      {
        code: 'amount_too_small',
        doc_url: 'https://stripe.com/docs/error-codes/amount-too-small',
        message: "The Checkout Session's total amount due must add up to at least $0.50 usd",
      },
    ],
    [
      'too small an amount in forint',
      { ...payment, line_items: [item('Matrica', 10000, { currency: 'huf' })] },
      {
        code: 'amount_too_small',
        message: "The Checkout Session's total amount due must add up to at least 175.00 Ft huf",
      },
    ],
    [
      'an expiry too soon',
      { ...payment, expires_at: soon + 60 },
      {
        param: 'expires_at',
        message: 'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      },
    ],
    [
      'an expiry too late',
      { ...payment, expires_at: soon + 25 * 60 * 60 },
      {
        param: 'expires_at',
        message: 'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      },
    ],
    [
      'six shipping options',
      {
        ...payment,
        shipping_options: Array.from({ length: 6 }, (_, n) => ({
          shipping_rate_data: {
            display_name: `${n}`,
            type: 'fixed_amount',
            fixed_amount: { amount: n, currency: 'usd' },
          },
        })),
      },
      { param: 'shipping_options' },
    ],
  ]) {
    test(what, async () => {
      const stripe = newClient();

      await refused(stripe.checkout.sessions.create(params), expected);

      assert.deepEqual((await stripe.checkout.sessions.list()).data, []);
      assert.deepEqual((await stripe.prices.list()).data, []);
      assert.deepEqual((await stripe.shippingRates.list()).data, []);
    });
  }
});

test('an unknown version is refused before anything else is looked at', async () => {
  const stripe = newClient({ apiVersion: '2020-13-01' });

  await refused(openSession(stripe), { code: undefined, message: 'Invalid Stripe API version: 2020-13-01' });
});

describe('expire', () => {
  for (const ui_mode of ['hosted_page', 'elements']) {
    test(`closes an open session on ${ui_mode}, once`, async () => {
      const stripe = newClient();
      const session = await openSession(stripe, { ui_mode });

      const expired = await stripe.checkout.sessions.expire(session.id);

      assert.equal(expired.status, 'expired');
      assert.equal(expired.payment_status, 'unpaid');
      assert.equal(expired.url, null);
      assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), expired);
      await refused(stripe.checkout.sessions.expire(session.id), {
        code: undefined,
        param: undefined,
        message:
          'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
      });
      assert.deepEqual(await stripe.checkout.sessions.retrieve(session.id), expired);
    });
  }

  test('takes no parameter but expand', async () => {
    const stripe = newClient();
    const { id } = await openSession(stripe);

    await refused(stripe.checkout.sessions.expire(id, { reason: 'late' }), {
      code: 'parameter_unknown',
      param: 'reason',
    });
    assert.equal((await stripe.checkout.sessions.retrieve(id)).status, 'open');
  });
});
