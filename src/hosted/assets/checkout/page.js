// The script of the payment page. It formats and checks what is typed, sends it, and shows what the server answers.
// Amounts are never computed here: they come from the server and are only written in the customer's language.
//
// These files are one module, put together in the order in which src/hosted/assets.rs names them.

const form = document.getElementById('payment-form');
const language = document.documentElement.lang || 'en';
const texts = JSON.parse(form.dataset.texts);
const partTexts = JSON.parse(form.dataset.parts);
const quantityTexts = JSON.parse(form.dataset.quantityTexts);
const page = form.dataset.page;
const remembered = `checkout-emulator:${page}`;

/** By the emulator's clock, which may be set: cards expire by it. */
const now = new Date(Number(form.dataset.now) * 1000);

/** Blocks that are taken out of the page, each with the mark that keeps its place. */
const parked = new Map();

/** A part of the page by its id; also one that is taken out. */
function $(id) {
  const here = document.getElementById(id);
  if (here || !id) return here;
  for (const block of parked.keys()) {
    const found = block.id === id ? block : block.querySelector(`#${CSS.escape(id)}`);
    if (found) return found;
  }
  return null;
}

/**
 * Takes a block out of the page or puts it back where it was. Hiding it would not do: a browser test that looks for a field
 * by its label or placeholder would find the hidden one as well.
 */
function show(block, wanted) {
  const mark = parked.get(block);
  block.hidden = false;
  if (wanted && mark) {
    mark.replaceWith(block);
    parked.delete(block);
  } else if (!wanted && !mark) {
    const fresh = new Comment();
    parked.set(block, fresh);
    block.replaceWith(fresh);
  }
}

/** Every field of the form, on the page or not. */
const everyField = () => [form, ...parked.keys()].flatMap((root) => [...root.querySelectorAll('input[id], select[id]')]);

const visible = (field) => Boolean(field && !field.disabled && field.getClientRects().length > 0);

// ---- errors ----

/** The element that says what is wrong with a field. */
function errorOf(field) {
  return $(field.getAttribute('aria-describedby')) || $('payment-error');
}

function complain(field, message) {
  field.setAttribute('aria-invalid', 'true');
  field.classList.add('CheckoutInput--invalid');
  const place = errorOf(field);
  if (!place.textContent) place.textContent = message;
}

function calm(field) {
  field.removeAttribute('aria-invalid');
  field.classList.remove('CheckoutInput--invalid');
  const place = errorOf(field);
  place.textContent = '';
}
