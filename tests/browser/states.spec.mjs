// Every state of the page, checked against WCAG 2.2 AA and photographed for people to look at: screenshots/.

import { test, expect, accessible, fillCard, fillShipping, mug, pay, submitButton } from './support.mjs';

const rate = (name, amount, days) => ({
  shipping_rate_data: {
    display_name: name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' },
    delivery_estimate: { minimum: { unit: 'business_day', value: days }, maximum: { unit: 'business_day', value: days + 2 } },
  },
});

async function everything(shop) {
  const coupon = await shop.post('/v1/coupons', { percent_off: 20, duration: 'once' });
  await shop.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' });
  const wrap = await shop.post('/v1/prices', { currency: 'usd', unit_amount: 500, product_data: { name: 'Gift wrapping' } });
  const tax = await shop.post('/v1/tax_rates', { display_name: 'Sales tax', percentage: 8.25, inclusive: false });
  return shop.session({
    cancel_url: 'https://shop.example/cart',
    branding_settings: { display_name: 'Morning & Co' },
    allow_promotion_codes: true,
    phone_number_collection: { enabled: true },
    shipping_address_collection: { allowed_countries: ['US', 'CA', 'DE'] },
    shipping_options: [rate('Ground', 0, 3), rate('Express', 1500, 1)],
    tax_id_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required', promotions: 'auto' },
    optional_items: [{ price: wrap.id, quantity: 1 }],
    custom_fields: [{ key: 'engraving', label: { type: 'custom', custom: 'Engraving' }, type: 'text', optional: true }],
    custom_text: { submit: { message: 'We roast on Mondays and send on Tuesdays.' } },
    line_items: [
      mug({ quantity: 2, adjustable_quantity: { enabled: true }, tax_rates: [tax.id] }),
      { price_data: { currency: 'usd', unit_amount: 1450, product_data: { name: 'Espresso beans, 500 g', description: 'Dark roast with notes of cocoa and fig' } }, quantity: 1, tax_rates: [tax.id] },
    ],
  });
}

const STATES = {
  simple: async (page, shop) => {
    await page.goto((await shop.session({ cancel_url: 'https://shop.example/cart' })).url);
  },
  everything: async (page, shop) => {
    await page.goto((await everything(shop)).url);
    await page.locator('#promotionCode').fill('SPRING');
    await page.locator('#promotionCode').press('Enter');
    await expect(page.locator('.AppliedDiscount')).toBeVisible();
  },
  incomplete: async (page, shop) => {
    await page.goto((await everything(shop)).url);
    await page.locator('#cardUseShippingAsBilling').uncheck();
    await page.locator('#purchasingAsBusinessCheckbox').check();
    await pay(page);
    await expect(page.locator('#email-error')).toHaveText('Required');
  },
  declined: async (page, shop) => {
    await page.goto((await shop.session({ customer_email: 'jenny@example.com' })).url);
    await fillCard(page, '4000000000009995');
    await pay(page);
    await expect(page.locator('#card-error')).not.toBeEmpty();
  },
  methods: async (page, shop) => {
    await page.goto((await shop.session({ line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }], payment_method_types: ['card', 'sepa_debit', 'ideal', 'klarna'] })).url);
    await page.getByTestId('sepa_debit-accordion-item').click();
  },
  saved: async (page, shop) => {
    const customer = await shop.post('/v1/customers', { email: 'jenny@example.com', name: 'Jenny Rosen' });
    const saved = { saved_payment_method_options: { payment_method_save: 'enabled' }, customer: customer.id };
    const first = await shop.session(saved);
    await shop.post(`/_emulator/checkout/sessions/${first.id}/complete`, { save_payment_method: true });
    await page.goto((await shop.session(saved)).url);
    await expect(page.getByRole('radio', { name: /Visa/ })).toBeChecked();
  },
  quantity: async (page, shop) => {
    await page.goto((await shop.session({ line_items: [mug({ adjustable_quantity: { enabled: true } })] })).url);
    await page.getByTestId('line-item-adjustable-qty').click();
    await page.getByRole('textbox', { name: 'Quantity' }).fill('999');
    await page.getByRole('button', { name: 'Update' }).click();
  },
  'test-data': async (page, shop) => {
    await page.goto((await shop.session()).url);
    await page.getByRole('button', { name: 'Fill in test data' }).click();
  },
  challenge: async (page, shop) => {
    await page.goto((await shop.session({ customer_email: 'jenny@example.com' })).url);
    await fillCard(page, '4000002760003184');
    await pay(page);
    await expect(page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame').getByRole('button', { name: 'Complete' })).toBeVisible();
  },
  authorize: async (page, shop) => {
    const session = await shop.session({ line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }], payment_method_types: ['ideal'] });
    await page.goto(`${session.url}/authorize/ideal`);
  },
  approval: async (page, shop) => {
    const intent = await shop.post('/v1/payment_intents', { amount: 2000, currency: 'usd', payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: 'https://shop.example/' });
    await page.goto(shop.url + new URL(intent.next_action.redirect_to_url.url).pathname);
  },
  voucher: async (page, shop) => {
    const session = await shop.session({ line_items: [{ price_data: { currency: 'brl', unit_amount: 2000, product_data: { name: 'Caneca' } }, quantity: 1 }], payment_method_types: ['boleto'] });
    await shop.post(`/_emulator/checkout/sessions/${session.id}/complete`, { payment_method: 'boleto' });
    const { payment_intent: intent } = await shop.retrieve(session, 'payment_intent');
    await page.goto(shop.url + new URL(intent.next_action.boleto_display_details.hosted_voucher_url).pathname);
  },
  receipt: async (page, shop) => {
    const session = await shop.session({ line_items: [mug({ quantity: 2 }), { price_data: { currency: 'usd', unit_amount: 1450, product_data: { name: 'Espresso beans, 500 g' } }, quantity: 1 }] });
    await shop.post(`/_emulator/checkout/sessions/${session.id}/complete`);
    const { payment_intent: intent } = await shop.retrieve(session, 'payment_intent.latest_charge');
    await shop.post('/v1/refunds', { charge: intent.latest_charge.id, amount: 500 });
    await page.goto(shop.url + new URL(intent.latest_charge.receipt_url).pathname);
  },
  questions: async (page, shop) => {
    const session = await shop.session({
      custom_fields: [
        { key: 'engraving', label: { type: 'custom', custom: 'Engraving' }, type: 'text', text: { minimum_length: 3 } },
        { key: 'member', label: { type: 'custom', custom: 'Member number' }, type: 'numeric', optional: true },
        { key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'dropdown', dropdown: { options: [{ label: 'Small', value: 's' }] } },
      ],
      consent_collection: { terms_of_service: 'required' },
      name_collection: { business: { enabled: true, optional: true } },
    });
    await page.goto(session.url);
    await page.getByLabel('Engraving').fill('a');
    await page.getByLabel('Member number').fill('x');
    await pay(page);
    await expect(page.locator('#termsOfServiceConsentCheckbox-error')).not.toBeEmpty();
  },
  'promotion-refused': async (page, shop) => {
    await page.goto((await shop.session({ allow_promotion_codes: true })).url);
    await page.locator('#promotionCode').fill('NOPE');
    await page.locator('#promotionCode').press('Enter');
    await expect(page.locator('#promotionCode-error')).not.toBeEmpty();
  },
  donation: async (page, shop) => {
    const price = await shop.post('/v1/prices', { currency: 'usd', custom_unit_amount: { enabled: true, minimum: 500, maximum: 10000, preset: 1500 }, product_data: { name: 'Donation' } });
    await page.goto((await shop.session({ submit_type: 'donate', line_items: [{ price: price.id, quantity: 1 }] })).url);
  },
  free: async (page, shop) => {
    const coupon = await shop.post('/v1/coupons', { percent_off: 100, duration: 'once' });
    await page.goto((await shop.session({ discounts: [{ coupon: coupon.id }], customer_email: 'free@example.com' })).url);
    await expect(submitButton(page)).toHaveText('Complete order');
  },
  subscription: async (page, shop) => {
    const session = await shop.session({
      mode: 'subscription', allow_promotion_codes: true,
      line_items: [{ price_data: { currency: 'usd', unit_amount: 1299, recurring: { interval: 'month' }, product_data: { name: 'Coffee club', description: 'A bag each month' } }, quantity: 1 }],
    });
    await page.goto(session.url);
  },
  trial: async (page, shop) => {
    const session = await shop.session({
      mode: 'subscription', subscription_data: { trial_period_days: 14 },
      line_items: [{ price_data: { currency: 'usd', unit_amount: 1299, recurring: { interval: 'month' }, product_data: { name: 'Coffee club' } }, quantity: 1 }],
    });
    await page.goto(session.url);
  },
  setup: async (page, shop) => {
    await page.goto((await shop.session({ mode: 'setup', payment_method_types: ['card'] })).url);
  },
  german: async (page, shop) => {
    const session = await shop.session({ locale: 'de', shipping_address_collection: { allowed_countries: ['DE'] }, line_items: [{ price_data: { currency: 'eur', unit_amount: 129900, product_data: { name: 'Siebträgermaschine' } }, quantity: 2 }] });
    await page.goto(session.url);
  },
  branded: async (page, shop) => {
    const session = await shop.session({ cancel_url: 'https://shop.example/', allow_promotion_codes: true, branding_settings: { display_name: 'Powdur', background_color: '#14213d', button_color: '#fca311', border_style: 'pill', font_family: 'lora' } });
    await page.goto(session.url);
    await fillCard(page);
    await page.locator('#email').fill('jenny@example.com');
  },
  complete: async (page, shop) => {
    const session = await shop.session({ cancel_url: 'https://shop.example/cart' });
    await shop.post(`/_emulator/checkout/sessions/${session.id}/complete`);
    await page.goto(`${shop.url}/c/pay/${session.id}`);
  },
  expired: async (page, shop) => {
    const session = await shop.session({ after_expiration: { recovery: { enabled: true } }, branding_settings: { background_color: '#14213d' } });
    await shop.post(`/v1/checkout/sessions/${session.id}/expire`);
    await page.goto(`${shop.url}/c/pay/${session.id}`);
  },
  unknown: async (page, shop) => {
    await page.goto(`${shop.url}/c/pay/cs_test_nobody`);
  },
  start: async (page, shop) => {
    await shop.session();
    await shop.session({ mode: 'setup', payment_method_types: ['card'] });
    await page.goto(`${shop.url}/_emulator/`);
    await expect(page.getByRole('link', { name: /^cs_test_/ }).first()).toBeVisible();
  },
};

for (const [state, reach] of Object.entries(STATES)) {
  test(`the page is accessible: ${state}`, async ({ page, shop }) => {
    await reach(page, shop);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      for (const width of [1280, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        if (width > 320) await page.screenshot({ path: `screenshots/${state}-${width}${scheme === 'dark' ? '-dark' : ''}.png`, fullPage: true });
        const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
        expect(scroll, `nothing sticks out at ${width} px`).toBeLessThanOrEqual(client);
        // At one width of each kind: axe takes its time.
        if (width === 390 || (width === 1280 && scheme === 'light')) await accessible(page);
      }
    }
  });
}

test('everything is done with the keyboard alone', async ({ page, shop }) => {
  const session = await everything(shop);
  await page.goto(session.url);
  const seen = new Map();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return { id: element.id || element.name || element.className || element.href, visible: box.width > 0 && box.height > 0, outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
    });
    if (!at || seen.has(at.id)) break;
    expect(at.visible, `${at.id} can be seen`).toBe(true);
    expect(at.outlined, `${at.id} shows its focus`).toBe(true);
    seen.set(at.id, presses);
  }
  const order = [
    'promotionCode', 'email', 'phoneNumber', 'shippingName', 'shippingCountry', 'shippingAddressLine1', 'shippingAddressLine2',
    'shippingLocality', 'shippingAdministrativeArea', 'shippingPostalCode', 'shipping-rate', 'customFields.engraving', 'cardNumber',
    'cardExpiry', 'cardCvc', 'billingName', 'cardUseShippingAsBilling', 'purchasingAsBusinessCheckbox', 'termsOfServiceConsentCheckbox',
  ];
  expect([...seen.keys()].filter((id) => order.includes(id))).toEqual(order);

  // And pays: only keys from here on.
  await page.locator('#email').focus();
  const type = async (...texts) => {
    for (const text of texts) {
      if (text) await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
  };
  await type('jenny@example.com', '', '8005550175', 'Jenny Rosen', '', '1 Main St', '', 'Springfield', 'Illinois', '62701');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#OrderDetails-TotalAmount')).toHaveText('$74.00');
  await page.keyboard.press('Tab');
  await type('', '4242424242424242', '1234', '123', 'Jenny Rosen', '', '');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.locator('#termsOfServiceConsentCheckbox')).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(submitButton(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL(/shop\.example\/thanks/);
});

test('the page says what changes to those who do not see it', async ({ page, shop }) => {
  await page.goto((await everything(shop)).url);
  await expect(page.locator('#order')).toHaveAttribute('aria-live', 'polite');
  await expect(page.locator('#shipping-options')).toHaveAttribute('aria-live', 'polite');
  await fillShipping(page);
  for (const error of await page.locator('#payment-form .FieldError').all()) await expect(error).toHaveAttribute('role', 'alert');
  const unlinked = await page.locator('#payment-form input:visible:not([type=radio]):not([aria-describedby])').evaluateAll((fields) => fields.map((field) => field.id));
  expect(unlinked.filter((id) => !['cardUseShippingAsBilling', 'purchasingAsBusinessCheckbox', 'promotionsConsentCheckbox', 'enableStripePass', 'savePaymentMethod', 'aiAgent'].includes(id))).toEqual([]);
});
