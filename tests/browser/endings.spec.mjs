// How a session can end, and what its page says then.

import { test, expect, fillCard, pay, submitButton, thanked } from './support.mjs';

const recurring = (more = {}) => ({
  price_data: { currency: 'usd', unit_amount: 1299, recurring: { interval: 'month' }, product_data: { name: 'Coffee club' }, ...more }, quantity: 1,
});

test('the session’s id is put wherever the address asks for it', async ({ page, shop }) => {
  const session = await shop.session({
    customer_email: 'id@example.com',
    success_url: 'https://shop.example/done/{CHECKOUT_SESSION_ID}?a=%7Bx%7D#{CHECKOUT_SESSION_ID}',
  });
  await page.goto(session.url);
  await fillCard(page);
  await pay(page);
  await page.waitForURL(`https://shop.example/done/${session.id}?a=%7Bx%7D#${session.id}`);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible();
});

test('a session that is complete says so', async ({ page, shop }) => {
  const session = await shop.session({ cancel_url: 'https://shop.example/cart' });
  await shop.post(`/_emulator/checkout/sessions/${session.id}/complete`);
  const answer = await page.goto(session.url || `${shop.url}/c/pay/${session.id}`);
  expect(answer.status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Return to Checkout Emulator' })).toHaveAttribute('href', 'https://shop.example/cart');
  await expect(page.locator('#payment-form')).toHaveCount(0);
});

test('a session that expired says so, and leads to a new one where the shop offers it', async ({ page, shop }) => {
  const session = await shop.session({ after_expiration: { recovery: { enabled: true } } });
  await shop.post(`/v1/checkout/sessions/${session.id}/expire`);
  const answer = await page.goto(`${shop.url}/c/pay/${session.id}`);
  expect(answer.status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'This checkout has expired' })).toBeVisible();
  await page.getByRole('link', { name: 'Start again' }).click();
  await expect(submitButton(page)).toBeVisible();
  expect(page.url()).not.toContain(session.id);
});

test('a session that expires while its page is open says so when it is submitted', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'late@example.com' });
  await page.goto(session.url);
  await fillCard(page);
  await shop.post('/_emulator/clock', { advance: '25h' });
  await pay(page);
  await expect(page.getByRole('heading', { name: 'This checkout has expired' })).toBeVisible();
  expect((await shop.retrieve(session)).status).toBe('expired');
});

test('a session that expires while a bank asks says so, and nothing is paid', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'late@example.com' });
  await page.goto(session.url);
  await fillCard(page, '4000002760003184');
  await pay(page);
  const bank = page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame');
  await expect(bank.getByRole('button', { name: 'Complete' })).toBeEnabled();
  await shop.post(`/v1/checkout/sessions/${session.id}/expire`);
  await bank.getByRole('button', { name: 'Complete' }).click();
  await expect(page.getByRole('heading', { name: 'This checkout has expired' })).toBeVisible();
  expect(await shop.retrieve(session)).toMatchObject({ status: 'expired', payment_status: 'unpaid' });
});

test('an unknown session is a page, and a 404', async ({ page, shop }) => {
  const answer = await page.goto(`${shop.url}/c/pay/cs_test_nobody`);
  expect(answer.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
});

test('a session of the shop’s own page has none here', async ({ page, shop }) => {
  const session = await shop.post('/v1/checkout/sessions', {
    mode: 'payment', ui_mode: 'embedded_page', return_url: 'https://shop.example/return',
    line_items: [{ price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } }, quantity: 1 }],
  });
  const answer = await page.goto(`${shop.url}/c/pay/${session.id}`);
  expect(answer.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This checkout is part of another page' })).toBeVisible();
});

test('two tabs pay one session: one of them does, the other says so', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'twice@example.com' });
  const other = await page.context().newPage();
  await page.goto(session.url);
  await other.goto(session.url);
  await fillCard(page);
  await fillCard(other);
  await Promise.all([pay(page), pay(other)]);
  const thanks = (tab) => tab.waitForURL(/shop\.example\/thanks/).then(() => 'thanked');
  const over = (tab) => tab.getByRole('heading', { name: 'All done' }).waitFor().then(() => 'over');
  const ends = await Promise.all([page, other].map((tab) => Promise.race([thanks(tab), over(tab)])));
  expect(ends.sort()).toEqual(['over', 'thanked']);
  const { data } = await shop.get('/v1/events?type=checkout.session.completed');
  expect(data).toHaveLength(1);
});

test('the customer is sent back once the shop has heard of the payment', async ({ page, shop }) => {
  const { createServer } = await import('node:http');
  const heard = [];
  let answer;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      heard.push(JSON.parse(body).type);
      answer = () => response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await shop.post('/v1/webhook_endpoints', { url: `http://127.0.0.1:${server.address().port}/`, enabled_events: ['checkout.session.completed'] });
    const session = await shop.session({ customer_email: 'heard@example.com' });
    await page.goto(session.url);
    await fillCard(page);
    await pay(page);
    await expect.poll(() => heard).toEqual(['checkout.session.completed']);
    await expect(submitButton(page)).toHaveText('Processing');
    await expect(page.locator('#email')).toBeDisabled();
    answer();
    await thanked(page, session);
  } finally {
    server.close();
  }
});

test('a subscription', async ({ page, shop }) => {
  const session = await shop.session({ mode: 'subscription', line_items: [recurring()], customer_email: 'sub@example.com' });
  await page.goto(session.url);
  await expect(page.getByTestId('product-summary-name')).toHaveText('Subscribe to Coffee club');
  await expect(page.locator('#ProductSummary-totalAmount')).toHaveText('$12.99');
  await expect(page.locator('#ProductSummary-description')).toHaveText('per month');
  await expect(submitButton(page)).toHaveText('Subscribe');
  await expect(page.getByText('By subscribing, you authorize Checkout Emulator to charge you $12.99 per month until you cancel.')).toBeVisible();
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  const paid = await shop.retrieve(session, 'subscription');
  expect(paid.subscription.status).toBe('active');
});

test('a subscription that begins with a trial', async ({ page, shop }) => {
  const session = await shop.session({ mode: 'subscription', line_items: [recurring()], customer_email: 'trial@example.com', subscription_data: { trial_period_days: 14 } });
  await page.goto(session.url);
  await expect(page.getByTestId('product-summary-name')).toHaveText('Try Coffee club');
  await expect(page.locator('#ProductSummary-totalAmount')).toHaveText('14 days free');
  await expect(page.locator('#ProductSummary-description')).toHaveText('Then $12.99 per month');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$0.00');
  await expect(page.locator('#OrderDetails-TrialAmount')).toHaveText('$12.99 per month');
  await expect(submitButton(page)).toHaveText('Start trial');
  await expect(page.locator('#cardNumber')).toBeVisible();
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session, 'subscription')).subscription.status).toBe('trialing');
});

test('a trial without a card', async ({ page, shop }) => {
  const session = await shop.session({
    mode: 'subscription', line_items: [recurring()], subscription_data: { trial_period_days: 7 }, payment_method_collection: 'if_required',
  });
  await page.goto(session.url);
  await expect(page.locator('#cardNumber')).toBeHidden();
  await page.locator('#email').fill('free@example.com');
  await pay(page);
  await thanked(page, session);
});

test('a payment method is left for later', async ({ page, shop }) => {
  const session = await shop.session({ mode: 'setup', payment_method_types: ['card'] });
  await page.goto(session.url);
  await expect(page.getByTestId('product-summary-name')).toHaveText('Save payment details');
  await expect(submitButton(page)).toHaveText('Save');
  await page.locator('#email').fill('later@example.com');
  await fillCard(page, '4000002500003155');
  await pay(page);
  await page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame').getByRole('button', { name: 'Complete' }).click();
  await thanked(page, session);
  const done = await shop.retrieve(session, 'setup_intent');
  expect(done.setup_intent.status).toBe('succeeded');
});

for (const [button, outcome, status] of [['Complete', 'succeeded', 'succeeded'], ['Fail', 'failed', 'requires_payment_method']]) {
  test(`a payment of the API is sent to its page: ${button}`, async ({ page, shop }) => {
    const intent = await shop.post('/v1/payment_intents', {
      amount: 2000, currency: 'usd', payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: 'https://shop.example/back?order=7',
    });
    const url = new URL(intent.next_action.redirect_to_url.url);
    await page.goto(shop.url + url.pathname);
    await expect(page.getByRole('heading', { name: '3D Secure 2 test page' })).toBeVisible();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.waitForURL(`https://shop.example/back?order=7&payment_intent=${intent.id}&payment_intent_client_secret=${intent.client_secret}&redirect_status=${outcome}`);
    expect((await shop.get(`/v1/payment_intents/${intent.id}`)).status).toBe(status);
  });
}

test('a page of the API’s that has nowhere to go back to says how it ended', async ({ page, shop }) => {
  const intent = await shop.post('/v1/setup_intents', {
    payment_method: 'pm_card_authenticationRequired', payment_method_types: ['card'], confirm: true,
  });
  const url = new URL(intent.next_action.use_stripe_sdk.stripe_js);
  await page.goto(shop.url + url.pathname);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Complete' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible();
  expect((await shop.get(`/v1/setup_intents/${intent.id}`)).status).toBe('succeeded');
});

test('a voucher is paid at its own address', async ({ page, shop }) => {
  const session = await shop.session({
    line_items: [{ price_data: { currency: 'brl', unit_amount: 2000, product_data: { name: 'Caneca' } }, quantity: 1 }],
    payment_method_types: ['boleto'],
  });
  await shop.post(`/_emulator/checkout/sessions/${session.id}/complete`, { payment_method: 'boleto' });
  const { payment_intent: intent } = await shop.retrieve(session, 'payment_intent');
  await page.goto(shop.url + new URL(intent.next_action.boleto_display_details.hosted_voucher_url).pathname);
  await page.getByRole('button', { name: 'Pay this voucher' }).click();
  await expect(page.locator('#voucher-state')).toHaveText('Paid. Thank you.');
  expect((await shop.retrieve(session)).payment_status).toBe('paid');
});
