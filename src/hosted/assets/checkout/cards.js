// ---- cards and bank accounts ----

const BRANDS = [
  { name: 'American Express', pattern: /^3[47]/, lengths: [15], groups: [4, 6, 5], cvc: 4 },
  { name: 'Diners Club', pattern: /^3(0|6|8|9)/, lengths: [14, 16], groups: [4, 4, 4, 4], cvc: 3 },
  { name: 'JCB', pattern: /^35/, lengths: [16], groups: [4, 4, 4, 4], cvc: 3 },
  { name: 'Discover', pattern: /^(6011|64[4-9]|65)/, lengths: [16], groups: [4, 4, 4, 4], cvc: 3 },
  { name: 'UnionPay', pattern: /^(62|81)/, lengths: [16, 17, 18, 19], groups: [4, 4, 4, 4, 3], cvc: 3 },
  { name: 'Mastercard', pattern: /^(5[1-5]|2[2-7])/, lengths: [16], groups: [4, 4, 4, 4], cvc: 3 },
  { name: 'Visa', pattern: /^4/, lengths: [16], groups: [4, 4, 4, 4], cvc: 3 },
];
const UNKNOWN_BRAND = { name: '', lengths: [16], groups: [4, 4, 4, 4, 3], cvc: 3 };
const brandOf = (digits) => BRANDS.find((brand) => brand.pattern.test(digits)) || UNKNOWN_BRAND;
const digitsOf = (text) => text.replace(/\D/g, '');

/** Whether a text has an IBAN's form and check digits. */
const isIban = (text) => {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const turned = [...text.slice(4), ...text.slice(0, 4)];
  return turned.reduce((rest, character) => Number(`${rest}${parseInt(character, 36)}`) % 97, 0) === 1;
};

function grouped(digits) {
  const groups = [];
  let rest = digits;
  for (const size of brandOf(digits).groups) {
    if (!rest) break;
    groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return groups.join(' ');
}

/** `1234` → `12 / 34`. A first digit that no month has stands for itself: `4` → `04`. */
function expiry(text, deleting) {
  let digits = digitsOf(text);
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  if (/^\d\s*\//.test(text.trim()) && digits.length < 3) digits = `0${digits}`.replace(/^00/, '0');
  // Browsers fill in four digits of a year.
  if (/^\d{2}20\d{2}$/.test(digits)) digits = digits.slice(0, 2) + digits.slice(4);
  digits = digits.slice(0, 4);
  if (digits.length < 2 || (digits.length === 2 && deleting)) return digits;
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

const passesLuhn = (digits) =>
  [...digits].reverse().reduce((sum, digit, place) => {
    const doubled = place % 2 ? Number(digit) * 2 : Number(digit);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0) % 10 === 0;

/** Formats a field as it is typed in; the caret stays behind the same digit. */
function mask(field, format) {
  field.addEventListener('input', (event) => {
    const deleting = (event.inputType || '').startsWith('delete');
    const caret = field.selectionStart ?? field.value.length;
    const atEnd = caret >= field.value.length;
    const before = digitsOf(field.value.slice(0, caret)).length;
    const formatted = format(field.value, deleting);
    if (formatted === field.value) return;
    field.value = formatted;
    if (atEnd || document.activeElement !== field) return;
    let position = 0;
    for (let seen = 0; seen < before && position < formatted.length; position += 1) {
      if (/\d/.test(formatted[position])) seen += 1;
    }
    field.setSelectionRange(position, position);
  });
}

/** Four until the brand is known: somebody may begin with it. */
const cvcLength = () => (cardNumber.value ? brandOf(digitsOf(cardNumber.value)).cvc : 4);

const cardNumber = $('cardNumber');
const cardExpiry = $('cardExpiry');
const cardCvc = $('cardCvc');

const cardNumberOf = (text) => {
  const digits = digitsOf(text);
  return grouped(digits.slice(0, Math.max(...brandOf(digits).lengths)));
};
const cvcOf = (text) => digitsOf(text).slice(0, cvcLength());

function showBrand() {
  $('card-brand').textContent = brandOf(digitsOf(cardNumber.value)).name;
}

if (cardNumber) {
  mask(cardNumber, cardNumberOf);
  mask(cardExpiry, expiry);
  mask(cardCvc, cvcOf);
  cardNumber.addEventListener('input', showBrand);
}

/** Formats what came without being typed: the browser and tests put values into fields and say nothing. */
function tidy() {
  if (!cardNumber) return;
  const put = (field, value) => {
    if (field.value !== value) field.value = value;
  };
  put(cardNumber, cardNumberOf(cardNumber.value));
  put(cardExpiry, expiry(cardExpiry.value, false));
  put(cardCvc, cvcOf(cardCvc.value));
  showBrand();
}

$('iban')?.addEventListener('input', () => {
  const typed = $('iban').value.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 34);
  if (typed !== $('iban').value.replace(/\s/g, '')) $('iban').value = typed;
});
