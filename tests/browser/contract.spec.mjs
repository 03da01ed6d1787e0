// The names by which browser tests know the page, one by one: ids, labels, placeholders, what a browser fills in, test ids
// and classes. They are an interface and do not change, whatever the page looks like or speaks.

import { test, expect, mug } from './support.mjs';

const rate = (name, amount) => ({ shipping_rate_data: { display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } } });

/** A session that asks for all there is to ask. */
async function everything(shop, more = {}) {
  const optional = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 500, product_data: { name: 'Gift wrap' } });
  return shop.session({
    cancel_url: 'https://shop.example/canceled.html',
    allow_promotion_codes: true,
    phone_number_collection: { enabled: true },
    billing_address_collection: 'required',
    shipping_address_collection: { allowed_countries: ['US', 'CA', 'DE'] },
    shipping_options: [rate('Standard', 0), rate('Express', 1500)],
    tax_id_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required', promotions: 'auto' },
    optional_items: [{ price: optional.id, quantity: 1 }],
    payment_method_types: ['card', 'link'],
    custom_fields: [
      { key: 'engraving', label: { type: 'custom', custom: 'Engraving' }, type: 'text' },
      { key: 'member', label: { type: 'custom', custom: 'Member number' }, type: 'numeric', optional: true },
      { key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'dropdown', dropdown: { options: [{ label: 'Small', value: 's' }] } },
    ],
    line_items: [mug({ quantity: 2, adjustable_quantity: { enabled: true } })],
    ...more,
  });
}

/** id, accessible name, placeholder, autocomplete. */
const FIELDS = [
  ['email', 'Email', 'email@example.com', 'email'],
  ['phoneNumber', 'Phone number', '(800) 555-0175', 'tel'],
  ['phoneNumberCountryCode', null, null, null],
  ['shippingName', 'Full name', 'Name', 'shipping name'],
  ['shippingCountry', 'Country or region', null, 'shipping country'],
  ['shippingAddressLine1', 'Address line 1', 'Address line 1', 'shipping address-line1'],
  ['shippingAddressLine2', 'Address line 2', 'Address line 2', 'shipping address-line2'],
  ['shippingLocality', 'City', 'City', 'shipping address-level2'],
  ['shippingAdministrativeArea', 'State', null, 'shipping address-level1'],
  ['shippingPostalCode', 'ZIP', 'ZIP', 'shipping postal-code'],
  ['cardNumber', 'Card number', '1234 1234 1234 1234', 'cc-number'],
  ['cardExpiry', 'Expiration', 'MM / YY', 'cc-exp'],
  ['cardCvc', 'CVC', 'CVC', 'cc-csc'],
  ['billingName', 'Cardholder name', 'Full name on card', 'cc-name'],
  ['cardUseShippingAsBilling', 'Billing info is same as shipping', null, null],
  ['billingCountry', 'Country or region', null, 'billing country'],
  ['billingAddressLine1', 'Address line 1', 'Address line 1', 'billing address-line1'],
  ['billingAddressLine2', 'Address line 2', 'Address line 2', 'billing address-line2'],
  ['billingLocality', 'City', 'City', 'billing address-level2'],
  ['billingAdministrativeArea', 'State', null, 'billing address-level1'],
  ['billingPostalCode', 'ZIP', 'ZIP', 'billing postal-code'],
  ['enableStripePass', 'Save my information for faster checkout', null, null],
  ['purchasingAsBusinessCheckbox', "I'm purchasing as a business", null, null],
  ['businessName', 'Business name', null, null],
  ['taxIdType', null, null, null],
  ['taxId', 'Tax ID', null, null],
  ['termsOfServiceConsentCheckbox', /^I agree to .*Terms of Service/, null, null],
  ['promotionCode', 'Add promotion code', 'Add promotion code', null],
  ['customFields.engraving', 'Engraving', null, null],
  ['customFields.member', /^Member number/, null, null],
  ['customFields.size', 'Size', null, null],
];

test('every field by its id, its name, its label and what a browser fills in', async ({ page, shop }) => {
  await page.goto((await everything(shop)).url);
  await page.locator('#cardUseShippingAsBilling').uncheck();
  await page.locator('#purchasingAsBusinessCheckbox').check();
  for (const [id, label, placeholder, autocomplete] of FIELDS) {
    const field = page.locator(`[id="${id}"]`);
    await expect(field, id).toBeVisible();
    await expect(field, id).toHaveAttribute('name', id);
    if (label) await expect(field, id).toHaveAccessibleName(label);
    if (placeholder) await expect(field, id).toHaveAttribute('placeholder', placeholder);
    if (autocomplete) await expect(field, id).toHaveAttribute('autocomplete', autocomplete);
  }
  const names = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((element) => element.id));
  expect(names.filter((id, position) => names.indexOf(id) !== position), 'ids that are there twice').toEqual([]);
  expect(await page.locator('[tabindex]').evaluateAll((all) => all.filter((one) => one.tabIndex > 0).length)).toBe(0);
});

test('a country is a code with a name, and only where the shop sends to', async ({ page, shop }) => {
  await page.goto((await everything(shop)).url);
  const options = page.locator('#shippingCountry option');
  expect(await options.evaluateAll((all) => all.map(({ value, text }) => `${value} ${text}`))).toEqual(['CA Canada', 'DE Germany', 'US United States']);
  await expect(page.locator('#shippingCountry')).toHaveValue('US');
  const rates = page.locator('input[name="shipping-rate"]');
  await expect(rates).toHaveCount(2);
  await expect(rates.first()).toBeChecked();
  await expect(rates.first()).toHaveValue(/^shr_/);
  await expect(rates.first()).toHaveAccessibleName(/^Standard.*Free$/);
});

test('the test ids, ids and classes', async ({ page, shop }) => {
  await page.goto((await everything(shop)).url);
  for (const id of [
    'hosted-payment-submit-button', 'card-accordion-item', 'checkout-container', 'order-summary-column', 'product-summary',
    'product-summary-name', 'product-summary-total-amount', 'product-summary-description', 'order-details',
    'line-item-product-name', 'line-item-total-amount', 'line-item-amount-detail', 'line-item-adjustable-qty',
    'order-details-footer-subtotal-amount', 'business-link',
  ]) await expect(page.getByTestId(id), id).toBeVisible();
  await expect(page.getByTestId('card-accordion-item-button')).toHaveCount(1);
  for (const id of ['ProductSummary-totalAmount', 'ProductSummary-description', 'OrderDetails-TotalAmount', 'payment-form', 'cardNumber-fieldset', 'cardNumber-fieldset-inner', 'payment-method-accordion-item-title-card']) {
    await expect(page.locator(`#${id}`), id).toHaveCount(1);
  }
  for (const name of ['SubmitButton', 'SubmitButton--incomplete', 'SubmitButton-TextContainer', 'SubmitButton-IconContainer', 'SubmitButton-Text', 'PaymentForm-form', 'CheckoutPaymentForm', 'OrderDetails-item', 'LineItem-productName', 'AdjustableQuantitySelector', 'Header-businessLink', 'TestModeBadge', 'PromotionCodeEntry-applyButton']) {
    await expect(page.locator(`.${name}`), name).toHaveCount(1);
  }
  await expect(page.locator('#ProductSummary-totalAmount .CurrencyAmount')).toHaveText('$40.00');
  for (const text of ['Payment method', 'Enter payment details']) await expect(page.getByText(text, { exact: true }), text).toHaveCount(1);
  // No second button is called something with "Pay" where there is one way to pay.
  await expect(page.getByRole('button', { name: 'Pay' })).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Contact information' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Card information' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Shipping address' })).toBeVisible();
});

test('neither ids nor test ids depend on the language', async ({ page, shop }) => {
  const names = () => page.evaluate(() => [...document.querySelectorAll('[id], [data-testid], [name]')]
    .map(({ id, name, dataset }) => `${id} ${name || ''} ${dataset.testid || ''}`.replace(/(li|shr|price)_\w+/g, '$1')));
  await page.goto((await everything(shop)).url);
  const english = await names();
  await page.goto((await everything(shop, { locale: 'ja' })).url);
  // Japan writes an address from the large to the small.
  expect((await names()).sort()).toEqual(english.sort());
});

test('all of it is small', async ({ page, shop }) => {
  const session = await everything(shop, { branding_settings: { button_color: '#fca311' } });
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  network.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.goto(session.url, { waitUntil: 'networkidle' });
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes, 'over the wire, headers included').toBeLessThan(60_000);
});

test('labels and placeholders that only one field has, whatever the session asks for', async ({ page, shop }) => {
  const asked = [
    {}, { consent_collection: { promotions: 'auto' } }, { tax_id_collection: { enabled: true } }, { phone_number_collection: { enabled: true } },
    { shipping_address_collection: { allowed_countries: ['US'] } }, { payment_method_types: ['card', 'cashapp', 'us_bank_account'] },
    { billing_address_collection: 'required' },
  ];
  for (const params of asked) {
    await page.goto((await shop.session(params)).url);
    for (const found of [
      page.getByLabel('Email'), page.getByLabel('Card number'), page.getByLabel('Expiration'), page.getByLabel('CVC'),
      page.getByLabel('Cardholder name'), page.getByLabel('Country or region'), page.getByLabel('ZIP'), page.getByPlaceholder('ZIP'),
      page.locator('button[type="submit"]'), page.locator('.SubmitButton-IconContainer'), page.getByTestId('hosted-payment-submit-button'),
    ]) {
      await expect(found, `${JSON.stringify(params)} ${found}`).toHaveCount(1);
      await expect(found, `${JSON.stringify(params)} ${found}`).toBeVisible();
    }
  }
  await page.goto((await shop.session({ line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }], payment_method_types: ['card', 'ideal'] })).url);
  await expect(page.getByLabel('iDEAL')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Pay with iDEAL' })).toHaveCount(1);
});
