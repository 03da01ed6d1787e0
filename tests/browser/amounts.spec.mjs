// What the page shows is what is charged, and what is said of later payments is true.

import { test, expect, mug, fillCard, fillShipping, pay, submitButton, thanked } from './support.mjs';

const total = (page) => page.locator('#OrderDetails-TotalAmount');
const rate = (name, amount, currency = 'usd') => ({
  shipping_rate_data: { display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency } },
});
const euros = (more = {}) => ({ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1, ...more });
const monthly = (more = {}) => ({
  price_data: { currency: 'usd', unit_amount: 1000, recurring: { interval: 'month' }, product_data: { name: 'Plan' } }, quantity: 1, ...more,
});

test.describe('on a line that breaks', () => {
  // The browser says that the line broke.
  test.use({ tolerated: /ERR_FAILED/ });

  test('a shipping option the server did not hear of is not left chosen', async ({ page, shop }) => {
    const session = await shop.session({ customer_email: 'a@example.com', shipping_options: [rate('Ground', 500), rate('Air', 5000)] });
    await page.goto(session.url);
    await page.route('**/adjust', (route) => route.abort());
    await page.locator('.Option', { hasText: 'Air' }).click();
    await expect(page.locator('#payment-error')).toHaveText('Something went wrong. Please try again.');
    await expect(page.locator('.Option', { hasText: 'Ground' }).getByRole('radio')).toBeChecked();
    await expect(total(page)).toHaveText('$25.00');
    await fillCard(page);
    await pay(page);
    await thanked(page, session);
    expect((await shop.retrieve(session)).amount_total).toBe(2500);
  });

  test('an answer that is lost is not a payment that is lost', async ({ page, shop }) => {
    const session = await shop.session({ customer_email: 'a@example.com' });
    await page.goto(session.url);
    await fillCard(page);
    await page.route('**/pay', async (route) => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    await pay(page);
    await expect(page.locator('#payment-error')).toHaveText('Something went wrong. Please try again.');
    await pay(page);
    await thanked(page, session);
  });
});

test('a shipping option that is chosen while its price is on the way is shown before it is paid', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', shipping_options: [rate('Ground', 500), rate('Air', 5000)] });
  await page.goto(session.url);
  await fillCard(page);
  // Set without a word, as a browser or a test may.
  await page.locator('.Option', { hasText: 'Air' }).getByRole('radio').evaluate((radio) => { radio.checked = true; });
  await pay(page);
  await expect(page.locator('#payment-error')).toContainText('The order has changed');
  await expect(total(page)).toHaveText('$70.00');
  await expect(page.locator('.Option', { hasText: 'Air' }).getByRole('radio')).toBeChecked();
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(7000);
});

test('an order that changes while its payment is approved elsewhere is not paid', async ({ page, shop }) => {
  const session = await shop.session({
    line_items: [euros({ adjustable_quantity: { enabled: true } })], payment_method_types: ['card', 'klarna'], customer_email: 'a@example.com',
  });
  await page.goto(session.url);
  await page.getByTestId('klarna-accordion-item').click();
  await page.locator('#payerName').fill('Jenny Rosen');
  await page.locator('#billingPostalCode').fill('12345');
  await pay(page);
  await expect(page).toHaveTitle('Klarna test payment page');
  await expect(page.locator('.Ended-amount')).toHaveText('€20.00');
  const other = await page.context().newPage();
  await other.goto(session.url);
  await other.getByTestId('line-item-adjustable-qty').click();
  await other.getByRole('textbox', { name: 'Quantity' }).fill('9');
  await other.getByRole('button', { name: 'Update' }).click();
  await expect(total(other)).toHaveText('€180.00');
  await other.close();

  await page.getByRole('button', { name: 'Authorize Test Payment' }).click();
  await expect(page.locator('#payment-error')).toContainText('The order has changed');
  await expect(total(page)).toHaveText('€180.00');
  expect((await shop.retrieve(session)).status).toBe('open');
  await pay(page);
  await expect(page.locator('.Ended-amount')).toHaveText('€180.00');
  await page.getByRole('button', { name: 'Authorize Test Payment' }).click();
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(18000);
});

test('an amount that was typed counts without its button, in the language’s own way', async ({ page, shop }) => {
  const price = (currency, bounds) => shop.post('/v1/prices', {
    currency, custom_unit_amount: { enabled: true, preset: 2500, ...bounds }, product_data: { name: 'Gift' },
  });
  const gift = (id) => ({ line_items: [{ price: id, quantity: 1 }], customer_email: 'a@example.com' });
  const dollars = await price('usd', { minimum: 100, maximum: 500000 });
  let session = await shop.session(gift(dollars.id));
  await page.goto(session.url);
  const amount = page.locator('#customUnitAmount');
  await expect(amount).toHaveValue('25.00');
  await fillCard(page);
  await amount.fill('0.50');
  await pay(page);
  await expect(page.locator('#customUnitAmount-error')).toHaveText('Enter an amount within the limits.');
  await expect(amount).toBeFocused();
  await amount.fill('1,234.50');
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(123450);

  const dinars = await price('kwd', { preset: 2500 });
  session = await shop.session({ ...gift(dinars.id), locale: 'de' });
  await page.goto(session.url);
  await expect(amount).toHaveValue('2,500');
  await amount.fill('1.250,5');
  await amount.press('Enter');
  await expect(page.locator('#ProductSummary-totalAmount .CurrencyAmount')).toHaveAttribute('data-amount', '1250500');
  await amount.fill('zwölf');
  await amount.press('Enter');
  await expect(page.locator('#customUnitAmount-error')).toHaveText('Geben Sie einen Betrag innerhalb der Grenzen ein.');
});

test.describe('what is paid later', () => {
  const agreement = (page) => page.getByTestId('ConfirmPaymentTermsText');
  const below = (page) => page.locator('#ProductSummary-description');

  for (const [duration, due, description, agreed] of [
    ['once', '$5.00', 'Then $10.00 per month', 'charge you $10.00 per month'],
    ['forever', '$5.00', 'per month', 'charge you $5.00 per month'],
    ['repeating', '$5.00', 'per month · After 3 months, $10.00 per month', 'by the terms above'],
  ]) {
    test(`a discount that is given ${duration}`, async ({ page, shop }) => {
      const coupon = await shop.post('/v1/coupons', {
        percent_off: 50, duration, ...(duration === 'repeating' && { duration_in_months: 3 }),
      });
      const session = await shop.session({ mode: 'subscription', line_items: [monthly()], discounts: [{ coupon: coupon.id }] });
      await page.goto(session.url);
      await expect(page.locator('#ProductSummary-totalAmount')).toHaveText(due);
      await expect(below(page)).toHaveText(description);
      await expect(agreement(page)).toContainText(agreed);
      // A coupon without a name is called by what it does, once.
      await expect(page.locator('.AppliedDiscount dt')).toHaveText('50% off');
    });
  }

  test('taxes, after a trial as well', async ({ page, shop }) => {
    const tax = await shop.post('/v1/tax_rates', { display_name: 'VAT', percentage: 20, inclusive: false });
    const taxed = [monthly({ tax_rates: [tax.id] })];
    await page.goto((await shop.session({ mode: 'subscription', line_items: taxed })).url);
    await expect(page.locator('#ProductSummary-totalAmount')).toHaveText('$12.00');
    await expect(below(page)).toHaveText('per month');
    await expect(agreement(page)).toContainText('charge you $12.00 per month');

    await page.goto((await shop.session({ mode: 'subscription', line_items: taxed, subscription_data: { trial_period_days: 7 } })).url);
    await expect(below(page)).toHaveText('Then $12.00 per month');
    await expect(page.locator('#OrderDetails-TrialAmount')).toHaveText('$12.00 per month');
    await expect(agreement(page)).toContainText('will charge you $12.00 per month');
    await expect(total(page)).toHaveText('$0.00');
  });
});

test('percentages are written as the language writes numbers', async ({ page, shop }) => {
  const coupon = await shop.post('/v1/coupons', { percent_off: 12.5, duration: 'once' });
  const tax = await shop.post('/v1/tax_rates', { display_name: 'USt', percentage: 7.5, inclusive: true });
  const params = { line_items: [euros({ tax_rates: [tax.id] })], discounts: [{ coupon: coupon.id }] };
  for (const [locale, discount, taxes] of [
    ['en', '12.5% off', 'USt (7.5% included)'], ['de', '12,5 % Rabatt', 'USt (7,5 % enthalten)'], ['ja', '12.5% 割引', 'USt (7.5% 込み)'],
  ]) {
    await page.goto((await shop.session({ ...params, locale })).url);
    await expect(page.locator('.AppliedDiscount dt')).toHaveText(discount);
    await expect(page.locator('.BillRow', { has: page.getByTestId('order-details-footer-tax-amount') }).locator('dt')).toHaveText(taxes);
  }
});

test('the focus goes on where what had it is gone', async ({ page, shop }) => {
  const coupon = await shop.post('/v1/coupons', { percent_off: 10, duration: 'once' });
  await shop.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, code: 'TEN' });
  const wrap = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 500, product_data: { name: 'Wrapping' } });
  const session = await shop.session({ allow_promotion_codes: true, optional_items: [{ price: wrap.id, quantity: 1 }] });
  await page.goto(session.url);
  await page.locator('#promotionCode').fill('TEN');
  await page.locator('#promotionCode').press('Enter');
  await expect(page.getByRole('button', { name: 'Remove TEN' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#promotionCode')).toBeFocused();
  await page.locator('#promotionCode').fill('ten');
  await page.getByRole('button', { name: 'Apply' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Remove TEN' })).toBeFocused();
  await page.getByRole('button', { name: 'Add Wrapping' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove Wrapping' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Add Wrapping' })).toBeFocused();
  await expect(submitButton(page)).toBeVisible();
});

test('a hundred items with long descriptions are a small page', async ({ page, shop }) => {
  const items = Array.from({ length: 100 }, (_, number) => mug({
    price_data: { currency: 'usd', unit_amount: 1000 + number, product_data: { name: `Item ${number}`, description: `Number ${number}: hand-made, and told of at some length. `.repeat(9) } },
  }));
  const session = await shop.session({ line_items: items });
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(session.url, { waitUntil: 'networkidle' });
  await expect(page.locator('.OrderDetails-item')).toHaveCount(100);
  console.log(`a hundred items: ${bytes} bytes`);
  expect(bytes).toBeLessThan(60_000);
});

test('goods that are sent are paid for by whom they are sent to', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', shipping_address_collection: { allowed_countries: ['US'] } });
  await page.goto(session.url);
  await fillShipping(page);
  await page.locator('#cardNumber').fill('4242424242424242');
  await page.locator('#cardExpiry').fill('1234');
  await page.locator('#cardCvc').fill('123');
  await expect(page.locator('#cardUseShippingAsBilling')).toBeChecked();
  await expect(submitButton(page)).toHaveClass(/SubmitButton--complete/);
  await pay(page);
  await thanked(page, session);
  const { customer_details: details } = await shop.retrieve(session);
  expect(details).toMatchObject({ name: 'Jenny Rosen', address: { line1: '354 Oyster Point Blvd', postal_code: '94080' } });

  const bank = await shop.session({
    customer_email: 'a@example.com', line_items: [euros()], payment_method_types: ['sepa_debit'], shipping_address_collection: { allowed_countries: ['US'] },
  });
  await page.goto(bank.url);
  await fillShipping(page);
  await page.locator('#iban').fill('AT611904300234573201');
  await pay(page);
  await thanked(page, bank);
  expect((await shop.retrieve(bank)).customer_details.name).toBe('Jenny Rosen');

  // Who pays from somewhere else says who they are.
  const elsewhere = await shop.session({ customer_email: 'a@example.com', shipping_address_collection: { allowed_countries: ['US'] } });
  await page.goto(elsewhere.url);
  await page.locator('#cardUseShippingAsBilling').uncheck();
  await pay(page);
  await expect(page.locator('#billingName-error')).toHaveText('Required');
});
