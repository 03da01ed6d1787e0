// ---- amounts, numbers and dates ----

/** Minor units in the customer's language. */
function money(minor, currency, digits) {
  const options = { style: 'currency', currency: currency.toUpperCase() };
  const value = minor / 10 ** digits;
  const shown = new Intl.NumberFormat(language, options).resolvedOptions().maximumFractionDigits;
  // A fraction that the language would round away is shown all the same.
  if (Math.round(value * 10 ** shown) !== value * 10 ** shown) options.minimumFractionDigits = digits;
  return new Intl.NumberFormat(language, options).format(value);
}

/** What stands before the decimal places: a point or a comma. */
const decimalMark =
  new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value || '.';

/** Writes amounts, numbers and dates in the customer's language. */
function write(root) {
  for (const element of root.querySelectorAll('.CurrencyAmount')) {
    const { amount, currency, digits } = element.dataset;
    try {
      element.textContent = money(Number(amount), currency, Number(digits));
    } catch {
      // A currency the browser does not know stays as the server wrote it.
    }
  }
  for (const element of root.querySelectorAll('time[data-unix]')) {
    const moment = new Date(Number(element.dataset.unix) * 1000);
    element.dateTime = moment.toISOString();
    element.textContent = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(moment);
  }
  for (const element of root.querySelectorAll('[data-number]')) {
    element.textContent = new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(element.dataset.number);
  }
  const custom = root.querySelector('#customUnitAmount');
  if (custom) {
    const digits = Number(custom.dataset.digits);
    custom.value = (Number(custom.dataset.amount) / 10 ** digits).toFixed(digits).replace('.', decimalMark);
  }
}
