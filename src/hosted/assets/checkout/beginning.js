// ---- beginning ----

// A picture of the merchant's that cannot be had leaves no hole.
document.addEventListener('error', (event) => {
  if (event.target instanceof HTMLImageElement) event.target.hidden = true;
}, true);
for (const image of document.images) image.hidden = image.complete && !image.naturalWidth;
write(document);
addresses.forEach((address) => listCountries($(`${address.dataset.prefix}Country`)));
const phoneCountry = $('phoneNumberCountryCode');
if (phoneCountry) {
  phoneCountry.dataset.countries = [...dial.keys()].join(' ');
  if (!dial.has(phoneCountry.value)) phoneCountry.replaceChildren(option('US', 'US', true));
  listCountries(phoneCountry, (code) => `${countryName(code)} (+${dial.get(code)})`);
  knowPhone();
}
const taxIdType = $('taxIdType');
if (taxIdType) {
  const home = ($('billingCountry')?.value || 'US').toLowerCase();
  const types = taxIdType.dataset.types.split(' ');
  const first = types.find((type) => type.startsWith(`${home}_`)) || 'eu_vat';
  taxIdType.append(...types.map((type) => option(type, type.toUpperCase().replace(/_/g, ' '), type === first)));
}
const currencyName = document.querySelector('[data-currency-name]');
if (currencyName) currencyName.textContent = currencyName.textContent.toUpperCase();
const known = kept();
if (known) restore(known);
if (known?.error) $('payment-error').textContent = known.error;
redraw();
offerTools().catch(() => {});
$('aiAgent').addEventListener('change', redraw);
let touched = false;
document.addEventListener('input', () => { touched = true; }, { capture: true, once: true });
window.addEventListener('pagehide', () => {
  if (!leaving) keep();
});
window.addEventListener('pageshow', (event) => {
  // A page that comes back out of the browser's memory may show a session that is over.
  if (event.persisted) return location.reload();
  // The browser puts back what it remembers by itself, and says nothing of it.
  if (known && !touched) restore(known);
  redraw();
});
