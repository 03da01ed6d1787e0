// ---- addresses ----

const addresses = [...form.querySelectorAll('.Address')];
const addressParts = new Map(addresses.map((address) => [address, [...address.querySelectorAll('[data-part]')]]));
const billing = $('billing-address');
const sameAsShipping = $('cardUseShippingAsBilling');

function countryName(code) {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) || code;
  } catch {
    return code;
  }
}

function option(value, text, selected) {
  const element = document.createElement('option');
  element.value = value;
  element.textContent = text;
  element.selected = selected;
  return element;
}

/** Fills a select with countries by name. What is chosen stays chosen. */
function listCountries(select, label = countryName) {
  const codes = (select.dataset.countries || ALL_COUNTRIES).split(' ');
  const collator = new Intl.Collator(language);
  const named = codes.map((code) => [code, countryName(code)]).sort((a, b) => collator.compare(a[1], b[1]));
  const chosen = select.value;
  select.replaceChildren(...named.map(([code]) => option(code, label(code), code === chosen)));
}

/** Where the card's owner lives shows the postal code only where public tests and banks look for it. */
const WITH_POSTAL_CODE = ['US', 'GB', 'CA', 'PR'];

/** Shows the parts an address has in its country, in their order. */
function arrange(address) {
  const prefix = address.dataset.prefix;
  const country = $(`${prefix}Country`).value;
  const parts = PARTS[country] || USUAL_PARTS;
  const short = prefix === 'billing' && address.dataset.full !== 'true';
  const row = address.querySelector('.Row');
  if (address.dataset.arranged === country) return;
  address.dataset.arranged = country;
  for (const wrapper of addressParts.get(address)) {
    const part = wrapper.dataset.part;
    if (!['city', 'state', 'postal'].includes(part)) continue;
    show(wrapper, short ? WITH_POSTAL_CODE.includes(country) : part in parts);
    const name = partTexts[parts[part] || USUAL_PARTS[part] || part];
    wrapper.querySelector('label').textContent = name;
    if (part === 'state') wrapper.replaceChild(stateField(wrapper, country), wrapper.querySelector('.Input'));
    const field = wrapper.querySelector('.Input');
    if (field.placeholder !== undefined) field.placeholder = name;
  }
  if (row) {
    // Set in the order of reading, so that Tab follows it.
    for (const part of Object.keys(parts)) row.append(row.querySelector(`[data-part="${part}"]`));
  }
}

/** A list where the country's states are known, else a text. */
function stateField(wrapper, country) {
  const old = wrapper.querySelector('.Input');
  const states = STATES[country];
  const fresh = document.createElement(states ? 'select' : 'input');
  for (const name of ['id', 'name', 'autocomplete', 'aria-describedby', 'class']) {
    fresh.setAttribute(name, old.getAttribute(name));
  }
  const known = old.dataset.known || old.value;
  fresh.dataset.known = known;
  if (states) {
    const pairs = states.split('|').map((pair) => pair.split(':'));
    fresh.append(option('', form.dataset.select, !known));
    for (const [value, name = value] of pairs) fresh.append(option(value, name, value === known || name === known));
  } else {
    fresh.type = 'text';
    fresh.maxLength = 500;
    fresh.value = known;
  }
  return fresh;
}

function billingIsShipping() {
  return Boolean(sameAsShipping && sameAsShipping.checked && visible(sameAsShipping));
}
