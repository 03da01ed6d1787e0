// ---- the order ----

$('order').addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.target.id === 'promotion-form') applyCode();
  else if (event.target.id === 'custom-amount-form') changeAmount();
});

$('order').addEventListener('input', (event) => {
  event.target.dataset.edited = 'true';
  if (event.target.getAttribute('aria-describedby')) calm(event.target);
});

function applyCode() {
  const code = $('promotionCode').value.trim();
  if (code) adjust({ promotion_code: code }, 'promotionCode', 'remove-code');
}

/** The amount the server is being asked for, and its answer. */
let asked = null;

/** Takes the amount a customer names over into the order. False where it cannot be, which is said at its field. */
async function changeAmount() {
  const field = $('customUnitAmount');
  if (!field) return true;
  const { digits, amount, least = 0, most = Infinity } = field.dataset;
  const minor = minorUnits(field.value, Number(digits));
  calm(field);
  // One press of a key can say it twice: the field is left, and its form is sent.
  if (minor === asked?.minor) return asked.answer;
  if (minor === amount && !asked) return true;
  if (minor === null || Number(minor) < Number(least) || Number(minor) > Number(most)) {
    complain(field, quantityTexts.amount);
    return false;
  }
  const answer = adjust({ custom_unit_amount: minor }, 'customUnitAmount');
  asked = { minor, answer };
  answer.finally(() => {
    if (asked?.answer === answer) asked = null;
  });
  return answer;
}

/** What was typed into the order's fields, to be put back once the order is written anew. */
function typedIntoOrder() {
  return ['promotionCode', 'customUnitAmount'].map($).filter((field) => field?.dataset.edited || (field?.id === 'promotionCode' && field.value)).map((field) => ({
    id: field.id, value: field.value, error: errorOf(field).textContent,
  }));
}

function typeIntoOrder(entries) {
  for (const { id, value, error } of entries) {
    const field = $(id);
    const isTaken = id === 'customUnitAmount' && field && minorUnits(value, Number(field.dataset.digits)) === field.dataset.amount;
    if (!field || isTaken) continue;
    field.value = value;
    field.dataset.edited = 'true';
    if (error) complain(field, error);
  }
}

// An amount that was typed counts, whether or not its button is pressed. What is wrong with it is said when it is left for
// anything but a button, which would move away from under the pointer.
$('order').addEventListener('change', (event) => {
  if (event.target.id === 'customUnitAmount' && !pressed) changeAmount();
});

/**
 * What was typed, read digit by digit: a number of the machine could be off by one. The language's own way to write it comes
 * first, with thousands divided or not; then a point or comma that can be nothing but what it stands for elsewhere.
 */
function minorUnits(text, digits) {
  const [decimal, grouping] = decimalMark === ',' ? [',', ".'’\\s"] : ['.', ",'’\\s"];
  const fraction = digits > 0 ? `\\d{0,${digits}}` : '';
  const ways = [
    `^(?<whole>\\d{1,12})(?:[${decimal}](?<fraction>${fraction}))?$`,
    `^(?<whole>\\d{1,3}(?<mark>[${grouping}])\\d{3}(?:\\k<mark>\\d{3}){0,2})(?:[${decimal}](?<fraction>${fraction}))?$`,
    `^(?<whole>\\d{1,12})[.,](?<fraction>${fraction})$`,
  ];
  const match = ways.map((way) => new RegExp(way).exec(text.trim())).find(Boolean);
  if (!match) return null;
  return String(BigInt(digitsOf(match.groups.whole) + (match.groups.fraction || '').padEnd(digits, '0')));
}

$('order').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.id === 'remove-code') {
    adjust({ promotion_code: '' }, null, 'promotionCode');
  } else if (button.classList.contains('PromotionCodeEntry-applyButton')) {
    applyCode();
  } else if (button.dataset.testid === 'change-amount-button') {
    changeAmount();
  } else if (button.dataset.optional) {
    const { optional: price, quantity } = button.dataset;
    adjust({ [`optional_items[${price}]`]: quantity }, null, quantity === '0' ? `add-${price}` : `remove-${price}`);
  } else if (button.dataset.testid === 'line-item-adjustable-qty') {
    askQuantity(button);
  }
});

function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  created.append(...children);
  return created;
}

/** A dialog that is gone once it is closed; `next` has the id of what is focused then. */
function open(dialog, next) {
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    $(next())?.focus();
  });
  dialog.showModal();
}

function askQuantity(button) {
  const { least, most, name, quantity, param } = button.dataset;
  const input = element('input', {
    class: 'Input', id: 'adjustQuantity', type: 'text', inputmode: 'numeric', value: quantity, autocomplete: 'off',
    'aria-describedby': 'adjustQuantity-error',
  });
  const error = element('div', { class: 'FieldError', id: 'adjustQuantity-error', role: 'alert' });
  const cancel = element('button', { class: 'SecondaryButton', type: 'button' }, quantityTexts.cancel);
  const body = element(
    'form', { method: 'dialog', novalidate: '' },
    element('h2', { id: 'quantity-title' }, quantityTexts.title),
    element('p', { class: 'Hint' }, name),
    element('div', { class: 'Field' }, element('label', { for: 'adjustQuantity' }, quantityTexts.label), input, error),
    element('div', { class: 'Buttons' }, element('button', { class: 'PrimaryButton AdjustQuantityFooter-btn', type: 'submit' }, quantityTexts.update), cancel),
  );
  const dialog = element('dialog', { class: 'Dialog', 'aria-labelledby': 'quantity-title' }, body);
  cancel.addEventListener('click', () => dialog.close());
  body.addEventListener('submit', async (event) => {
    event.preventDefault();
    const typed = Number(input.value.trim());
    if (!/^\d+$/.test(input.value.trim()) || typed < Number(least) || typed > Number(most)) {
      error.textContent = quantityTexts.bounds.replace('{least}', least).replace('{most}', most);
      input.setAttribute('aria-invalid', 'true');
      input.focus();
      return;
    }
    if (await adjust({ [param]: typed })) dialog.close();
    else {
      error.textContent = $('payment-error').textContent;
      $('payment-error').textContent = '';
    }
  });
  open(dialog, () => button.id);
  input.select();
}
