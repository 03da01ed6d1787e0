// ---- sending ----

async function post(path, params) {
  const response = await fetch(`${page}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: params.toString(),
  });
  return { ok: response.ok, ...(await response.json()) };
}

/** Puts what the server computed in place; the focus stays where it was. */
function update(parts) {
  const focused = document.activeElement?.id;
  const typed = typedIntoOrder();
  $('order').innerHTML = parts.order;
  if ($('shipping-options')) {
    const rate = document.activeElement?.name === 'shipping-rate';
    $('shipping-options').innerHTML = parts.options;
    if (rate) form.querySelector('input[name="shipping-rate"]:checked')?.focus();
    write($('shipping-options'));
  }
  $('agreements').innerHTML = parts.agreements;
  write($('order'));
  write($('agreements'));
  typeIntoOrder(typed);
  form.dataset.total = parts.total;
  form.dataset.needsMethod = parts.needs_method;
  label = parts.submit;
  if (!submit.classList.contains('SubmitButton--processing')) submitText.textContent = label;
  if (focused) $(focused)?.focus();
  showMethods();
}

let label = submitText.textContent;
let queue = Promise.resolve();

/** As the server has it, where it did not hear of another choice. */
function resetRates() {
  for (const radio of form.querySelectorAll('input[name="shipping-rate"]')) radio.checked = radio.defaultChecked;
}

/**
 * Changes the order, one change after the other. `field` is where what is wrong is said; `next` is what the focus goes to
 * where the change takes away what had it.
 */
function adjust(params, field, next) {
  const step = async () => {
    $('order').setAttribute('aria-busy', 'true');
    try {
      const reply = await post('adjust', new URLSearchParams(params));
      if (reply.status === 'changed') {
        update(reply.parts);
        if (next && document.activeElement === document.body) $(next)?.focus();
        return true;
      }
      if (['over', 'unknown'].includes(reply.status)) return leave();
      const place = field ? $(field) : $(reply.field);
      if (place) {
        calm(place);
        complain(place, reply.message || texts.failed);
      } else {
        $('payment-error').textContent = reply.message || texts.failed;
      }
    } catch {
      $('payment-error').textContent = texts.failed;
    } finally {
      $('order').removeAttribute('aria-busy');
    }
    if (params.shipping_rate) resetRates();
    return false;
  };
  queue = queue.then(step, step);
  return queue;
}

function addressParams(prefix, name, params) {
  const put = (part, id) => {
    const field = $(id);
    if (field && !parked.has(field.closest('[data-part]'))) params.append(`${name}[${part}]`, field.value.trim());
  };
  put('country', `${prefix}Country`);
  put('line1', `${prefix}AddressLine1`);
  put('line2', `${prefix}AddressLine2`);
  put('city', `${prefix}Locality`);
  put('state', `${prefix}AdministrativeArea`);
  put('postal_code', `${prefix}PostalCode`);
}

// Where taxes depend on the address, the server hears of it as soon as it can know them.
let told = '';
async function tellAddress() {
  if (form.dataset.taxed !== 'true') return queue;
  const params = new URLSearchParams();
  if ($('shipping-address')) addressParams('shipping', 'shipping[address]', params);
  if (!billingIsShipping()) addressParams('billing', 'billing_address', params);
  const complete = ['shipping', 'billing'].every((prefix) => {
    const postal = $(`${prefix}PostalCode`);
    return !postal || !visible(postal) || !isRequired(postal) || postal.value.trim();
  });
  const address = params.toString();
  if (!complete || address === told) return queue;
  told = address;
  // What was not heard is said again.
  if (!(await adjust(params)) && told === address) told = '';
  return true;
}

form.addEventListener('change', (event) => {
  const field = event.target;
  if (field.name === 'shipping-rate') {
    adjust({ shipping_rate: field.value });
  } else if (field.name === 'payment-method-accordion-item-title' || field === sameAsShipping) {
    showMethods();
    tellAddress();
  } else if (field.id === 'purchasingAsBusinessCheckbox') {
    redraw();
  } else if (field.closest('.Address')) {
    const state = field.closest('[data-part="state"]');
    if (state) field.dataset.known = field.value;
    if (/Country$/.test(field.id)) arrange(field.closest('.Address'));
    refresh();
    tellAddress();
  } else if (field.type === 'checkbox') {
    refresh();
  }
});
