// A session full of what a page should not believe.

import { test, expect, accessible, fillCard, fillShipping, pay, thanked } from './support.mjs';

const BAD = '"><script>window.hit=1</script><img src=x onerror="window.hit=2">\'`${window.hit=3}{{7*7}}&lt;b&gt; \u202Eevil\u202C 🧨👩‍👩‍👧 العربية </textarea></title>';
const WIDE = 'W'.repeat(70);

test('nothing runs, nothing breaks the layout', async ({ page, shop }) => {
  const customText = `${BAD} [x](javascript:window.hit=4) ["><b>](https://shop.example/"onmouseover="window.hit=5)`;
  const price = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 100, product_data: { name: `${BAD}${WIDE}` } });
  const coupon = await shop.post('/v1/coupons', { percent_off: 10, duration: 'once', name: '"><i>x</i>🧨 \u202Eten off' });
  const tax = await shop.post('/v1/tax_rates', { display_name: '"><i onclick=x>tax</i>', percentage: 7.5, inclusive: false });
  const session = await shop.session({
    customer_email: 'attack@example.com',
    cancel_url: 'https://shop.example/"><script>window.hit=6</script>',
    discounts: [{ coupon: coupon.id }],
    metadata: { note: BAD },
    client_reference_id: 'x"><script>window.hit=7</script>',
    branding_settings: { display_name: BAD },
    line_items: [
      { price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: BAD, description: `${BAD}${WIDE}` } }, quantity: 2, tax_rates: [tax.id], adjustable_quantity: { enabled: true } },
      { price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: WIDE } }, quantity: 1 },
    ],
    optional_items: [{ price: price.id, quantity: 1 }],
    shipping_address_collection: { allowed_countries: ['US'] },
    shipping_options: [{ shipping_rate_data: { display_name: '"><script>window.hit=8</script>', type: 'fixed_amount', fixed_amount: { amount: 100, currency: 'usd' } } }],
    custom_fields: [
      { key: 'a', label: { type: 'custom', custom: '"><script>window.hit=9</script>🧨' }, type: 'text', text: { default_value: '"><script>window.hit=10</script>' } },
      { key: 'b', label: { type: 'custom', custom: '\u202Egnirts' }, type: 'dropdown', dropdown: { options: [{ label: '</option></select><script>window.hit=11</script>', value: 'v' }] } },
    ],
    consent_collection: { terms_of_service: 'required' },
    custom_text: {
      submit: { message: customText }, after_submit: { message: customText },
      shipping_address: { message: customText }, terms_of_service_acceptance: { message: customText },
    },
  });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(session.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(BAD.trim());
    const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
    expect(scroll, `nothing sticks out at ${width} px`).toBeLessThanOrEqual(client);
    await page.screenshot({ path: `screenshots/attack-${width}.png`, fullPage: true });
  }
  await expect(page.locator('a[href^="javascript"]')).toHaveCount(0);
  await accessible(page);

  // What the server writes anew after a change is no other matter.
  await page.getByTestId('line-item-adjustable-qty').click();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('3');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(page.getByTestId('line-item-adjustable-qty')).toHaveText('Qty 3');
  await page.locator('.OptionalItem button').click();
  await expect(page.locator('.OrderDetails-item')).toHaveCount(3);
  await page.locator('#shippingName').fill(BAD);
  await fillShipping(page);
  await page.locator('#shippingName').fill(BAD);
  await page.locator('[id="customFields.b"]').selectOption('v');
  await fillCard(page, undefined, { name: BAD });
  await page.locator('#termsOfServiceConsentCheckbox').check();
  expect(await page.evaluate(() => window.hit)).toBeUndefined();
  await pay(page);
  await thanked(page, session);
  await page.goto(`${shop.url}/c/pay/${session.id}`);
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible();
  const { payment_intent: intent } = await shop.retrieve(session, 'payment_intent.latest_charge');
  await page.goto(shop.url + new URL(intent.latest_charge.receipt_url).pathname);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Receipt from ${BAD.trim()}`);
  await page.goto(`${shop.url}/_emulator/`);
  expect(await page.evaluate(() => window.hit)).toBeUndefined();
});

test('an address to go back to runs nothing, and nothing is asked by who is not there', async ({ page, shop }) => {
  const url = 'javascript:window.hit=1//x';
  const answer = await shop.post('/v1/payment_intents', {
    amount: 2000, currency: 'usd', payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: url, description: BAD,
  });
  await page.goto(shop.url + new URL(answer.next_action.redirect_to_url.url).pathname);
  await page.getByRole('button', { name: 'Complete' }).click();
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible();
  await expect(page.locator('a')).toHaveCount(0);
  expect(await page.evaluate(() => window.hit)).toBeUndefined();
});

test.describe('a script that got in all the same', () => {
  test.use({ tolerated: /Content Security Policy/ });

  test('is not run', async ({ page, shop }) => {
    const session = await shop.session();
    const answer = await page.goto(session.url);
    const policy = answer.headers()['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const refused = await page.evaluate(() => new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
      const script = document.createElement('script');
      script.textContent = 'window.hit = 1';
      document.body.append(script);
    }));
    expect(refused).toContain('script-src');
    expect(await page.evaluate(() => window.hit)).toBeUndefined();
  });
});

test('another site cannot pay with its visitor’s browser', async ({ page, shop }) => {
  const session = await shop.session();
  const { createServer } = await import('node:http');
  const evil = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<form method="post" action="${shop.url}/c/pay/${session.id}/pay"><input name="email" value="a@example.com"><button>Win</button></form>`);
  });
  await new Promise((resolve) => evil.listen(0, '127.0.0.1', resolve));
  try {
    await page.goto(`http://127.0.0.1:${evil.address().port}/`);
    const answered = page.waitForResponse((response) => response.url().endsWith('/pay'));
    await page.getByRole('button', { name: 'Win' }).click();
    expect((await answered).status()).toBe(403);
  } finally {
    evil.closeAllConnections();
    evil.close();
  }
  expect((await shop.retrieve(session)).status).toBe('open');
});
