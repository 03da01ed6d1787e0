// ---- test data ----

const TEST_CARDS = [
  ['4242424242424242', 'outcome_success'],
  ['4000002760003184', 'outcome_challenge'],
  ['4000000000000002', 'outcome_declined'],
  ['4000000000009995', 'outcome_funds'],
  ['4000000000000069', 'outcome_expired'],
  ['4000000000000127', 'outcome_cvc'],
  ['4000000000000119', 'outcome_error'],
];

/** As if it had been typed. */
function enter(field, value) {
  if (!visible(field) || field.readOnly) return;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

const EXAMPLES = {
  US: ['354 Oyster Point Blvd', 'South San Francisco', 'CA', '94080'],
  CA: ['100 Queen St W', 'Toronto', 'ON', 'M5H 2N2'],
  GB: ['1 Poultry', 'London', '', 'EC2R 8EJ'],
  AU: ['1 Macquarie St', 'Sydney', 'NSW', '2000'],
  DE: ['Unter den Linden 1', 'Berlin', '', '10117'],
  FR: ['1 rue de Rivoli', 'Paris', '', '75001'],
  JP: ['丸の内 1-1', '千代田区', '東京都', '100-0005'],
  BR: ['Av. Paulista 1000', 'São Paulo', 'SP', '01310-100'],
};

function fillAddress(prefix) {
  const country = $(`${prefix}Country`);
  if (!country || !visible(country)) return;
  const [line1, city, state, postal] = EXAMPLES[country.value] || ['Main Street 1', 'Springfield', 'State', '12345'];
  const put = (id, value) => {
    if (visible($(id)) && !$(id).value) enter($(id), value);
  };
  put(`${prefix}AddressLine1`, line1);
  put(`${prefix}Locality`, city);
  put(`${prefix}AdministrativeArea`, state);
  put(`${prefix}PostalCode`, postal);
}

function fillTestData(number) {
  const put = (id, value) => {
    if (visible($(id)) && !$(id).value) enter($(id), value);
  };
  put('email', 'jenny@example.com');
  put('phoneNumber', '800 555 0175');
  put('individualName', 'Jenny Rosen');
  put('businessName', 'Rosen & Co');
  put('shippingName', 'Jenny Rosen');
  fillAddress('shipping');
  for (const question of form.querySelectorAll('[data-question]')) {
    if (question.value) continue;
    if (question.tagName === 'SELECT') enter(question, question.options[1]?.value || '');
    else {
      const filling = 'numeric' in question.dataset ? '1' : 'Test';
      enter(question, filling.padEnd(Number(question.dataset.least || 0), '1').slice(0, question.maxLength));
    }
  }
  if (number) {
    choose(methodRadios().find((radio) => radio.value === 'card'));
    enter(cardNumber, number);
    enter(cardExpiry, `12 / ${String((now.getFullYear() + 4) % 100).padStart(2, '0')}`);
    enter(cardCvc, brandOf(number).cvc === 4 ? '1234' : '123');
  }
  for (const field of form.querySelectorAll('[data-example]')) enter(field, field.dataset.example);
  put('payerName', 'Jenny Rosen');
  put('billingName', 'Jenny Rosen');
  fillAddress('billing');
  const terms = $('termsOfServiceConsentCheckbox');
  if (terms && !terms.checked) terms.click();
}

$('test-data').addEventListener('click', () => {
  const cards = methodRadios().some((radio) => radio.value === 'card');
  // Where another way to pay is chosen, or none is needed, there is no card to choose.
  if (!cards || !(paysByCard() || paysBySaved())) {
    fillTestData(null);
    submit.focus();
    return;
  }
  let next = 'test-data';
  const list = element('ul', { class: 'TestCards' });
  const closing = element('button', { class: 'SecondaryButton', type: 'button' }, texts.close);
  const dialog = element(
    'dialog', { class: 'Dialog', 'aria-labelledby': 'test-data-title' },
    element('h2', { id: 'test-data-title' }, texts.test_data_title),
    element('p', { class: 'Hint' }, texts.test_data_text),
    list,
    element('div', { class: 'Buttons' }, closing),
  );
  for (const [number, outcome] of TEST_CARDS) {
    const button = element(
      'button', { class: 'TestCard', type: 'button' },
      element('span', { class: 'TestCard-number' }, grouped(number)), ' ', element('span', {}, texts[outcome]),
    );
    button.addEventListener('click', () => {
      next = 'submit';
      dialog.close();
      fillTestData(number);
    });
    list.append(element('li', {}, button));
  }
  closing.addEventListener('click', () => dialog.close());
  open(dialog, () => next);
});
