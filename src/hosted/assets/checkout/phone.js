// ---- phone ----

/** What was typed, with the country's code before it. */
function phoneNumber() {
  const typed = $('phoneNumber').value.trim().replace(/\(0\)/, '');
  const digits = digitsOf(typed);
  if (!digits) return '';
  if (typed.startsWith('+')) return `+${digits}`;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  const code = dial.get($('phoneNumberCountryCode').value) || '';
  const national = KEEPS_ZERO.includes(code) ? digits : digits.replace(/^0/, '');
  return `+${code}${code === '1' && national.length === 11 ? national.slice(1) : national}`;
}

/** Whether a number has as many digits as numbers have, with the country's code among them. */
const isPhoneNumber = (number) => (number.startsWith('+1') ? /^\+\d{11}$/ : /^\+[2-9]\d{6,14}$/).test(number);

/** A number that is known with its country's code is shown as it is dialled there. */
function knowPhone() {
  const digits = digitsOf($('phoneNumber').value);
  if (!$('phoneNumber').value.startsWith('+')) return;
  const chosen = $('phoneNumberCountryCode');
  const fits = (code) => digits.startsWith(dial.get(code));
  // Several countries share +1: the one that is chosen already is as good as another.
  const code = fits(chosen.value) ? chosen.value : [...dial.keys()].find(fits);
  if (!code) return;
  chosen.value = code;
  $('phoneNumber').value = digits.slice(dial.get(code).length);
}
