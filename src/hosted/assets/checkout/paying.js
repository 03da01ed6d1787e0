// ---- paying ----

function entered() {
  const params = new URLSearchParams();
  const put = (name, value) => {
    if (value) params.append(name, value);
  };
  const typed = (id) => (visible($(id)) ? $(id).value.trim() : '');
  if (!$('email').readOnly) put('email', typed('email'));
  if ($('phoneNumber')) put('phone', phoneNumber());
  put('individual_name', typed('individualName'));
  put('business_name', typed('businessName'));
  if ($('shipping-address')) {
    put('shipping[name]', typed('shippingName'));
    addressParams('shipping', 'shipping[address]', params);
  }
  const rate = form.querySelector('input[name="shipping-rate"]:checked');
  if (rate) put('shipping_rate', rate.value);
  for (const question of form.querySelectorAll('[data-question]')) {
    params.append(`custom_fields[${question.dataset.question}]`, question.value.trim());
  }
  const method = chosenMethod();
  if (paysByCard()) {
    const expires = digitsOf(cardExpiry.value);
    params.append('card[number]', digitsOf(cardNumber.value));
    params.append('card[exp_month]', expires.slice(0, 2));
    params.append('card[exp_year]', expires.slice(2));
    params.append('card[cvc]', cardCvc.value);
    put('name', typed('billingName') || typed('shippingName'));
  } else if (method) {
    params.append('payment_method', method.value);
    put('name', typed('payerName') || (paysBySaved() ? '' : typed('shippingName')));
    for (const field of method.closest('.Method').querySelectorAll('[data-param]')) {
      params.append(field.dataset.param, field.value.replace(/[\s-]/g, ''));
    }
  } else {
    put('name', typed('shippingName'));
  }
  if (billingIsShipping()) addressParams('shipping', 'billing_address', params);
  else if (visible(billing)) addressParams('billing', 'billing_address', params);
  if ($('purchasingAsBusinessCheckbox')?.checked) {
    put('tax_id[type]', typed('taxIdType'));
    put('tax_id[value]', typed('taxId'));
  }
  if (visible($('savePaymentMethod')) && $('savePaymentMethod').checked) params.append('save_payment_method', 'true');
  if ($('promotionsConsentCheckbox')) {
    params.append('promotions', $('promotionsConsentCheckbox').checked ? 'opt_in' : 'opt_out');
  }
  if ($('termsOfServiceConsentCheckbox')?.checked) params.append('terms_of_service', 'accepted');
  return params;
}

function work(busy) {
  submit.classList.toggle('SubmitButton--processing', busy);
  submitText.textContent = busy ? texts.processing : label;
  submit.setAttribute('aria-disabled', busy);
  for (const group of document.querySelectorAll('#payment-form input, #payment-form select, #payment-form button:not(.SubmitButton), #order button, #order input')) {
    group.disabled = busy;
  }
}

const saysNothingOf = ['cardNumber', 'cardExpiry', 'cardCvc'];

/** Says what is wrong with every field and goes to the first. */
function allIsWell() {
  const wrong = fields().filter((field) => {
    calm(field);
    return problem(field);
  });
  // The card's fields share one place, which is emptied for each of them: what is said comes after.
  wrong.forEach((field) => complain(field, problem(field)));
  wrong[0]?.focus();
  return wrong.length === 0;
}

let paying = false;

/** Whether an answer was lost: then the payment may have been made all the same. */
let lost = false;

async function pay() {
  if (paying) return;
  paying = true;
  try {
    redraw();
    const named = await changeAmount();
    const well = allIsWell();
    if (!named) $('customUnitAmount').focus();
    if (!named || !well) return;
    $('payment-error').textContent = '';
    await tellAddress();
    await queue;
    const params = entered();
    if (form.dataset.total) params.append('expected_amount', form.dataset.total);
    params.append('three_d_secure', 'challenge');
    work(true);
    let reply = await post('pay', params);
    if (reply.status === 'challenge') {
      params.set('three_d_secure', await challenge());
      reply = await post('pay', params);
    }
    settle(reply, params);
  } catch {
    lost = true;
    work(false);
    $('payment-error').textContent = texts.failed;
  } finally {
    paying = false;
  }
}

function settle(reply, params) {
  if (reply.status === 'complete') {
    leave(reply.url);
    return;
  }
  if (reply.status === 'authorize') {
    // The other page sends it once it is approved. There is no card in it.
    keep({ sent: params.toString() });
    leaving = true;
    location.href = reply.url;
    return;
  }
  if (reply.status === 'over' || reply.status === 'unknown') {
    leave(lost && reply.url);
    return;
  }
  work(false);
  if (reply.status === 'changed') {
    update(reply.parts);
    $('payment-error').textContent = reply.message;
    $('payment-error').focus();
    return;
  }
  const message = reply.message || texts.failed;
  const field = reply.field ? $(reply.field) : null;
  if (reply.status === 'declined' && paysByCard()) {
    const place = field && saysNothingOf.includes(field.id) ? field : cardNumber;
    $('card-error').textContent = '';
    complain(place, message);
    place.focus();
  } else if (field && visible(field) && field.getAttribute('aria-describedby')) {
    calm(field);
    complain(field, message);
    field.focus();
  } else {
    $('payment-error').textContent = message;
    $('payment-error').focus();
  }
}

/** The bank asks its customer; how they answer. */
function challenge() {
  return new Promise((resolve) => {
    const frame = element('iframe', {
      class: 'Challenge-outer', name: '__privateStripeFrame1', title: '3D Secure', src: `${page}/three-ds-2-challenge`,
    });
    const dialog = element('dialog', { class: 'Dialog Dialog--challenge', 'aria-label': texts.challenge }, frame);
    let answer = 'fail';
    const listen = (event) => {
      const known = ['succeed', 'fail'].includes(event.data?.challenge);
      const ours = [frame.contentWindow, frame.contentWindow?.frames[0]].includes(event.source);
      if (event.origin !== location.origin || !ours || !known) return;
      answer = event.data.challenge;
      dialog.close();
    };
    window.addEventListener('message', listen);
    dialog.addEventListener('close', () => {
      window.removeEventListener('message', listen);
      resolve(answer);
    });
    open(dialog, () => null);
    frame.focus();
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  pay();
});
