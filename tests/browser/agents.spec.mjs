// What an agent finds where the browser has WebMCP, and what the page weighs.

import { test, expect } from './support.mjs';

test('the tools of the real page read, fill and pay', async ({ page, shop }) => {
  // Chromium has it behind a flag; what is registered is the same with this in its place.
  await page.addInitScript(() => {
    window.tools = {};
    Object.defineProperty(navigator, 'modelContext', { value: { registerTool: async (tool) => { window.tools[tool.name] = tool; } }, configurable: true });
    Object.defineProperty(document, 'modelContext', { value: undefined, configurable: true });
  });
  const session = await shop.session();
  await page.goto(session.url);
  await expect.poll(() => page.evaluate(() => Object.keys(window.tools))).toEqual(['get_order_summary', 'select_payment_method', 'fill_payment_form', 'submit_payment']);
  const use = (name, input = {}) => page.evaluate(async ([tool, args]) => (await window.tools[tool].execute(args)).content[0].text, [name, input]);
  expect(JSON.parse(await use('get_order_summary'))).toEqual({ livemode: false, currency: 'usd', totalAmount: 2000, lineItems: [{ name: 'Mug', minorUnitsAmount: 2000 }] });
  await use('select_payment_method', { payment_method_type: 'card' });
  const fields = await page.evaluate(() => Object.keys(window.tools.fill_payment_form.inputSchema.properties));
  expect(fields).toEqual(['email', 'cardNumber', 'cardExpiry', 'cardCvc', 'billingName', 'billingCountry', 'billingPostalCode', 'enableStripePass']);
  expect(await use('submit_payment')).toContain('Required');
  await use('fill_payment_form', { email: 'agent@example.com', cardNumber: '4242424242424242', cardExpiry: '12/34', cardCvc: '123', billingName: 'Agent', billingPostalCode: '94103' });
  await use('submit_payment').catch(() => {}); // the page goes on while it answers
  await page.waitForURL(/shop\.example\/thanks/);
});

test('the page is small, and comes from one place', async ({ page, shop }) => {
  const session = await shop.session({ allow_promotion_codes: true, shipping_address_collection: { allowed_countries: ['US', 'CA'] } });
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  const urls = new Map();
  client.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  client.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(session.url, { waitUntil: 'networkidle' });
  expect(new Set([...urls.values()].map((url) => new URL(url).origin))).toEqual(new Set([shop.url]));
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(60_000);
  test.info().annotations.push({ type: 'weight', description: `${bytes} bytes` });
  console.log(`the page weighs ${bytes} bytes over the wire`);
});
