// The button that fills the form, whatever the form asks for.

import { test, expect, mug, fillCard, pay, submitButton, thanked } from './support.mjs';

const fill = (page) => page.getByRole('button', { name: 'Fill in test data' });
const card = (page, number) => page.getByRole('dialog').getByRole('button', { name: number });

test('test data fills the whole form', async ({ page, shop }) => {
  const session = await shop.session({
    billing_address_collection: 'required',
    shipping_address_collection: { allowed_countries: ['DE', 'US'] },
    phone_number_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required' },
    custom_fields: [{ key: 'a', label: { type: 'custom', custom: 'Anything' }, type: 'text' }],
  });
  await page.goto(session.url);
  await page.getByRole('button', { name: 'Fill in test data' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '4000 0000 0000 9995' }).click();
  await expect(submitButton(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#card-error')).toContainText('insufficient funds');
  await page.getByRole('button', { name: 'Fill in test data' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '4242 4242 4242 4242' }).click();
  await pay(page);
  await thanked(page, session);
});

test('a card is chosen, though the customer has left another', async ({ page, shop }) => {
  const customer = await shop.post('/v1/customers', { email: 'back@example.com' });
  const params = { customer: customer.id, payment_intent_data: { setup_future_usage: 'off_session' } };
  const first = await shop.session(params);
  await page.goto(first.url);
  await fillCard(page);
  await pay(page);
  await thanked(page, first);

  const session = await shop.session({ ...params, saved_payment_method_options: { allow_redisplay_filters: ['always', 'limited', 'unspecified'] } });
  await page.goto(session.url);
  await expect(page.getByTestId('saved-accordion-item')).toHaveClass(/is-open/);
  await fill(page).click();
  await card(page, '4000 0000 0000 0002').click();
  await expect(page.getByRole('radio', { name: 'Card' })).toBeChecked();
  await expect(page.locator('#cardNumber')).toHaveValue('4000 0000 0000 0002');
  await pay(page);
  await expect(page.locator('#card-error')).toContainText('declined');
});

test('an account of the bank that is chosen, and nothing to choose where nothing is paid', async ({ page, shop }) => {
  const euros = { price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 };
  for (const params of [
    { line_items: [euros], payment_method_types: ['sepa_debit'] },
    { line_items: [euros], payment_method_types: ['card', 'sepa_debit'] },
    { line_items: [mug({ price_data: { currency: 'usd', unit_amount: 0, product_data: { name: 'Sample' } } })], phone_number_collection: { enabled: true } },
  ]) {
    const session = await shop.session(params);
    await page.goto(session.url);
    if (params.payment_method_types?.length > 1) await page.getByTestId('sepa_debit-accordion-item').click();
    await fill(page).click();
    await expect(submitButton(page)).toHaveClass(/SubmitButton--complete/);
    await expect(submitButton(page)).toBeFocused();
    await pay(page);
    await thanked(page, session);
  }
});

test('answers are as long as the shop wants them', async ({ page, shop }) => {
  const label = { type: 'custom', custom: 'Code' };
  const session = await shop.session({
    custom_fields: [
      { key: 'short', label, type: 'text', text: { maximum_length: 2 } }, { key: 'long', label, type: 'numeric', numeric: { minimum_length: 9 } },
    ],
  });
  await page.goto(session.url);
  await fill(page).click();
  await card(page, '4242 4242 4242 4242').click();
  await pay(page);
  await thanked(page, session);
  const answers = (await shop.retrieve(session)).custom_fields;
  expect([answers[0].text.value, answers[1].numeric.value]).toEqual(['Te', '111111111']);
});
