// The page in the customer's language, and amounts as that language writes them.

import { test, expect, mug, fillCard, pay, submitButton } from './support.mjs';

const spaces = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

const SAID = {
  de: { email: 'E-Mail', number: 'Kartennummer', pay: 'Zahlen', amount: '20,00 €', declined: 'Ihre Karte wurde abgelehnt' },
  fr: { email: 'E-mail', number: 'Numéro de carte', pay: 'Payer', amount: '20,00 €', declined: 'Votre carte a été refusée' },
  es: { email: 'Correo electrónico', number: 'Número de tarjeta', pay: 'Pagar', amount: '20,00 €', declined: 'Su tarjeta ha sido rechazada' },
  it: { email: 'E-mail', number: 'Numero di carta', pay: 'Paga', amount: '20,00 €', declined: 'La tua carta è stata rifiutata' },
  nl: { email: 'E-mailadres', number: 'Kaartnummer', pay: 'Betalen', amount: '€ 20,00', declined: 'Je kaart is geweigerd' },
  'pt-BR': { email: 'E-mail', number: 'Número do cartão', pay: 'Pagar', amount: '€ 20,00', declined: 'Seu cartão foi recusado' },
  ja: { email: 'メールアドレス', number: 'カード番号', pay: '支払う', amount: '€20.00', declined: 'カードが拒否されました' },
  en: { email: 'Email', number: 'Card number', pay: 'Pay', amount: '€20.00', declined: 'Your credit card was declined' },
};

for (const [locale, said] of Object.entries(SAID)) {
  test(`in ${locale}`, async ({ page, shop }) => {
    const session = await shop.session({ locale, line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Mug' } }, quantity: 1 }] });
    await page.goto(session.url);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await expect(submitButton(page)).toHaveText(said.pay);
    expect(spaces(await page.locator('#OrderDetails-TotalAmount').textContent())).toBe(said.amount);
    await page.getByLabel(said.email, { exact: true }).fill('jenny@example.com');
    await expect(page.getByLabel(said.number)).toHaveId('cardNumber');
    await fillCard(page, '4000000000000002');
    await pay(page);
    await expect(page.locator('#card-error')).toContainText(said.declined);
  });
}

test.describe('a browser set to German', () => {
  test.use({ locale: 'de-AT' });
  test('decides where the session does not', async ({ page, shop }) => {
    const session = await shop.session({ locale: 'auto' });
    await page.goto(session.url);
    await expect(submitButton(page)).toHaveText('Zahlen');
    await expect(page.locator('#billingCountry')).toHaveValue('AT');
    await expect(page.locator('#billingCountry option:checked')).toHaveText('Österreich');
  });
});

test.describe('a browser set to Swedish', () => {
  test.use({ locale: 'sv-SE' });
  test('reads English', async ({ page, shop }) => {
    const session = await shop.session();
    await page.goto(session.url);
    await expect(submitButton(page)).toHaveText('Pay');
  });
});

for (const [currency, minor, shown] of [
  ['jpy', 1500, '¥1,500'],
  ['krw', 50000, '₩50,000'],
  ['bhd', 12340, 'BHD 12.340'],
  ['huf', 250000, 'HUF 2,500'],
  ['isk', 50000, 'ISK 500'],
  ['usd', 123456, '$1,234.56'],
]) {
  test(`${minor} ${currency} is ${shown}`, async ({ page, shop }) => {
    const session = await shop.session({ line_items: [{ price_data: { currency, unit_amount: minor, product_data: { name: 'Mug' } }, quantity: 1 }] });
    await page.goto(session.url);
    expect(spaces(await page.locator('#OrderDetails-TotalAmount').textContent())).toBe(shown);
  });
}

test('dates are written out', async ({ page, shop }) => {
  const end = Math.floor(Date.UTC(2029, 2, 5, 12) / 1000);
  const session = await shop.session({
    mode: 'subscription', locale: 'de', subscription_data: { trial_end: Math.min(end, Math.floor(Date.now() / 1000) + 100 * 86400) },
    line_items: [mug({ price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'year' }, product_data: { name: 'Mug' } } })],
  });
  await page.goto(session.url);
  await expect(page.locator('#ProductSummary-totalAmount')).toHaveText(/^Kostenlos bis \d{1,2}\. \p{L}+ \d{4}$/u);
});
