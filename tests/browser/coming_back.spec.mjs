// A customer leaves the page and comes back: what they entered is still there, and the page shows what it means.

import { test, expect, fillCard, fillShipping, pay, submitButton, thanked } from './support.mjs';

const euros = { price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 };

const everything = {
  line_items: [euros],
  payment_method_types: ['card', 'klarna'],
  shipping_address_collection: { allowed_countries: ['US', 'CA', 'DE'] },
  billing_address_collection: 'required',
  tax_id_collection: { enabled: true },
  consent_collection: { terms_of_service: 'required' },
  custom_fields: [{ key: 'note', label: { type: 'custom', custom: 'Note' }, type: 'text' }],
};

/** Fills all that is not a card, with another place to pay from than to send to. */
async function enter(page) {
  await page.locator('#email').fill('jenny@example.com');
  await fillShipping(page);
  await page.locator('#customFields\\.note').fill('Ring twice');
  await page.getByTestId('klarna-accordion-item').click();
  await page.locator('#payerName').fill('Jenny Payer');
  await page.locator('#cardUseShippingAsBilling').uncheck();
  await page.locator('#billingCountry').selectOption('CA');
  await page.locator('#billingAddressLine1').fill('100 Queen St W');
  await page.locator('#billingLocality').fill('Toronto');
  await page.locator('#billingAdministrativeArea').selectOption('ON');
  await page.locator('#billingPostalCode').fill('M5H 2N2');
  await page.locator('#purchasingAsBusinessCheckbox').check();
  await page.locator('#businessName').fill('Rosen & Co');
  await page.locator('#taxIdType').selectOption('eu_vat');
  await page.locator('#taxId').fill('DE123456789');
  await page.locator('#termsOfServiceConsentCheckbox').check();
}

async function stillThere(page) {
  for (const [id, value] of Object.entries({
    email: 'jenny@example.com', shippingName: 'Jenny Rosen', shippingAdministrativeArea: 'CA', shippingPostalCode: '94080', payerName: 'Jenny Payer',
    'customFields\\.note': 'Ring twice', billingCountry: 'CA', billingAddressLine1: '100 Queen St W', billingAdministrativeArea: 'ON',
    billingPostalCode: 'M5H 2N2', businessName: 'Rosen & Co', taxIdType: 'eu_vat', taxId: 'DE123456789',
  })) {
    await expect(page.locator(`#${id}`), id).toHaveValue(value);
    await expect(page.locator(`#${id}`), id).toBeVisible();
  }
  await expect(page.getByRole('radio', { name: 'Klarna' })).toBeChecked();
  await expect(page.getByTestId('klarna-accordion-item')).toHaveClass(/is-open/);
  await expect(page.locator('#cardNumber')).toHaveCount(0);
  await expect(page.locator('#billingPostalCode').locator('xpath=..').locator('label')).toHaveText('Postal code');
  await expect(page.locator('#termsOfServiceConsentCheckbox')).toBeChecked();
  await expect(submitButton(page)).toHaveClass(/SubmitButton--complete/);
}

async function paid(page, shop, session) {
  await pay(page);
  await page.getByRole('button', { name: 'Authorize Test Payment' }).click();
  await thanked(page, session);
  const { customer_details: details, collected_information: collected } = await shop.retrieve(session);
  expect(details).toMatchObject({
    name: 'Jenny Payer', business_name: 'Rosen & Co', address: { country: 'CA', state: 'ON', line1: '100 Queen St W' },
    tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
  });
  expect(collected.shipping_details).toMatchObject({ name: 'Jenny Rosen', address: { country: 'US', state: 'CA' } });
}

test('by the browser’s way back', async ({ page, shop }) => {
  const session = await shop.session(everything);
  await page.goto(session.url);
  await enter(page);
  await page.goto('https://shop.example/terms');
  await page.goBack();
  await stillThere(page);
  await paid(page, shop, session);
});

test('by loading the page anew', async ({ page, shop }) => {
  const session = await shop.session(everything);
  await page.goto(session.url);
  await enter(page);
  await page.reload();
  await stillThere(page);
  await paid(page, shop, session);
});

test('from a payment that was not approved, and from one that was left', async ({ page, shop }) => {
  const session = await shop.session(everything);
  await page.goto(session.url);
  await enter(page);
  await pay(page);
  await page.getByRole('button', { name: 'Fail Test Payment' }).click();
  await expect(page.locator('#payment-error')).toContainText('unable to authenticate');
  await stillThere(page);
  await pay(page);
  await expect(page).toHaveTitle('Klarna test payment page');
  await page.goBack();
  await stillThere(page);
  await paid(page, shop, session);
});

test('a new visit begins anew, and no card is kept', async ({ page, shop }) => {
  const session = await shop.session();
  await page.goto(session.url);
  await page.locator('#email').fill('jenny@example.com');
  await fillCard(page);
  await page.goto('https://shop.example/terms');
  await page.goBack();
  await expect(page.locator('#email')).toHaveValue('jenny@example.com');
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage, history: history.state }));
  expect(kept).not.toMatch(/4242|12 \/ 34|"123"/);
  await page.goto('https://shop.example/terms');
  await page.goto(session.url);
  await expect(page.locator('#email')).toHaveValue('');
  await expect(page.locator('#cardNumber')).toHaveValue('');
});

test('what is set without a word counts as typed', async ({ page, shop }) => {
  const session = await shop.session({ shipping_address_collection: { allowed_countries: ['US', 'DE'] } });
  await page.goto(session.url);
  await fillShipping(page);
  await page.evaluate(() => {
    const set = (id, value) => { document.getElementById(id).value = value; };
    set('email', 'jenny@example.com');
    set('cardNumber', '4242424242424242');
    set('cardExpiry', '1234');
    set('cardCvc', '123');
    set('billingName', 'Jenny Rosen');
    document.getElementById('cardUseShippingAsBilling').checked = false;
  });
  await pay(page);
  // The address that was hidden is asked for now.
  await expect(page.locator('#billingPostalCode-error')).toHaveText('Required');
  await page.locator('#billingPostalCode').evaluate((field) => { field.value = '94103'; });
  await pay(page);
  await thanked(page, session);
  expect((await shop.retrieve(session)).customer_details.address).toMatchObject({ country: 'US', postal_code: '94103' });
});
