// What the browser tests share: an emulator for each worker, a shop that makes sessions and takes customers back.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';

export { expect };

const BINARY = process.env.CHECKOUT_EMULATOR_BIN || fileURLToPath(new URL('../../target/debug/checkout-emulator', import.meta.url));
export const VISA = '4242424242424242';

/** `{a: {b: [1]}}` → `a[b][0]=1`, as the SDKs send it. */
function encode(value, path, pairs = new URLSearchParams()) {
  if (value && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) encode(inner, path ? `${path}[${name}]` : name, pairs);
  } else if (value !== undefined) {
    pairs.append(path, String(value));
  }
  return pairs;
}

/** The shop's server: a key of its own, so that tests do not see each other. */
export class Shop {
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  async call(method, path, params) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.key}` },
      body: params && encode(params),
    });
    const body = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
    return body;
  }

  post(path, params = {}) {
    return this.call('POST', path, params);
  }

  get(path) {
    return this.call('GET', path);
  }

  /** A session for a $20.00 mug, unless told otherwise. */
  session(params = {}) {
    const { line_items, ...rest } = params;
    const defaults = rest.mode === 'setup' ? { currency: 'usd' } : {};
    return this.post('/v1/checkout/sessions', {
      mode: 'payment',
      success_url: 'https://shop.example/thanks?id={CHECKOUT_SESSION_ID}',
      ...defaults,
      ...(rest.mode === 'setup' ? {} : { line_items: line_items || [mug()] }),
      ...rest,
    });
  }

  retrieve(session, expand = '') {
    return this.get(`/v1/checkout/sessions/${session.id}${expand && `?expand[]=${expand}`}`);
  }
}

export function mug(more = {}) {
  return {
    price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Mug', description: 'Blue enamel' } },
    quantity: 1,
    ...more,
  };
}

export const test = base.extend({
  emulator: [
    async ({}, use) => {
      const child = spawn(BINARY, ['--port', '0', '--log', 'off'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await new Promise((resolve, reject) => {
        createInterface({ input: child.stdout }).once('line', (text) => resolve([text]));
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
      });
      const port = new URL(line.split(' ').pop()).port;
      await use(`http://localhost:${port}`);
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
    { scope: 'worker' },
  ],

  shop: async ({ emulator }, use, info) => {
    const name = `${info.testId}-${info.retry}`.replace(/[^a-z0-9-]/gi, '');
    await use(new Shop(emulator, `sk_test_${name}`));
  },

  /** What the browser may complain of, where a test is about just that. */
  tolerated: [null, { option: true }],

  page: async ({ page, emulator, tolerated }, use) => {
    // The shop's own pages; any other host must not be asked for anything.
    const strangers = [];
    await page.context().route(
      (url) => url.hostname !== 'localhost' && url.hostname !== '127.0.0.1',
      (route) => {
        const { host, pathname } = new URL(route.request().url());
        if (host === 'shop.example') {
          return route.fulfill({ contentType: 'text/html', body: `<title>Shop</title><h1>Shop ${pathname}</h1>` });
        }
        strangers.push(route.request().url());
        return route.abort();
      },
    );
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // A refused payment is a 402 on purpose, and the browser says so.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) problems.push(message.text());
    });
    await use(page);
    expect(strangers, 'requests to other hosts').toEqual([]);
    expect(problems.filter((text) => !tolerated?.test(text)), 'errors of the page').toEqual([]);
  },
});

export const submitButton = (page) => page.getByTestId('hosted-payment-submit-button');

/** Fills the card's block, whichever fields it has. */
export async function fillCard(page, number = VISA, { name = 'Jenny Rosen', postal = '94103' } = {}) {
  await page.locator('#cardNumber').fill(number);
  await page.locator('#cardExpiry').fill('1234');
  await page.locator('#cardCvc').fill('123');
  await page.locator('#billingName').fill(name);
  const postalCode = page.locator('#billingPostalCode');
  if (postal && (await postalCode.isVisible())) await postalCode.fill(postal);
}

export async function fillShipping(page, prefix = 'shipping') {
  if (prefix === 'shipping') await page.locator('#shippingName').fill('Jenny Rosen');
  await page.locator(`#${prefix}AddressLine1`).fill('354 Oyster Point Blvd');
  await page.locator(`#${prefix}Locality`).fill('South San Francisco');
  await page.locator(`#${prefix}AdministrativeArea`).selectOption('CA');
  await page.locator(`#${prefix}PostalCode`).fill('94080');
}

export async function pay(page) {
  await submitButton(page).click();
}

/** The shop has its customer back. */
export async function thanked(page, session) {
  await page.waitForURL(`https://shop.example/thanks?id=${session.id}`);
}

/** Fails on any violation of WCAG 2.2 AA. */
export async function accessible(page) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
  expect(found).toEqual([]);
}
