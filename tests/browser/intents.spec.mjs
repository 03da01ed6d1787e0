// The pages that the API's own intents lead to.

import { expect, test } from './support.mjs';

const RETURN_URL = 'https://shop.example/thanks?order=1';

function intent(shop, params = {}) {
  return shop.post('/v1/payment_intents', {
    amount: 1999,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_authenticationRequired',
    return_url: RETURN_URL,
    ...params,
  });
}

for (const [button, redirected, status] of [
  ['Complete', 'succeeded', 'succeeded'],
  ['Fail', 'failed', 'requires_payment_method'],
]) {
  test(`a customer who is asked for approval: ${button}`, async ({ page, shop }) => {
    const waiting = await intent(shop);
    await page.goto(waiting.next_action.redirect_to_url.url);
    await expect(page.getByText('$19.99')).toBeVisible();
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(/^https:\/\/shop\.example\/thanks/);
    const back = new URL(page.url()).searchParams;
    expect(back.get('order')).toBe('1');
    expect(back.get('payment_intent')).toBe(waiting.id);
    expect(back.get('redirect_status')).toBe(redirected);
    expect((await shop.get(`/v1/payment_intents/${waiting.id}`)).status).toBe(status);
  });
}
