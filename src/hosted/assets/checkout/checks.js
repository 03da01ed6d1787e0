// ---- checks ----

/** What is wrong with a field, or nothing. */
function problem(field) {
  const value = field.value.trim();
  switch (field.id) {
    case 'email':
      if (field.readOnly || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return '';
      if (!value) return texts.required;
      return value.includes('@') && !/@$/.test(value) ? texts.email_invalid : texts.email_incomplete;
    case 'cardNumber': {
      const digits = digitsOf(value);
      const { lengths } = brandOf(digits);
      if (digits.length < Math.min(...lengths)) return texts.number_incomplete;
      return passesLuhn(digits) ? '' : texts.number_invalid;
    }
    case 'cardExpiry': {
      const digits = digitsOf(value);
      const month = Number(digits.slice(0, 2));
      if (digits.length < 4 || month < 1 || month > 12) return texts.expiry_incomplete;
      const year = 2000 + Number(digits.slice(2));
      if (year < now.getFullYear()) return texts.expiry_past;
      return year === now.getFullYear() && month < now.getMonth() + 1 ? texts.expiry_month_past : '';
    }
    case 'cardCvc':
      return digitsOf(value).length < brandOf(digitsOf(cardNumber.value)).cvc ? texts.cvc_incomplete : '';
    case 'phoneNumber':
      if (!value) return texts.required;
      return isPhoneNumber(phoneNumber()) ? '' : texts.phone_invalid;
    case 'iban':
      return isIban(value.replace(/\s/g, '')) ? '' : texts.iban_invalid;
    default:
  }
  if (field.type === 'checkbox') return field.required && !field.checked ? texts.required : '';
  if (isRequired(field) && !value) return texts.required;
  if (field.dataset.question !== undefined && value) {
    if ('numeric' in field.dataset && !/^\d+$/.test(value)) return texts.digits_only;
    const least = Number(field.dataset.least || 0);
    if ([...value].length < least) return texts.too_short.replace('{count}', least);
  }
  return '';
}

/** Countries whose addresses are nothing without a postal code, or a state. */
const NEEDS = { postal: ['US', 'CA', 'GB', 'AU', 'DE', 'FR', 'ES', 'IT', 'NL', 'JP', 'BR', 'PR'], state: ['US', 'CA', 'AU', 'JP', 'BR'] };

function isRequired(field) {
  if (field.required) return true;
  if (field.id === 'taxId') return true;
  const address = field.closest('.Address');
  if (!address) return false;
  const part = field.closest('[data-part]')?.dataset.part;
  const country = $(`${address.dataset.prefix}Country`).value;
  if (address.dataset.prefix === 'billing' && address.dataset.full !== 'true') {
    return part === 'postal' && country === 'US' && !paysBySaved();
  }
  if (part === 'line1') return true;
  if (part === 'city') return country !== 'HK';
  return (NEEDS[part] || []).includes(country);
}

const fields = () =>
  [...form.querySelectorAll('input, select')].filter(
    (field) => visible(field) && !['radio'].includes(field.type) && field.getAttribute('aria-describedby'),
  );

const submit = form.querySelector('.SubmitButton');
const submitText = submit.querySelector('.SubmitButton-Text');

/** Shows on the button whether anything is missing. */
function refresh() {
  const complete = fields().every((field) => !problem(field));
  submit.classList.toggle('SubmitButton--complete', complete);
  submit.classList.toggle('SubmitButton--incomplete', !complete);
  // Public tests ask for it by this name.
  for (const field of form.querySelectorAll('.Input')) field.classList.toggle('Input--empty', !field.value);
}

// What was left with something wrong in it is said when it is left, not while it is typed. What is right stays as it is:
// a refusal is read until something else is entered.
function judge(field) {
  const wrong = visible(field) && field.value.trim() && problem(field);
  if (!wrong) return;
  calm(field);
  complain(field, wrong);
}

// Pressing a button leaves the field before it: a text that came or went then would move the button away from under the
// pointer, and the click would be lost. So nothing is said until the button is let go.
let pressed = false;
let left = null;
document.addEventListener('pointerdown', () => { pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel']) {
  document.addEventListener(end, () => {
    // The click comes after it.
    setTimeout(() => {
      pressed = false;
      if (left) judge(left);
      left = null;
    });
  }, true);
}
form.addEventListener('focusout', (event) => {
  const field = event.target;
  if (!field.matches?.('input:not([type=radio]):not([type=checkbox]), select')) return;
  if (!field.getAttribute('aria-describedby')) return;
  if (pressed) left = field;
  else judge(field);
});

form.addEventListener('input', (event) => {
  if (event.target.getAttribute('aria-describedby')) calm(event.target);
  $('payment-error').textContent = '';
  refresh();
  noticeEdit();
});

// Public tests wait for a request of this name after they have filled the form, as the real page makes one.
let edits = 0;
function noticeEdit() {
  clearTimeout(edits);
  edits = setTimeout(() => {
    fetch('/c/assets/trusted-types-checker.js').catch(() => {});
  }, 400);
}
