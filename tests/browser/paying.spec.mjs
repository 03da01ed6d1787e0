// What a session can ask for, and what becomes of what is entered.

import { test, expect, mug, fillCard, fillShipping, pay, submitButton, thanked } from './support.mjs';

const euros = (more = {}) => ({ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1, ...more });

test('a card pays, and nothing of it is kept but its brand and last digits', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.locator('#email').fill('jenny@example.com');
  await fillCard(page);
  await expect(submitButton(page)).toHaveClass(/SubmitButton--complete/);
  await pay(page);
  await thanked(page, session);

  const paid = await shop.retrieve(session, 'payment_intent.latest_charge');
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', customer_details: { email: 'jenny@example.com', name: 'Jenny Rosen' } });
  expect(paid.payment_intent.latest_charge.payment_method_details.card).toMatchObject({ brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 });
  for (const path of ['/_emulator/requests', '/v1/events?limit=100']) {
    expect(JSON.stringify(await shop.get(path))).not.toContain('4242424242424242');
  }
});

test('an email that is known is shown and cannot be changed', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'known@example.com' });
  await page.goto(session.url);
  await expect(page.locator('#email')).toHaveValue('known@example.com');
  await expect(page.locator('#email')).not.toBeEditable();
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details.email).toBe('known@example.com');
});

test('what is typed is grouped as it is typed, and corrected where it is wrong', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  const number = page.locator('#cardNumber');
  const expiry = page.locator('#cardExpiry');
  await number.pressSequentially('378282246310005999');
  await expect(number).toHaveValue('3782 822463 10005');
  await expect(page.locator('#card-brand')).toHaveText('American Express');
  await page.locator('#cardCvc').pressSequentially('12345');
  await expect(page.locator('#cardCvc')).toHaveValue('1234');
  await number.fill('');
  await number.pressSequentially('4242424242424242');
  // A digit in the middle is taken out and put back; the caret stays where it was.
  for (let i = 0; i < 8; i += 1) await number.press('ArrowLeft');
  await number.press('Backspace');
  await expect(number).toHaveValue('4242 4242 2424 242');
  await number.pressSequentially('4');
  await expect(number).toHaveValue('4242 4242 4242 4242');
  for (const [typed, shown] of [['1234', '12 / 34'], ['12/34', '12 / 34'], ['12 / 34', '12 / 34'], ['4/30', '04 / 30'], ['12/2034', '12 / 34']]) {
    await expiry.fill('');
    await expiry.pressSequentially(typed.slice(0, 7));
    if (typed === '12/2034') await expiry.fill(typed);
    await expect(expiry, typed).toHaveValue(shown);
  }
  await expiry.fill('');
  await expiry.pressSequentially('12');
  await expect(expiry).toHaveValue('12 / ');
  await expiry.press('Backspace');
  await expect(expiry).toHaveValue('12');
});

test('what is missing is said beside each field, and the first one gets the focus', async ({ page, shop }) => {
  const session = await shop.session({ phone_number_collection: { enabled: true } });
  await page.goto(session.url);
  await expect(submitButton(page)).toHaveClass(/SubmitButton--incomplete/);
  await pay(page);
  await expect(page.locator('#email')).toBeFocused();
  await expect(page.locator('#email')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#email-error')).toHaveText('Required');
  await expect(page.locator('#phoneNumber-error')).toHaveText('Required');
  await expect(page.locator('#card-error')).toHaveText('Your card number is incomplete.');
  await expect(page.locator('#billingPostalCode-error')).toHaveText('Required');
  await expect(page.getByRole('alert').filter({ hasText: 'Required' }).first()).toBeVisible();

  const wrong = async (id, value, text) => {
    await page.locator(id).fill(value);
    await page.locator(id).blur();
    await expect(page.locator(`#${await page.locator(id).getAttribute('aria-describedby')}`), value).toHaveText(text);
  };
  await wrong('#email', 'jenny', 'Your email address is incomplete.');
  await wrong('#email', 'jenny@example', 'Your email address is invalid.');
  await wrong('#cardNumber', '4242424242424241', 'Your card number is invalid.');
  await page.locator('#cardNumber').fill('4242424242424242');
  await wrong('#cardExpiry', '12', "Your card's expiration date is incomplete.");
  await wrong('#cardExpiry', '1220', "Your card's expiration year is in the past.");
  await wrong('#cardExpiry', '1334', "Your card's expiration date is incomplete.");
  await page.locator('#cardExpiry').fill('1234');
  await wrong('#cardCvc', '12', "Your card's security code is incomplete.");
  await expect(page.locator('#email')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('#email').fill('jenny@example.com');
  await expect(page.locator('#email')).not.toHaveAttribute('aria-invalid', 'true');
  expect((await shop.retrieve(session)).payment_intent).toBeNull();
});

for (const [number, text] of [
  ['4000000000000002', 'Your credit card was declined. Try paying with a debit card instead.'],
  ['4000000000009995', 'Your credit card was declined because of insufficient funds. Try paying with a debit card instead.'],
  ['4000000000000069', 'Your card is expired. Try a different card.'],
  ['4000000000000127', "Your card's CVC is incorrect."],
  ['4000000000000119', 'An error occurred while processing your card. Try again.'],
]) {
  test(`${number} is declined, and another card pays`, async ({ page, shop }) => {
    const session = await shop.session({ customer_email: 'again@example.com' });
    await page.goto(session.url);
    await fillCard(page, number);
    await pay(page);
    await expect(page.locator('#card-error')).toHaveText(text);
    await expect(submitButton(page)).toContainText('Pay');
    expect((await shop.retrieve(session)).status).toBe('open');
    await fillCard(page);
    await expect(page.locator('#card-error')).toHaveText('');
    await pay(page);
    await thanked(page, session);
  });
}

test('a card that may be real is refused by name', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'real@example.com' });
  await page.goto(session.url);
  await fillCard(page, '4111111111111111');
  await pay(page);
  await expect(page.locator('#card-error')).toContainText('Only test cards work here');
});

const bank = (page) => page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame');

test('a bank asks, and its customer completes', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'bank@example.com' });
  await page.goto(session.url);
  await fillCard(page, '4000002760003184');
  await pay(page);
  const frame = bank(page);
  await expect(frame.locator('#test-source-authorize-3ds')).toBeVisible();
  expect((await shop.retrieve(session, 'payment_intent')).payment_intent.status).toBe('requires_action');
  await frame.getByRole('button', { name: 'Complete' }).click();
  await thanked(page, session);
  expect((await shop.retrieve(session)).payment_status).toBe('paid');
});

for (const [how, answer] of [
  ['fails', (page) => bank(page).locator('#test-source-fail-3ds').click()],
  ['cancels', (page) => page.frameLocator('iframe[src*="three-ds-2-challenge"]').getByRole('button', { name: 'Cancel' }).click()],
  ['presses Escape', async (page) => {
    await expect(bank(page).locator('#test-source-fail-3ds')).toBeVisible();
    await page.locator('dialog').evaluate((dialog) => dialog.focus());
    await page.keyboard.press('Escape');
  }],
]) {
  test(`a bank asks, and its customer ${how}`, async ({ page, shop }) => {
    const session = await shop.session({ customer_email: 'bank@example.com' });
    await page.goto(session.url);
    await fillCard(page, '4000002760003184');
    await pay(page);
    await answer(page);
    await expect(page.locator('#card-error')).toHaveText(
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    );
    const { status, payment_intent: intent } = await shop.retrieve(session, 'payment_intent');
    expect(status).toBe('open');
    expect(intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'payment_intent_authentication_failure' } });
    await fillCard(page);
    await pay(page);
    await thanked(page, session);
  });
}

test('goods are sent only where the shop sends them, in the fields of the country', async ({ page, shop }) => {
  const session = await shop.session({
    customer_email: 'ship@example.com',
    shipping_address_collection: { allowed_countries: ['US', 'GB', 'JP', 'HK'] },
    custom_text: { shipping_address: { message: 'No parcels to [lockers](https://shop.example/lockers).' } },
  });
  await page.goto(session.url);
  await expect(page.locator('#shippingCountry option')).toHaveText([/^Hong Kong/, 'Japan', 'United Kingdom', 'United States']);
  await expect(page.locator('#shippingCountry')).toHaveValue('US');
  await expect(page.getByRole('link', { name: 'lockers' })).toHaveAttribute('href', 'https://shop.example/lockers');
  await page.locator('#shippingCountry').selectOption('JP');
  await expect(page.getByLabel('Prefecture')).toBeVisible();
  await page.locator('#shippingCountry').selectOption('HK');
  await expect(page.locator('#shippingPostalCode')).toBeHidden();
  await page.locator('#shippingCountry').selectOption('GB');
  await expect(page.locator('#shippingAdministrativeArea')).toBeHidden();
  await page.locator('#shippingName').fill('Jenny Rosen');
  await page.locator('#shippingAddressLine1').fill('1 Poultry');
  await page.locator('#shippingLocality').fill('London');
  await fillCard(page);
  await pay(page);
  await expect(page.locator('#shippingPostalCode-error')).toHaveText('Required');
  await page.locator('#shippingPostalCode').fill('EC2R 8EJ');
  await pay(page);
  await thanked(page, session);
  const paid = await shop.retrieve(session);
  expect(paid.collected_information.shipping_details).toEqual({
    address: { city: 'London', country: 'GB', line1: '1 Poultry', line2: null, postal_code: 'EC2R 8EJ', state: null },
    name: 'Jenny Rosen',
  });
  expect(paid.customer_details.address.city).toBe('London');
});

test('shipping options say when, and change the total at once', async ({ page, shop }) => {
  const rate = (name, amount, minimum, maximum) => ({
    shipping_rate_data: {
      display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' },
      delivery_estimate: { minimum: { unit: 'business_day', value: minimum }, maximum: { unit: 'business_day', value: maximum } },
    },
  });
  const session = await shop.session({
    customer_email: 'ship@example.com',
    shipping_address_collection: { allowed_countries: ['US'] },
    shipping_options: [rate('Ground', 0, 3, 5), rate('Air', 1250, 1, 1)],
  });
  await page.goto(session.url);
  const ground = page.getByRole('radio', { name: 'Ground' });
  await expect(ground).toBeChecked();
  await expect(page.locator('.Option').first()).toContainText('3–5 business days');
  await expect(page.locator('.Option').first()).toContainText('Free');
  await expect(page.locator('.Option').nth(1)).toContainText('1 business day');
  await ground.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$32.50');
  await expect(page.getByRole('radio', { name: 'Air' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Air' })).toBeFocused();
  await fillShipping(page);
  await fillCard(page, undefined, { postal: null });
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).shipping_cost.amount_total).toBe(1250);
});

test('a promotion code is refused, applied and taken off again', async ({ page, shop }) => {
  const coupon = await shop.post('/v1/coupons', { amount_off: 2000, currency: 'usd', duration: 'once' });
  await shop.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, code: 'FREE20' });
  const session = await shop.session({ allow_promotion_codes: true, customer_email: 'promo@example.com' });
  await page.goto(session.url);
  await page.locator('#promotionCode').fill('nonsense');
  await page.locator('#promotionCode').press('Enter');
  await expect(page.locator('#promotionCode-error')).toHaveText('This code is invalid.');
  await page.locator('#promotionCode').fill('free20');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('.AppliedDiscount')).toContainText('FREE20');
  await expect(page.locator('.AppliedDiscount')).toContainText('$20.00 off');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$0.00');
  await expect(page.locator('#cardNumber')).toBeHidden();
  await expect(submitButton(page)).toHaveText('Complete order');
  await page.getByRole('button', { name: 'Remove FREE20' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$20.00');
  await expect(page.locator('#cardNumber')).toBeVisible();
  await page.locator('#promotionCode').fill('FREE20');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(submitButton(page)).toHaveText('Complete order');
  await pay(page);
  await thanked(page, session);
  const { amount_total: total, status } = await shop.retrieve(session);
  expect([total, status]).toEqual([0, 'complete']);
});

test('quantities stay within their bounds, and optional items come and go', async ({ page, shop }) => {
  const price = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 500, product_data: { name: 'Gift wrap' } });
  const session = await shop.session({
    customer_email: 'more@example.com',
    line_items: [mug({ adjustable_quantity: { enabled: true, minimum: 2, maximum: 4 }, quantity: 2 })],
    optional_items: [{ price: price.id, quantity: 1 }],
  });
  await page.goto(session.url);
  await page.getByTestId('line-item-adjustable-qty').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Quantity' }).fill('9');
  await dialog.getByRole('button', { name: 'Update' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Enter a number from 2 to 4.');
  await dialog.getByRole('textbox', { name: 'Quantity' }).fill('3');
  await page.keyboard.press('Enter');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$60.00');
  await expect(page.getByTestId('line-item-adjustable-qty')).toBeFocused();
  await page.getByTestId('line-item-adjustable-qty').click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole('button', { name: 'Add Gift wrap' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$65.00');
  await page.getByRole('button', { name: 'Remove Gift wrap' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$60.00');
  await page.getByRole('button', { name: 'Add Gift wrap' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$65.00');
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  const paid = await shop.retrieve(session, 'line_items');
  expect(paid.amount_total).toBe(6500);
  expect(paid.line_items.data.map(({ quantity }) => quantity)).toEqual([3, 1]);
});

test('the shop’s own questions, texts, phone, tax id, names and consents', async ({ page, shop }) => {
  const session = await shop.session({
    customer_email: 'all@example.com',
    phone_number_collection: { enabled: true },
    tax_id_collection: { enabled: true },
    name_collection: { individual: { enabled: true } },
    consent_collection: { terms_of_service: 'required', promotions: 'auto' },
    custom_fields: [
      { key: 'engraving', label: { type: 'custom', custom: 'Engraving' }, type: 'text', text: { minimum_length: 3, maximum_length: 10 } },
      { key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'dropdown', dropdown: { options: [{ label: 'Small', value: 's' }, { label: 'Large', value: 'l' }] } },
      { key: 'member', label: { type: 'custom', custom: 'Member number' }, type: 'numeric', optional: true },
    ],
    custom_text: {
      submit: { message: 'We call before we come.' },
      after_submit: { message: 'Thank you from all of us.' },
      terms_of_service_acceptance: { message: 'I accept the [small print](https://shop.example/terms).' },
    },
  });
  await page.goto(session.url);
  await expect(page.getByText('We call before we come.')).toBeVisible();
  await expect(page.getByText('Thank you from all of us.')).toBeVisible();
  await page.locator('#individualName').fill('Jenny Rosen');
  await fillCard(page);
  await pay(page);
  for (const id of ['phoneNumber', 'termsOfServiceConsentCheckbox']) await expect(page.locator(`#${id}-error`)).toHaveText('Required');
  await expect(page.locator('[id="customFields.engraving-error"]')).toHaveText('Required');
  await page.getByLabel('Engraving').fill('ab');
  await page.getByLabel('Member number').fill('x1');
  await pay(page);
  await expect(page.locator('[id="customFields.engraving-error"]')).toHaveText('Enter at least 3 characters.');
  await expect(page.locator('[id="customFields.member-error"]')).toHaveText('Only digits are allowed here.');
  await page.getByLabel('Engraving').fill('abc');
  await page.getByLabel('Member number').fill('');
  await page.getByLabel('Size').selectOption('Large');
  await page.locator('#phoneNumber').fill('(800) 555-0175');
  await page.locator('#purchasingAsBusinessCheckbox').check();
  await expect(page.locator('#taxIdType')).toHaveValue('us_ein');
  await page.locator('#taxIdType').selectOption('eu_vat');
  await page.locator('#taxId').fill('DE123456789');
  await page.locator('#promotionsConsentCheckbox').check();
  await page.getByLabel('I accept the small print.').check();
  await pay(page);
  await thanked(page, session);
  const paid = await shop.retrieve(session);
  expect(paid.customer_details).toMatchObject({ phone: '+18005550175', tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }], individual_name: 'Jenny Rosen' });
  expect(paid.consent).toEqual({ promotions: 'opt_in', terms_of_service: 'accepted' });
  expect(paid.custom_fields.map((field) => field[field.type].value)).toEqual(['abc', 'l', null]);
});

for (const [type, label] of [['pay', 'Pay'], ['book', 'Book'], ['donate', 'Donate'], ['subscribe', 'Subscribe']]) {
  test(`submit_type ${type} says ${label}`, async ({ page, shop }) => {
    const session = await shop.session({ submit_type: type });
    await page.goto(session.url);
    await expect(submitButton(page)).toHaveText(label);
  });
}

test('a customer names the price', async ({ page, shop }) => {
  const price = await shop.post('/v1/prices', { currency: 'usd', custom_unit_amount: { enabled: true, minimum: 500, maximum: 10000, preset: 1500 }, product_data: { name: 'Donation' } });
  const session = await shop.session({ submit_type: 'donate', customer_email: 'gift@example.com', line_items: [{ price: price.id, quantity: 1 }] });
  await page.goto(session.url);
  await expect(page.locator('#customUnitAmount')).toHaveValue('15.00');
  await page.locator('#customUnitAmount').fill('2.00');
  await page.getByRole('button', { name: 'Change amount' }).click();
  await expect(page.locator('#customUnitAmount-error')).not.toBeEmpty();
  await page.locator('#customUnitAmount').fill('33.35');
  await page.getByRole('button', { name: 'Change amount' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$33.35');
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(3335);
});

test('a returning customer pays with what they left, or with another card', async ({ page, shop }) => {
  const customer = await shop.post('/v1/customers', { email: 'back@example.com', name: 'Jenny Rosen' });
  const options = { payment_method_save: 'enabled' };
  const first = await shop.session({ customer: customer.id, saved_payment_method_options: options });
  await page.goto(first.url);
  await expect(page.locator('#email')).toHaveValue('back@example.com');
  await fillCard(page, '5555555555554444');
  await page.getByLabel('Save for my next purchase').check();
  await pay(page);
  await thanked(page, first);

  const second = await shop.session({ customer: customer.id, saved_payment_method_options: options });
  await page.goto(second.url);
  await expect(page.getByRole('radio', { name: 'Mastercard ending in 4444' })).toBeChecked();
  await expect(page.locator('#cardNumber')).toBeHidden();
  await pay(page);
  await thanked(page, second);
  const paid = await shop.retrieve(second, 'payment_intent.payment_method');
  expect(paid.payment_intent.payment_method.card.last4).toBe('4444');

  const third = await shop.session({ customer: customer.id });
  await page.goto(third.url);
  await page.getByTestId('card-accordion-item').click();
  await fillCard(page);
  await pay(page);
  await thanked(page, third);
});

test('branding changes the name, the colours and the corners', async ({ page, shop }) => {
  const session = await shop.session({
    branding_settings: { display_name: 'Powdur', background_color: '#102030', button_color: '#ffdd00', border_style: 'pill', font_family: 'lora' },
  });
  await page.goto(session.url);
  await expect(page).toHaveTitle('Powdur');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Powdur');
  await expect(submitButton(page)).toHaveCSS('background-color', 'rgb(255, 221, 0)');
  await expect(submitButton(page)).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(submitButton(page)).toHaveCSS('border-radius', '999px');
  await expect(page.getByTestId('order-summary-column')).toHaveCSS('background-color', 'rgb(16, 32, 48)');
});

test('a debit completes at once and is paid later', async ({ page, shop }) => {
  const session = await shop.session({ line_items: [euros()], payment_method_types: ['card', 'sepa_debit'], customer_email: 'sepa@example.com' });
  await page.goto(session.url);
  await expect(page.locator('#cardNumber')).toBeVisible();
  await page.getByTestId('sepa_debit-accordion-item').click();
  await expect(page.locator('#cardNumber')).toBeHidden();
  await page.locator('#iban').fill('DE');
  await page.locator('#payerName').fill('Jenny Rosen');
  await pay(page);
  await expect(page.locator('#iban-error')).toHaveText('This IBAN is invalid.');
  await page.locator('#iban').fill('AT61 1904 3002 3457 3201');
  await page.locator('#billingPostalCode').fill('1010');
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).payment_status).toBe('unpaid');
  await shop.post(`/_emulator/checkout/sessions/${session.id}/async_payment_succeeded`);
  expect((await shop.retrieve(session)).payment_status).toBe('paid');
});

test('a payment approved on another page: refused first, then authorized', async ({ page, shop }) => {
  const session = await shop.session({ line_items: [euros()], payment_method_types: ['card', 'ideal'] });
  await page.goto(session.url);
  await page.locator('#email').fill('ideal@example.com');
  await page.getByTestId('ideal-accordion-item').click();
  await page.locator('#payerName').fill('Jenny Rosen');
  await page.locator('#billingPostalCode').fill('12345');
  await pay(page);
  await expect(page).toHaveTitle('iDEAL test payment page');
  await page.getByRole('button', { name: 'Fail Test Payment' }).click();
  await expect(page.locator('#payment-error')).toContainText('unable to authenticate');
  // What was entered is still there.
  await expect(page.locator('#email')).toHaveValue('ideal@example.com');
  await expect(page.getByRole('radio', { name: 'iDEAL' })).toBeChecked();
  expect((await shop.retrieve(session)).status).toBe('open');
  await pay(page);
  await page.getByRole('button', { name: 'Authorize Test Payment' }).click();
  await thanked(page, session);
  expect((await shop.retrieve(session)).payment_status).toBe('paid');
});

test('a voucher completes the session and leaves it unpaid', async ({ page, shop }) => {
  const session = await shop.session({
    line_items: [{ price_data: { currency: 'brl', unit_amount: 2000, product_data: { name: 'Caneca' } }, quantity: 1 }],
    payment_method_types: ['boleto'], customer_email: 'boleto@example.com',
  });
  await page.goto(session.url);
  await page.locator('#payerName').fill('Jenny Rosen');
  await page.locator('#billingPostalCode').fill('12345');
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).payment_status).toBe('unpaid');
});

test('taxes are known once the address is, and are paid as shown', async ({ page, shop }) => {
  const session = await shop.session({ automatic_tax: { enabled: true }, customer_email: 'tax@example.com' });
  await page.goto(session.url);
  await expect(page.getByTestId('order-details-footer-tax-amount')).toHaveText('Enter address to calculate');
  await fillCard(page, undefined, { postal: '94103' });
  await page.locator('#billingPostalCode').blur();
  await expect(page.getByTestId('order-details-footer-tax-amount')).toContainText('$');
  const shown = await page.locator('#OrderDetails-TotalAmount').textContent();
  await pay(page);
  await thanked(page, session);
  const paid = await shop.retrieve(session);
  expect(`$${(paid.amount_total / 100).toFixed(2)}`).toBe(shown);
});

test('an order that changed meanwhile is shown before it is paid', async ({ page, shop }) => {
  const option = (name, amount) => ({ shipping_rate_data: { display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } } });
  const session = await shop.session({
    customer_email: 'changed@example.com',
    line_items: [mug({ adjustable_quantity: { enabled: true } })],
    shipping_address_collection: { allowed_countries: ['US'] },
    shipping_options: [option('Ground', 0), option('Air', 900)],
  });
  await page.goto(session.url);
  await fillShipping(page);
  await fillCard(page, undefined, { postal: null });
  // In another tab of the same customer.
  const other = await page.context().newPage();
  await other.goto(session.url);
  await other.getByTestId('line-item-adjustable-qty').click();
  await other.getByRole('textbox', { name: 'Quantity' }).fill('2');
  await other.getByRole('button', { name: 'Update' }).click();
  await expect(other.locator('#OrderDetails-TotalAmount')).toHaveText('$40.00');
  await pay(page);
  await expect(page.locator('#payment-error')).toContainText('The order has changed');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$40.00');
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(4000);
});

test('a setup is refused and tried again at once, although what was said of it takes its place away', async ({ page, shop }) => {
  const session = await shop.session({ mode: 'setup', payment_method_types: ['card'], customer_email: 'setup@example.com' });
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto(session.url);
  await fillCard(page, '4000002500003155');
  await pay(page);
  await bank(page).getByRole('button', { name: 'Fail' }).click();
  await expect(page.locator('#card-error')).toContainText('unable to authenticate');
  // It is read until another card is typed, and whoever leaves the field for the button presses it.
  await expect(page.locator('#cardNumber')).toBeFocused();
  await page.locator('#cardNumber').blur();
  await expect(page.locator('#card-error')).toContainText('unable to authenticate');
  await page.locator('#cardNumber').focus();
  await pay(page);
  await bank(page).getByRole('button', { name: 'Complete' }).click();
  await thanked(page, session);
});

test('what is wrong with a field is said once the button is let go', async ({ page, shop }) => {
  await page.goto((await shop.session()).url);
  await page.locator('#email').fill('jenny@');
  await page.locator('#cardExpiry').fill('0120');
  const box = await page.locator('.TestModeBadge').boundingBox();
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await expect(page.locator('#cardExpiry')).not.toBeFocused();
  await expect(page.locator('#card-error')).toBeEmpty();
  await page.mouse.up();
  await expect(page.locator('#card-error')).toHaveText("Your card's expiration year is in the past.");
});

test('pictures are shown, and leave no hole where they cannot be had', async ({ page, shop }) => {
  const picture = (name, images) => ({ price_data: { currency: 'usd', unit_amount: 2000, product_data: { name, images } }, quantity: 1 });
  const drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>';
  await page.context().route('https://shop.example/mug.svg', (route) => route.fulfill({ contentType: 'image/svg+xml', body: drawn }));
  const session = await shop.session({
    line_items: [picture('Mug', ['https://shop.example/mug.svg']), picture('Plate', ['https://shop.example/gone.png'])],
  });
  await page.goto(session.url);
  await expect(page.getByTestId('line-item-image').first()).toBeVisible();
  await expect(page.getByTestId('line-item-image').last()).toBeHidden();
  const single = await shop.session({ line_items: [picture('Mug', ['https://shop.example/mug.svg'])] });
  await page.goto(single.url);
  await expect(page.getByTestId('product-summary-product-image')).toBeVisible();
});

test('an optional item’s quantity is changed as far as the shop allows', async ({ page, shop }) => {
  const price = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 500, product_data: { name: 'Gift wrap' } });
  const session = await shop.session({
    customer_email: 'wrap@example.com',
    optional_items: [{ price: price.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 } }],
  });
  await page.goto(session.url);
  await page.getByRole('button', { name: 'Add Gift wrap' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$30.00');
  await page.getByTestId('line-item-adjustable-qty').click();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('6');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('Enter a number from 1 to 5.');
  await page.getByRole('textbox', { name: 'Quantity' }).fill('5');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$45.00');
  await fillCard(page);
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).amount_total).toBe(4500);
});

test('what is known of a returning customer is filled in', async ({ page, shop }) => {
  const address = { country: 'DE', line1: 'Unter den Linden 1', city: 'Berlin', postal_code: '10117' };
  const customer = await shop.post('/v1/customers', { email: 'jenny@example.com', name: 'Jenny Rosen', phone: '+4930123456', shipping: { name: 'Jenny R.', address } });
  const params = {
    customer: customer.id, customer_update: { shipping: 'auto' }, saved_payment_method_options: { payment_method_save: 'enabled' },
    phone_number_collection: { enabled: true }, shipping_address_collection: { allowed_countries: ['US', 'DE'] },
  };
  const first = await shop.session(params);
  await shop.post(`/_emulator/checkout/sessions/${first.id}/complete`, { save_payment_method: true, shipping: { name: 'Jenny R.', address } });
  const session = await shop.session(params);
  await page.goto(session.url);
  await expect(page.locator('#email')).toHaveAttribute('readonly');
  await expect(page.locator('#phoneNumberCountryCode')).toHaveValue('DE');
  await expect(page.locator('#phoneNumber')).toHaveValue('30123456');
  await expect(page.locator('#shippingCountry')).toHaveValue('DE');
  await expect(page.locator('#shippingAddressLine1')).toHaveValue('Unter den Linden 1');
  // What is saved already is not offered to be saved.
  await expect(page.locator('#savePaymentMethod')).toBeHidden();
  await page.getByTestId('card-accordion-item').click();
  await expect(page.locator('#savePaymentMethod')).toBeVisible();
  await page.getByTestId('saved-accordion-item').click();
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details.phone).toBe('+4930123456');
});

for (const [kind, currency, country, entries] of [
  ['us_bank_account', 'usd', 'US', { routingNumber: '110000000', accountNumber: '000123456789' }],
  ['bacs_debit', 'gbp', 'GB', { 'bacs_debit.sortCode': '10-88-00', 'bacs_debit.accountNumber': '00012345' }],
  ['au_becs_debit', 'aud', 'AU', { 'au_becs_debit.bsbNumber': '000-000', 'au_becs_debit.accountNumber': '000123456' }],
  ['acss_debit', 'cad', 'CA', { 'acss_debit.institutionNumber': '000', 'acss_debit.transitNumber': '11000', 'acss_debit.accountNumber': '000123456789' }],
]) {
  test(`an account is typed: ${kind}`, async ({ page, shop }) => {
    const session = await shop.session({
      customer_email: 'bank@example.com', payment_method_types: [kind],
      line_items: [{ price_data: { currency, unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }],
    });
    await page.goto(session.url);
    await page.locator('#payerName').fill('Jenny Rosen');
    await page.locator('#billingCountry').selectOption(country);
    await pay(page);
    for (const [id, value] of Object.entries(entries)) {
      await expect(page.locator(`[id="${id}-error"]`)).toHaveText('Required');
      await page.locator(`[id="${id}"]`).fill(value);
    }
    if (country === 'US') await page.locator('#billingPostalCode').fill('94103');
    await pay(page);
    await thanked(page, session);
    const paid = await shop.retrieve(session, 'payment_intent.payment_method');
    expect(paid.payment_status).toBe('unpaid');
    expect(paid.payment_intent.payment_method[kind].last4).toBe(Object.values(entries).pop().slice(-4));
  });
}

test('a phone number is read with its country, and asked for again where it is none', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', phone_number_collection: { enabled: true } });
  await page.goto(session.url);
  await fillCard(page);
  const phone = page.locator('#phoneNumber');
  for (const wrong of ['1', 'abc', '555 0175']) {
    await phone.fill(wrong);
    await pay(page);
    await expect(page.locator('#phoneNumber-error'), wrong).toHaveText('Your phone number is invalid.');
    await expect(phone).toBeFocused();
  }
  await page.locator('#phoneNumberCountryCode').selectOption('FR');
  await phone.fill('0033 6 12 34 56 78');
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details.phone).toBe('+33612345678');

  for (const [country, typed, known] of [
    ['US', '1 (800) 555-0175', '+18005550175'], ['GB', '07700 900123', '+447700900123'], ['IT', '06 1234567', '+39061234567'], ['PK', '0301 2345678', '+923012345678'],
    ['DE', '+49 (0) 151 1234567', '+491511234567'],
  ]) {
    const next = await shop.session({ customer_email: 'a@example.com', phone_number_collection: { enabled: true } });
    await page.goto(next.url);
    await page.locator('#phoneNumberCountryCode').selectOption(country);
    await phone.fill(typed);
    await fillCard(page);
    await pay(page);
    await thanked(page, next);
    expect((await shop.retrieve(next)).customer_details.phone).toBe(known);
  }
});

test('Escape in the bank’s page gives up, as it does around it', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com' });
  await page.goto(session.url);
  await fillCard(page, '4000002760003184');
  await pay(page);
  await bank(page).getByRole('button', { name: 'Complete' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('#card-error')).toContainText('unable to authenticate');
  await expect(page.locator('#cardNumber')).toBeFocused();
});

test('a whole address is asked for beside what a customer left, unless it is known', async ({ page, shop }) => {
  const customer = await shop.post('/v1/customers', { email: 'back@example.com' });
  const params = {
    customer: customer.id, payment_intent_data: { setup_future_usage: 'off_session' },
    saved_payment_method_options: { allow_redisplay_filters: ['always', 'limited', 'unspecified'] },
  };
  const first = await shop.session(params);
  await page.goto(first.url);
  await fillCard(page, undefined, { postal: '94103' });
  await pay(page);
  await thanked(page, first);

  const whole = await shop.session({ ...params, billing_address_collection: 'required' });
  await page.goto(whole.url);
  await expect(page.getByTestId('saved-accordion-item')).toHaveClass(/is-open/);
  await pay(page);
  await expect(page.locator('#billingAddressLine1-error')).toHaveText('Required');
  await fillShipping(page, 'billing');
  await pay(page);
  await thanked(page, whole);
  expect((await shop.retrieve(whole)).customer_details.address).toMatchObject({ line1: '354 Oyster Point Blvd', state: 'CA' });
  expect((await shop.retrieve(whole)).customer_details.name).toBe('Jenny Rosen');

  const short = await shop.session(params);
  await page.goto(short.url);
  await expect(page.locator('#billingPostalCode')).toHaveCount(0);
  await pay(page);
  await thanked(page, short);
});
