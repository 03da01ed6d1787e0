// How public browser tests find their way on Stripe's page. Each of these was written against the real one and must pass
// here as it is: what they do is theirs, so nothing in them is made easier for us.

import { test, expect, fillCard, thanked } from './support.mjs';

test('by role and label, as a Ghost-like helper does', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.getByRole('textbox', { name: 'Email' }).fill('member@example.com');
  await page.getByRole('textbox', { name: 'Card number' }).fill('4242 4242 4242 4242');
  await page.getByRole('textbox', { name: 'Expiration' }).fill('12 / 55');
  await page.getByRole('textbox', { name: 'CVC' }).fill('424');
  await page.getByRole('textbox', { name: 'Cardholder name' }).fill('Testy McTesterson');
  await page.getByRole('combobox', { name: 'Country or region' }).selectOption('US');
  await page.getByRole('textbox', { name: 'ZIP' }).fill('42424');
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
});

test('by name, typing, and waiting for the checker, as a SaaS template does', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.fill('input[name="email"]', 'saas@example.com');
  await page.fill('input[name="cardNumber"]', '4242424242424242');
  await page.getByPlaceholder('MM / YY').fill('1225'.replace('25', '45'));
  await page.fill('input[name="cardCvc"]', '123');
  await page.fill('input[name="billingName"]', 'Test User');
  const country = page.getByLabel('Country or region');
  await country.selectOption('Germany');
  await page
    .waitForResponse((response) => response.url().includes('trusted-types-checker') && response.status() === 200)
    .catch(() => expect(false, 'no checker was asked').toBe(true));
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
});

test('by the heading, then by placeholder and role, as a newspaper does', async ({ page, shop }) => {
  const session = await shop.session({ line_items: undefined });
  await page.goto(session.url);
  await expect(page.getByText('Enter payment details')).toBeVisible();
  await page.getByLabel('Email').fill('reader@example.com');
  await page.getByLabel('Card number').fill('4242424242424242');
  await page.getByLabel('Expiration').fill('1230');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Cardholder name').fill('A Reader');
  await page.getByLabel('ZIP').fill('90210');
  await page.getByRole('button', { name: 'Pay' }).click();
  await thanked(page, session);
});

test('by id, pressing keys one by one, as a Selenium suite does', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.locator('#email').pressSequentially('e2e@example.com');
  await page.locator('#cardNumber').pressSequentially('4242424242424242');
  await page.locator('#cardExpiry').pressSequentially('12/33');
  await page.locator('#cardCvc').pressSequentially('123');
  await page.locator('#billingName').pressSequentially('Sample Spec');
  await page.locator('#billingPostalCode').pressSequentially('12345');
  await expect(page.locator('#cardNumber')).toHaveValue('4242 4242 4242 4242');
  await expect(page.locator('#cardExpiry')).toHaveValue('12 / 33');
  await page.locator('button[type=submit].SubmitButton').click();
  await thanked(page, session);
});

test('only typing and tabbing, from the card number on', async ({ page, shop }) => {
  const session = await shop.session({ billing_address_collection: 'required', customer_email: 'tab@example.com' });
  await page.goto(session.url);
  await page.locator('#cardNumber').focus();
  for (const text of ['4242424242424242', '1234', '123', 'Tab Ulator']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('United States');
  await page.keyboard.press('Tab');
  for (const text of ['1 Main St', '', 'Springfield', 'Illinois', '62701']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.locator('.SubmitButton').press('Enter');
  await thanked(page, session);
  const { customer_details: details } = await shop.retrieve(session);
  expect(details.address).toEqual({
    city: 'Springfield', country: 'US', line1: '1 Main St', line2: null, postal_code: '62701', state: 'IL',
  });
});

test('by placeholder alone', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.getByPlaceholder('email@example.com').fill('place@example.com');
  await page.getByPlaceholder('1234 1234 1234 1234').fill('4242424242424242');
  await page.getByPlaceholder('MM / YY').fill('0234');
  await page.getByPlaceholder('CVC').fill('999');
  await page.getByPlaceholder('Full name on card').fill('Place Holder');
  await page.getByPlaceholder('ZIP').fill('94103');
  await page.click('.SubmitButton-IconContainer', { force: true });
  await thanked(page, session);
});

test('by the radio called Card, among several methods', async ({ page, shop }) => {
  const session = await shop.session({ line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }], payment_method_types: ['card', 'sepa_debit', 'ideal'] });
  await page.goto(session.url);
  await page.getByRole('radio', { name: 'Card' }).check();
  await page.locator('#email').fill('radio@example.com');
  await page.locator('#cardNumber').fill('4242424242424242');
  await page.locator('#cardExpiry').fill('12/34');
  await page.locator('#cardCvc').fill('123');
  await page.locator('#billingName').fill('Radio Head');
  await page.locator('#billingPostalCode').fill('12345');
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
});

test('by a dispatched click on the accordion, which has no size', async ({ page, shop }) => {
  const session = await shop.session({ line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }], payment_method_types: ['card', 'sepa_debit'] });
  await page.goto(session.url);
  await page.getByTestId('sepa_debit-accordion-item-button').dispatchEvent('click');
  await expect(page.locator('#iban')).toBeVisible();
  await page.locator('[data-testid="card-accordion-item-button"]').dispatchEvent('click');
  await page.getByRole('button', { name: 'Pay with card' }).dispatchEvent('click');
  await expect(page.locator('#cardNumber')).toBeVisible();
});

test('by the card accordion, clicked where it is open already', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.getByTestId('card-accordion-item').click();
  await page.locator('#email').fill('a@example.com');
  await page.locator('#cardNumber').fill('5555555555554444');
  await page.locator('#cardExpiry').fill('12/34');
  await page.locator('#cardCvc').fill('123');
  await page.locator('#billingName').fill('Open Already');
  await page.locator('#billingPostalCode').fill('12345');
  await page.locator('.SubmitButton--complete').click();
  await thanked(page, session);
});

test('a whole shipping form, with another rate and a billing address of its own', async ({ page, shop }) => {
  const rate = (name, amount) => ({ shipping_rate_data: { display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } } });
  const session = await shop.session({
    shipping_address_collection: { allowed_countries: ['US', 'CA'] },
    shipping_options: [rate('Standard', 0), rate('Express', 1500)],
  });
  await page.goto(session.url);
  await page.fill('#email', 'ship@example.com');
  await page.fill('#shippingName', 'Ship Ping');
  await page.selectOption('#shippingCountry', 'US');
  await page.fill('#shippingAddressLine1', '123 Main St');
  await page.fill('#shippingAddressLine2', 'Apt 4');
  await page.fill('#shippingLocality', 'San Francisco');
  await page.selectOption('#shippingAdministrativeArea', 'CA');
  await page.fill('#shippingPostalCode', '94111');
  await page.locator('input[name="shipping-rate"]').nth(1).check();
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$35.00');
  await page.fill('#cardNumber', '4242424242424242');
  await page.fill('#cardExpiry', '12/34');
  await page.fill('#cardCvc', '123');
  await page.fill('#billingName', 'Bill Ing');
  await page.uncheck('#cardUseShippingAsBilling');
  await page.fill('#billingPostalCode', '10001');
  await page.click('[data-testid="hosted-payment-submit-button"]');
  await thanked(page, session);
  const paid = await shop.retrieve(session);
  expect(paid.collected_information.shipping_details.address.line2).toBe('Apt 4');
  expect(paid.customer_details.address.postal_code).toBe('10001');
  expect(paid.amount_total).toBe(3500);
});

test('the terms, checked by force', async ({ page, shop }) => {
  const session = await shop.session({ consent_collection: { terms_of_service: 'required' } });
  await page.goto(session.url);
  await page.locator('#email').fill('terms@example.com');
  await page.locator('#cardNumber').fill('4242424242424242');
  await page.locator('#cardExpiry').fill('1234');
  await page.locator('#cardCvc').fill('123');
  await page.locator('#billingName').fill('Terms');
  await page.locator('#billingPostalCode').fill('12345');
  await page.locator('#termsOfServiceConsentCheckbox').check({ force: true });
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
});

test('a promotion code, applied by its button', async ({ page, shop }) => {
  const coupon = await shop.post('/v1/coupons', { percent_off: 25, duration: 'once' });
  await shop.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' });
  const session = await shop.session({ allow_promotion_codes: true });
  await page.goto(session.url);
  await page.locator('#promotionCode').fill('SPRING');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('25% off')).toBeVisible();
  await expect(page.locator('#OrderDetails-TotalAmount')).toContainText('$15.00');
});

test('a quantity, in the dialog', async ({ page, shop }) => {
  const session = await shop.session({
    line_items: [{ price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1, adjustable_quantity: { enabled: true } }],
  });
  await page.goto(session.url);
  await page.getByTestId('line-item-adjustable-qty').click();
  await page.getByRole('textbox', { name: 'quantity' }).fill('5');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(page.getByTestId('product-summary-total-amount')).toHaveText('$100.00');
  await expect(page.getByTestId('line-item-adjustable-qty')).toHaveText('Qty 5');
});

test('a quantity, by the ids of its dialog, and the text inside the button', async ({ page, shop }) => {
  const session = await shop.session({
    line_items: [{
      price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Seat' } }, quantity: 1,
      adjustable_quantity: { enabled: true },
    }],
  });
  await page.goto(session.url);
  await page.waitForSelector('form.PaymentForm-form');
  await page.locator('.AdjustableQuantitySelector').click();
  await page.locator('#adjustQuantity').fill('3');
  await page.locator('.AdjustQuantityFooter-btn').evaluate((button) => button.click());
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$30.00');
  await page.type('#email', 'seats@example.com');
  await page.type('#cardNumber', '4242424242424242');
  await page.type('#cardExpiry', '1234');
  await page.type('#cardCvc', '123');
  await page.type('#billingName', 'Test Customer');
  await page.type('#billingPostalCode', '12345');
  await page.locator('.SubmitButton-TextContainer').evaluate((text) => text.click());
  await thanked(page, session);
});

test('a challenge, through the frames by their names', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.fill('#email', 'challenged@example.com');
  await page.fill('#cardNumber', '4000002760003184');
  await page.fill('#cardExpiry', '12 / 34');
  await page.fill('#cardCvc', '123');
  await page.fill('#billingName', 'Test Customer');
  await page.fill('#billingPostalCode', '12345');
  await page.click('.SubmitButton');
  await page.frameLocator('iframe[name^="__privateStripeFrame"]').frameLocator('iframe[name="stripe-challenge-frame"]').locator('#test-source-authorize-3ds').click();
  await thanked(page, session);
});

test('a decline, by its words and by its place', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.locator('#email').fill('no@example.com');
  await page.locator('#cardNumber').fill('4000000000000002');
  await page.locator('#cardExpiry').fill('1234');
  await page.locator('#cardCvc').fill('123');
  await page.locator('#billingName').fill('No Money');
  await page.locator('#billingPostalCode').fill('12345');
  await page.getByTestId('hosted-payment-submit-button').click();
  await expect(page.getByText(/declined/i)).toBeVisible();
  const text = 'Your credit card was declined. Try paying with a debit card instead.';
  await expect(page.locator('#cardNumber-fieldset-inner > div:nth-child(4)')).toHaveText(text);
  await expect(page.locator('.FieldError', { hasText: text })).toHaveText(text);
});

test('the way back, by its address and by its name', async ({ page, shop }) => {
  const session = await shop.session({ cancel_url: 'https://shop.example/canceled.html' });
  await page.goto(session.url);
  await expect(page.locator('a[href$="/canceled.html"]')).toBeVisible();
  await page.getByRole('link', { name: /back/i }).click();
  await expect(page).toHaveURL('https://shop.example/canceled.html');
  expect((await shop.retrieve(session)).status).toBe('open');
});

test('the summary, by its test ids', async ({ page, shop }) => {
  const session = await shop.session({ line_items: [{ price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 3 }] });
  await page.goto(session.url);
  const summary = page.getByTestId('checkout-container').getByTestId('order-summary-column');
  await expect(summary.getByTestId('product-summary-name')).toHaveText('Mug');
  await expect(summary.locator('#ProductSummary-totalAmount')).toHaveText('$60.00');
  await expect(summary.getByTestId('line-item-product-name')).toHaveText('Mug');
  await expect(summary.getByTestId('line-item-total-amount')).toHaveText('$60.00');
  await expect(summary.getByTestId('line-item-amount-detail')).toHaveText('$20.00 each');
  await expect(summary.getByTestId('order-details-footer-subtotal-amount')).toHaveText('$60.00');
  await expect(page.locator('.TestModeBadge')).toBeVisible();
  await expect(page).toHaveTitle('Checkout Emulator');
});

test('by the icon inside the button', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', allow_promotion_codes: true });
  await page.goto(session.url);
  await page.locator("//div[@class='SubmitButton-IconContainer']").click();
  await expect(page.locator('#card-error')).not.toBeEmpty();
  await fillCard(page);
  await page.locator('.SubmitButton-IconContainer').click();
  await thanked(page, session);
});

test('by a state’s name, where it is one of many countries', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', shipping_address_collection: { allowed_countries: ['US', 'IN'] } });
  await page.goto(session.url);
  await page.selectOption('#shippingCountry', 'India');
  await page.selectOption('#shippingAdministrativeArea', 'Maharashtra');
  await page.fill('#shippingName', 'Asha Rao');
  await page.fill('#shippingAddressLine1', '1 Marine Drive');
  await page.fill('#shippingLocality', 'Mumbai');
  await page.fill('#shippingPostalCode', '400020');
  await fillCard(page, undefined, { postal: null });
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
  const { address } = (await shop.retrieve(session)).collected_information.shipping_details;
  expect(address).toMatchObject({ country: 'IN', state: 'MH', city: 'Mumbai' });
});

test('by a province’s name, with an agent that says what it is', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', billing_address_collection: 'required', phone_number_collection: { enabled: true } });
  await page.goto(session.url);
  const fill = async (name, value) => page.locator(`input[name="${name}"]`).fill(value);
  await page.locator('select[name="billingCountry"]').selectOption('IT');
  await fill('phoneNumber', '+393123456789');
  await fill('billingName', 'Jane Dane');
  await fill('billingAddressLine1', '1 Test Street');
  await fill('billingLocality', 'Milan');
  await fill('billingPostalCode', '20100');
  await page.locator('select[name="billingAdministrativeArea"]').selectOption({ label: 'Milano' });
  await fill('cardNumber', '4242424242424242');
  await fill('cardExpiry', '1230');
  await fill('cardCvc', '123');
  await page.getByText('I am an AI agent acting on behalf of someone else').evaluate((element) => element.click());
  await page.locator('button[type="submit"]').click();
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details).toMatchObject({ phone: '+393123456789', address: { country: 'IT', state: 'MI' } });
});

test('by an agent’s checkbox and Link’s, with the keyboard', async ({ page, shop }) => {
  const session = await shop.session({ payment_method_types: ['card'] });
  await page.goto(session.url);
  const card = page.getByRole('radio', { name: 'Card' });
  if (!(await card.isChecked())) await card.check({ force: true });
  const visibleTextbox = (name) => page.getByRole('textbox', { name }).filter({ visible: true }).first();
  await page.locator('#email').fill('agent@example.com');
  await visibleTextbox('Card number').fill('4242424242424242');
  await visibleTextbox('Expiration').fill('1234');
  await visibleTextbox('CVC').fill('123');
  await visibleTextbox('Cardholder name').fill('Task Eighteen');
  await visibleTextbox('ZIP').fill('94103');
  const save = page.getByRole('checkbox', { name: 'Save my information for faster checkout' }).filter({ visible: true }).first();
  if (await save.isChecked()) await save.uncheck();
  const disclosure = page.getByRole('checkbox', { name: 'I am an AI agent acting on behalf of someone else' });
  await expect(disclosure).toHaveCount(1);
  await disclosure.focus();
  await page.keyboard.press('Space');
  await expect(disclosure).toBeChecked();
  await page.getByRole('button', { name: 'Pay', exact: true }).filter({ visible: true }).first().click();
  await thanked(page, session);
});

test('by the class of the phone number’s country and of the accordion', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', phone_number_collection: { enabled: true }, payment_method_types: ['card', 'cashapp'] });
  await page.goto(session.url);
  await page.locator('.AccordionItemHeader--clickable >> nth=0').click();
  await page.locator('.PhoneNumberCountryCodeSelect-select').selectOption('United States (+1)');
  await page.selectOption('.PhoneNumberCountryCodeSelect-select', 'FR');
  await page.fill('input[name="phoneNumber"]', '651234567');
  await expect(page.locator('#cardNumber')).toHaveClass(/Input--empty/);
  await fillCard(page);
  await expect(page.locator('#cardNumber')).not.toHaveClass(/Input--empty/);
  await page.getByTestId('hosted-payment-submit-button').click();
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details.phone).toBe('+33651234567');
});

test('by the label of the card’s row, and by what the button there is called', async ({ page, shop }) => {
  const session = await shop.session({ customer_email: 'a@example.com', payment_method_types: ['cashapp', 'card'] });
  await page.goto(session.url);
  await page.getByRole('radio', { name: 'Cash App Pay' }).check();
  await expect(page.locator('#cardNumber')).toHaveCount(0);
  await page.locator('#payment-method-label-card').click({ force: true });
  await expect(page.locator('#cardNumber')).toBeVisible();
  await page.getByRole('radio', { name: 'Cash App Pay' }).check();
  await page.evaluate(() => document.querySelector('button[aria-label="Pay with card"]').click());
  await expect(page.locator('#cardNumber')).toBeVisible();
});

test('by the text that asks for a code, and by what follows it', async ({ page, shop }) => {
  const coupon = await shop.post('/v1/coupons', { percent_off: 100, duration: 'once' });
  await shop.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, code: 'FREE' });
  const session = await shop.session({ customer_email: 'a@example.com', allow_promotion_codes: true });
  await page.goto(session.url);
  await page.getByText('Add promotion code').click();
  await page.locator('input[name="promotionCode"]').pressSequentially('FREE');
  await page.getByText('Apply').click();
  await expect(page.getByText('100% off')).toBeVisible();
  await expect(page.locator('#OrderDetails-TotalAmount > span')).toHaveText('$0.00');
  await page.getByRole('button', { name: 'Complete order' }).click();
  await thanked(page, session);
});

test('by the classes of empty fields, as page objects of an older page have them', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.locator("xpath=(//input[@class='CheckoutInput Input Input--empty'])[1]").fill('jenny@example.com');
  await page.locator("xpath=(//input[@class='CheckoutInput CheckoutInput--tabularnums Input Input--empty'])[1]").fill('4242424242424242');
  await page.locator("xpath=(//input[@class='CheckoutInput CheckoutInput--tabularnums Input Input--empty'])[2]").fill('123');
  await expect(page.locator('#cardCvc')).toHaveValue('123');
  await expect(page.locator('#email')).toHaveValue('jenny@example.com');
});
