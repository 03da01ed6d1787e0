// ---- ways to pay ----

const methodsSection = $('methods');
const billingSection = $('billing');
const methodBodies = new Map(
  [...form.querySelectorAll('.Method')].map((item) => [item, item.querySelector('.Method-body')]),
);

const methodRadios = () => [...form.querySelectorAll('input[name="payment-method-accordion-item-title"]')];

/** The radio that is chosen; nothing where nothing is to be paid. */
function chosenMethod() {
  if (form.dataset.needsMethod !== 'true') return null;
  return methodRadios().find((radio) => radio.checked) || null;
}

const paysByCard = () => chosenMethod()?.value === 'card';
const savedMethod = () => chosenMethod()?.closest('[data-saved]') || null;
const paysBySaved = () => Boolean(savedMethod());

/** An address that is asked for, or that taxes depend on, is asked for of free orders too. */
const needsBillingAnyway = () => billing.dataset.full === 'true' || form.dataset.taxed === 'true';

/** What is known of a saved payment method's owner is not asked again, unless the whole address is wanted and is not known. */
const knowsBilling = () => paysBySaved() && (billing.dataset.full !== 'true' || savedMethod().dataset.billed === 'true');

function showMethods() {
  show(methodsSection, form.dataset.needsMethod === 'true');
  const chosen = chosenMethod();
  for (const [item, body] of methodBodies) {
    const open = Boolean(chosen && item.contains(chosen));
    item.classList.toggle('is-open', open);
    if (body) show(body, open);
  }
  for (const offer of [$('savePaymentMethod'), $('enableStripePass')]) {
    if (offer) show(offer.closest('.Check'), Boolean(chosen) && !paysBySaved());
  }
  if ($('payer')) show($('payer'), Boolean(chosen) && !paysByCard() && !paysBySaved());
  show(billingSection, chosen ? !knowsBilling() : needsBillingAnyway());
  show(billing, !billingIsShipping());
  // Who receives the order is taken to pay for it, unless they say otherwise.
  for (const name of [$('billingName'), $('payerName')]) {
    if (name) name.required = !billingIsShipping();
  }
  refresh();
}

/** Draws what depends on fields anew: they may have been set without a word. */
function redraw() {
  tidy();
  addresses.forEach(arrange);
  show($('ai-agent-note'), $('aiAgent').checked);
  if ($('business')) show($('business'), $('purchasingAsBusinessCheckbox').checked);
  showMethods();
}

function choose(radio) {
  if (!radio || radio.checked) return;
  radio.checked = true;
  showMethods();
  tellAddress();
}

form.addEventListener('click', (event) => {
  const item = event.target.closest('.Method');
  if (!item || event.target.closest('.Method-body')) return;
  choose(item.querySelector('input[name="payment-method-accordion-item-title"]'));
});
