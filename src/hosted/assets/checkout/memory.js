// ---- what is kept while the customer is away ----

/** Whether the page is left for good: then nothing of it is kept. */
let leaving = false;

/** What is entered, without what pays: numbers of cards and accounts are kept nowhere. */
function snapshot() {
  const fields = {};
  for (const field of everyField()) {
    const secret = ['cardNumber', 'cardExpiry', 'cardCvc'].includes(field.id) || field.dataset.param;
    if (secret || field.type === 'radio' || field.readOnly) continue;
    fields[field.id] = field.type === 'checkbox' ? field.checked : field.value;
  }
  return { method: chosenMethod()?.value, fields };
}

/** Keeps what is entered until the customer comes back to the page in this tab. */
function keep(more) {
  try {
    sessionStorage.setItem(remembered, JSON.stringify({ ...snapshot(), ...more }));
  } catch {
    // A browser that keeps nothing: the customer enters it again.
  }
}

/** Puts what was kept back into the fields. */
function restore({ method, fields }) {
  const radio = methodRadios().find((known) => known.value === method);
  if (radio) radio.checked = true;
  const put = ([id, value]) => {
    const field = $(id);
    if (!field || field.readOnly || field.type === 'radio') return;
    if (field.type === 'checkbox') field.checked = value === true;
    else if (field.tagName !== 'SELECT' || [...field.options].some((known) => known.value === value)) field.value = value;
    if ('known' in field.dataset) field.dataset.known = value;
  };
  const entries = Object.entries(fields);
  // Countries say which fields there are.
  entries.filter(([id]) => /Country$/.test(id)).forEach(put);
  addresses.forEach(arrange);
  entries.filter(([id]) => !/Country$/.test(id)).forEach(put);
}

function forget() {
  try {
    sessionStorage.removeItem(remembered);
  } catch {
    // Nothing was kept.
  }
}

/** Goes on for good; the page itself says what there is to say where there is nowhere to go. */
function leave(url) {
  leaving = true;
  forget();
  if (url) location.href = url;
  else location.reload();
}

/** What was kept, if this is the way back to the page: a new visit begins anew. */
function kept() {
  try {
    const known = JSON.parse(sessionStorage.getItem(remembered) || 'null');
    const way = performance.getEntriesByType('navigation')[0]?.type;
    if (known?.fields && (known.refused || ['back_forward', 'reload'].includes(way))) return known;
  } catch {
    // Nothing was kept, or something else.
  }
  forget();
  return null;
}
