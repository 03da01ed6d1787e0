// The script of the payment page. It formats and checks what is typed, sends it, and shows what the server answers.
// Amounts are never computed here: they come from the server and are only written in the customer's language.
'use strict';

(() => {
  const $ = (id) => document.getElementById(id);
  const form = $('payment-form');
  const language = document.documentElement.lang || 'en';
  const texts = JSON.parse(form.dataset.texts);
  const partTexts = JSON.parse(form.dataset.parts);
  const quantityTexts = JSON.parse(form.dataset.quantityTexts);
  const page = form.dataset.page;
  const remembered = `checkout-emulator:${page}`;

  /** By the emulator's clock, which may be set: cards expire by it. */
  const now = new Date(Number(form.dataset.now) * 1000);

  // ---- amounts and dates ----

  /** Minor units in the customer's language. */
  function money(minor, currency, digits) {
    const options = { style: 'currency', currency: currency.toUpperCase() };
    const value = minor / 10 ** digits;
    const shown = new Intl.NumberFormat(language, options).resolvedOptions().maximumFractionDigits;
    // A fraction that the language would round away is shown all the same.
    if (Math.round(value * 10 ** shown) !== value * 10 ** shown) options.minimumFractionDigits = digits;
    return new Intl.NumberFormat(language, options).format(value);
  }

  function write(root) {
    for (const element of root.querySelectorAll('.CurrencyAmount')) {
      const { amount, currency, digits } = element.dataset;
      try {
        element.textContent = money(Number(amount), currency, Number(digits));
      } catch {
        // A currency the browser does not know stays as the server wrote it.
      }
    }
    for (const element of root.querySelectorAll('time[data-unix]')) {
      const moment = new Date(Number(element.dataset.unix) * 1000);
      element.dateTime = moment.toISOString();
      element.textContent = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(moment);
    }
    const custom = root.querySelector('#customUnitAmount');
    if (custom) {
      const digits = Number(custom.dataset.digits);
      custom.value = (Number(custom.dataset.amount) / 10 ** digits).toFixed(digits);
    }
  }

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

  const visible = (field) => field && !field.disabled && field.getClientRects().length > 0;

  // ---- countries and addresses ----

  const ALL_COUNTRIES =
    'AC AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CD CF CG ' +
    'CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN ' +
    'GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK ' +
    'LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE ' +
    'PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TA TC TD TF TG ' +
    'TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE YT ZA ZM ZW';

  // Which parts an address has beside its lines, in order, and what they are called.
  const PARTS = {
    US: { city: 'city', state: 'state', postal: 'zip' },
    PR: { city: 'city', postal: 'zip' },
    CA: { city: 'city', state: 'province', postal: 'postal_code' },
    GB: { city: 'town', postal: 'postal_code' },
    AU: { city: 'suburb', state: 'state', postal: 'postal_code' },
    IE: { city: 'town', state: 'county', postal: 'postal_code' },
    JP: { postal: 'postal_code', state: 'prefecture', city: 'city' },
    BR: { postal: 'postal_code', city: 'city', state: 'state' },
    IN: { city: 'city', state: 'state', postal: 'postal_code' },
    MX: { city: 'city', state: 'state', postal: 'postal_code' },
    IT: { postal: 'postal_code', city: 'city', state: 'province' },
    ES: { postal: 'postal_code', city: 'city', state: 'province' },
    CN: { city: 'city', state: 'province', postal: 'postal_code' },
    KR: { city: 'city', state: 'province', postal: 'postal_code' },
    HK: { city: 'city' },
    AE: { city: 'city', state: 'state' },
  };
  const USUAL_PARTS = { postal: 'postal_code', city: 'city' };

  const STATES = {
    US:
      'AL:Alabama|AK:Alaska|AS:American Samoa|AZ:Arizona|AR:Arkansas|AA:Armed Forces Americas|AE:Armed Forces Europe|' +
      'AP:Armed Forces Pacific|CA:California|CO:Colorado|CT:Connecticut|DE:Delaware|DC:District of Columbia|FL:Florida|' +
      'GA:Georgia|GU:Guam|HI:Hawaii|ID:Idaho|IL:Illinois|IN:Indiana|IA:Iowa|KS:Kansas|KY:Kentucky|LA:Louisiana|ME:Maine|' +
      'MD:Maryland|MA:Massachusetts|MI:Michigan|MN:Minnesota|MS:Mississippi|MO:Missouri|MT:Montana|NE:Nebraska|NV:Nevada|' +
      'NH:New Hampshire|NJ:New Jersey|NM:New Mexico|NY:New York|NC:North Carolina|ND:North Dakota|' +
      'MP:Northern Mariana Islands|OH:Ohio|OK:Oklahoma|OR:Oregon|PA:Pennsylvania|PR:Puerto Rico|RI:Rhode Island|' +
      'SC:South Carolina|SD:South Dakota|TN:Tennessee|TX:Texas|UT:Utah|VT:Vermont|VI:Virgin Islands|VA:Virginia|' +
      'WA:Washington|WV:West Virginia|WI:Wisconsin|WY:Wyoming',
    CA:
      'AB:Alberta|BC:British Columbia|MB:Manitoba|NB:New Brunswick|NL:Newfoundland and Labrador|NT:Northwest Territories|' +
      'NS:Nova Scotia|NU:Nunavut|ON:Ontario|PE:Prince Edward Island|QC:Quebec|SK:Saskatchewan|YT:Yukon',
    AU:
      'ACT:Australian Capital Territory|NSW:New South Wales|NT:Northern Territory|QLD:Queensland|SA:South Australia|' +
      'TAS:Tasmania|VIC:Victoria|WA:Western Australia',
    BR:
      'AC:Acre|AL:Alagoas|AP:Amapá|AM:Amazonas|BA:Bahia|CE:Ceará|DF:Distrito Federal|ES:Espírito Santo|GO:Goiás|' +
      'MA:Maranhão|MT:Mato Grosso|MS:Mato Grosso do Sul|MG:Minas Gerais|PA:Pará|PB:Paraíba|PR:Paraná|PE:Pernambuco|' +
      'PI:Piauí|RJ:Rio de Janeiro|RN:Rio Grande do Norte|RS:Rio Grande do Sul|RO:Rondônia|RR:Roraima|SC:Santa Catarina|' +
      'SP:São Paulo|SE:Sergipe|TO:Tocantins',
    JP:
      '北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|' +
      '三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県',
  };

  function countryName(code) {
    try {
      return new Intl.DisplayNames(language, { type: 'region' }).of(code) || code;
    } catch {
      return code;
    }
  }

  function option(value, text, selected) {
    const element = document.createElement('option');
    element.value = value;
    element.textContent = text;
    element.selected = selected;
    return element;
  }

  /** Fills a select with countries by name. What is chosen stays chosen. */
  function listCountries(select, label = countryName) {
    const codes = (select.dataset.countries || ALL_COUNTRIES).split(' ');
    const collator = new Intl.Collator(language);
    const named = codes.map((code) => [code, countryName(code)]).sort((a, b) => collator.compare(a[1], b[1]));
    const chosen = select.value;
    select.replaceChildren(...named.map(([code]) => option(code, label(code), code === chosen)));
  }

  /** Where the card's owner lives shows the postal code only where public tests and banks look for it. */
  const WITH_POSTAL_CODE = ['US', 'GB', 'CA', 'PR'];

  /** Shows the parts an address has in its country, in their order. */
  function arrange(address) {
    const prefix = address.dataset.prefix;
    const country = $(`${prefix}Country`).value;
    const parts = PARTS[country] || USUAL_PARTS;
    const short = prefix === 'billing' && address.dataset.full !== 'true';
    const row = address.querySelector('.Row');
    for (const wrapper of address.querySelectorAll('[data-part]')) {
      const part = wrapper.dataset.part;
      if (!['city', 'state', 'postal'].includes(part)) continue;
      const shown = short ? WITH_POSTAL_CODE.includes(country) : part in parts;
      wrapper.hidden = !shown;
      const name = partTexts[parts[part] || USUAL_PARTS[part] || part];
      wrapper.querySelector('label').textContent = name;
      if (part === 'state') wrapper.replaceChild(stateField(wrapper, country), wrapper.querySelector('.Input'));
      const field = wrapper.querySelector('.Input');
      if (field.placeholder !== undefined) field.placeholder = name;
    }
    if (row) {
      // Set in the order of reading, so that Tab follows it.
      for (const part of Object.keys(parts)) row.append(row.querySelector(`[data-part="${part}"]`));
    }
  }

  /** A list where the country's states are known, else a text. */
  function stateField(wrapper, country) {
    const old = wrapper.querySelector('.Input');
    const states = STATES[country];
    const fresh = document.createElement(states ? 'select' : 'input');
    for (const name of ['id', 'name', 'autocomplete', 'aria-describedby', 'class']) {
      fresh.setAttribute(name, old.getAttribute(name));
    }
    const known = old.dataset.known || old.value;
    fresh.dataset.known = known;
    if (states) {
      const pairs = states.split('|').map((pair) => pair.split(':'));
      fresh.append(option('', form.dataset.select, !known));
      for (const [value, name = value] of pairs) fresh.append(option(value, name, value === known || name === known));
    } else {
      fresh.type = 'text';
      fresh.maxLength = 500;
      fresh.value = known;
    }
    return fresh;
  }

  const addresses = [...form.querySelectorAll('.Address')];
  const billing = $('billing-address');
  const sameAsShipping = $('cardUseShippingAsBilling');

  function billingIsShipping() {
    return Boolean(sameAsShipping && sameAsShipping.checked && visible(sameAsShipping));
  }

  // ---- phone ----

  const DIAL =
    'US1 CA1 GB44 AU61 AT43 BE32 BR55 BG359 CH41 CL56 CN86 CO57 CY357 CZ420 DE49 DK45 EE372 EG20 ES34 FI358 FR33 GR30 HK852 HR385 ' +
    'HU36 ID62 IE353 IL972 IN91 IS354 IT39 JP81 KE254 KR82 LI423 LT370 LU352 LV371 MT356 MX52 MY60 NG234 NL31 NO47 NZ64 PE51 PH63 ' +
    'PL48 PR1 PT351 RO40 RS381 SA966 SE46 SG65 SI386 SK421 TH66 TR90 TW886 UA380 AE971 AR54 VN84 ZA27';
  const dial = new Map(DIAL.split(' ').map((entry) => [entry.slice(0, 2), entry.slice(2)]));

  /** What was typed, with the country's code before it. */
  function phoneNumber() {
    const typed = $('phoneNumber').value.trim();
    const digits = typed.replace(/\D/g, '');
    if (!digits) return '';
    if (typed.startsWith('+')) return `+${digits}`;
    const code = dial.get($('phoneNumberCountryCode').value) || '';
    const national = code === '1' || code === '39' ? digits : digits.replace(/^0/, '');
    return `+${code}${code === '1' && national.length === 11 ? national.slice(1) : national}`;
  }

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

  // ---- cards ----

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
  if (cardNumber) {
    mask(cardNumber, (text) => {
      const digits = digitsOf(text);
      return grouped(digits.slice(0, Math.max(...brandOf(digits).lengths)));
    });
    mask(cardExpiry, expiry);
    mask(cardCvc, (text) => digitsOf(text).slice(0, cvcLength()));
    cardNumber.addEventListener('input', () => {
      $('card-brand').textContent = brandOf(digitsOf(cardNumber.value)).name;
    });
  }
  if ($('iban')) {
    $('iban').addEventListener('input', () => {
      const typed = $('iban').value.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 34);
      if (typed !== $('iban').value.replace(/\s/g, '')) $('iban').value = typed;
    });
  }

  // ---- ways to pay ----

  const methodRadios = () => [...form.querySelectorAll('input[name="payment-method-accordion-item-title"]')];

  /** The radio that is chosen; nothing where nothing is to be paid. */
  function chosenMethod() {
    if ($('methods').hidden) return null;
    return methodRadios().find((radio) => radio.checked) || null;
  }

  const paysByCard = () => chosenMethod()?.value === 'card';
  const paysBySaved = () => Boolean(chosenMethod()?.closest('[data-saved]'));

  function showMethods() {
    const chosen = chosenMethod();
    for (const item of form.querySelectorAll('.Method')) {
      const open = Boolean(chosen && item.contains(chosen));
      item.classList.toggle('is-open', open);
      const body = item.querySelector('.Method-body');
      if (body) body.hidden = !open;
    }
    for (const offer of [$('savePaymentMethod'), $('enableStripePass')]) {
      if (offer) offer.closest('.Check').hidden = !chosen || paysBySaved();
    }
    const payer = $('payer');
    if (payer) payer.hidden = !chosen || paysByCard() || paysBySaved();
    $('billing').hidden = paysBySaved() || (!chosen && !needsBillingAnyway());
    if (sameAsShipping) sameAsShipping.closest('.Check').hidden = false;
    billing.hidden = billingIsShipping();
    refresh();
  }

  /** An address that is asked for, or that taxes depend on, is asked for of free orders too. */
  const needsBillingAnyway = () => billing.dataset.full === 'true' || form.dataset.taxed === 'true';

  form.addEventListener('click', (event) => {
    const item = event.target.closest('.Method');
    if (!item || event.target.closest('.Method-body')) return;
    const radio = item.querySelector('input[name="payment-method-accordion-item-title"]');
    if (radio && !radio.checked) {
      radio.checked = true;
      showMethods();
    }
  });

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
    const code = $('promotionCode')?.value;
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
    if (code && $('promotionCode')) $('promotionCode').value = code;
    form.dataset.total = parts.total;
    form.dataset.needsMethod = parts.needs_method;
    $('methods').hidden = !parts.needs_method;
    label = parts.submit;
    if (!submit.classList.contains('SubmitButton--processing')) submitText.textContent = label;
    if (focused) $(focused)?.focus();
    showMethods();
  }

  let label = submitText.textContent;
  let queue = Promise.resolve();

  /** Changes the order, one change after the other. `field` is where what is wrong is said. */
  function adjust(params, field) {
    const step = async () => {
      $('order').setAttribute('aria-busy', 'true');
      try {
        const reply = await post('adjust', new URLSearchParams(params));
        if (reply.status === 'changed') {
          update(reply.parts);
          return true;
        }
        if (reply.status === 'over') return location.reload();
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
      return false;
    };
    queue = queue.then(step, step);
    return queue;
  }

  function addressParams(prefix, name, params) {
    const put = (part, id) => {
      const field = $(id);
      if (field && !field.closest('[data-part]').hidden) params.append(`${name}[${part}]`, field.value.trim());
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
  function tellAddress() {
    if (form.dataset.taxed !== 'true') return queue;
    const params = new URLSearchParams();
    if ($('shipping-address')) addressParams('shipping', 'shipping[address]', params);
    if (!billingIsShipping()) addressParams('billing', 'billing_address', params);
    const complete = ['shipping', 'billing'].every((prefix) => {
      const postal = $(`${prefix}PostalCode`);
      return !postal || !visible(postal) || !isRequired(postal) || postal.value.trim();
    });
    if (!complete || params.toString() === told) return queue;
    told = params.toString();
    return adjust(params);
  }

  form.addEventListener('change', (event) => {
    const field = event.target;
    if (field.name === 'shipping-rate') {
      adjust({ shipping_rate: field.value });
    } else if (field.name === 'payment-method-accordion-item-title' || field === sameAsShipping) {
      showMethods();
      tellAddress();
    } else if (field.id === 'purchasingAsBusinessCheckbox') {
      $('business').hidden = !field.checked;
      refresh();
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

  // ---- the order ----

  $('order').addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target.id === 'promotion-form') {
      const code = $('promotionCode').value.trim();
      if (code) adjust({ promotion_code: code }, 'promotionCode');
    } else if (event.target.id === 'custom-amount-form') {
      const field = $('customUnitAmount');
      const digits = Number(field.dataset.digits);
      const minor = minorUnits(field.value, digits);
      calm(field);
      if (minor === null) complain(field, quantityTexts.amount);
      else adjust({ custom_unit_amount: minor }, 'customUnitAmount');
    }
  });

  /** What was typed, read digit by digit: a number of the machine could be off by one. */
  function minorUnits(text, digits) {
    const match = /^\s*(\d{1,12})(?:[.,](\d*))?\s*$/.exec(text);
    if (!match || (match[2] || '').length > digits) return null;
    return String(BigInt(match[1] + (match[2] || '').padEnd(digits, '0')));
  }

  $('order').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.id === 'remove-code') {
      adjust({ promotion_code: '' }).then(() => $('promotionCode')?.focus());
    } else if (button.dataset.optional) {
      adjust({ [`optional_items[${button.dataset.optional}]`]: button.dataset.quantity });
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
      const [month, year] = cardExpiry.value.split('/').map(digitsOf);
      params.append('card[number]', digitsOf(cardNumber.value));
      params.append('card[exp_month]', month);
      params.append('card[exp_year]', year);
      params.append('card[cvc]', cardCvc.value);
      put('name', typed('billingName'));
    } else if (method) {
      params.append('payment_method', method.value);
      put('name', typed('payerName'));
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

  async function pay() {
    if (paying || !allIsWell()) return;
    paying = true;
    $('payment-error').textContent = '';
    try {
      await tellAddress();
      await queue;
      const params = entered();
      params.append('expected_amount', form.dataset.total);
      if (!form.dataset.total) params.delete('expected_amount');
      params.append('three_d_secure', 'challenge');
      work(true);
      let reply = await post('pay', params);
      if (reply.status === 'challenge') {
        params.set('three_d_secure', await challenge());
        reply = await post('pay', params);
      }
      settle(reply, params);
    } catch {
      work(false);
      $('payment-error').textContent = texts.failed;
    } finally {
      paying = false;
    }
  }

  function settle(reply, params) {
    if (reply.status === 'complete') {
      sessionStorage.removeItem(remembered);
      if (reply.url) location.href = reply.url;
      else location.reload();
      return;
    }
    if (reply.status === 'authorize') {
      // The other page sends it once it is approved. There is no card in it.
      params.delete('expected_amount');
      sessionStorage.setItem(remembered, params.toString());
      location.href = reply.url;
      return;
    }
    if (reply.status === 'over' || reply.status === 'unknown') {
      location.reload();
      return;
    }
    work(false);
    if (reply.status === 'changed') {
      update(reply.parts);
      $('payment-error').textContent = texts.changed;
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
    if (!field || field.readOnly || field.disabled) return;
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
      else enter(question, ('numeric' in question.dataset ? '1' : 'Test').padEnd(Number(question.dataset.least || 0), '1'));
    }
    enter(cardNumber, number);
    enter(cardExpiry, `12 / ${String((now.getFullYear() + 4) % 100).padStart(2, '0')}`);
    enter(cardCvc, '123');
    put('billingName', 'Jenny Rosen');
    fillAddress('billing');
    const terms = $('termsOfServiceConsentCheckbox');
    if (terms && !terms.checked) terms.click();
  }

  $('test-data')?.addEventListener('click', () => {
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

  // ---- for agents ----

  // The tools Stripe's page registers where a browser has WebMCP, under the same names.
  async function offerTools() {
    const context = document.modelContext ?? navigator.modelContext;
    if (!context?.registerTool) return;
    const answer = (value) => ({ content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] });
    const fillable = () => {
      const properties = {};
      for (const field of form.querySelectorAll('input[id], select[id]')) {
        if (!visible(field) || field.type === 'radio' || field.readOnly) continue;
        properties[field.id] = { type: field.type === 'checkbox' ? 'boolean' : 'string' };
      }
      return properties;
    };
    const tools = [
      {
        name: 'get_order_summary',
        description: 'Reads what is bought and what it costs, in minor units of the currency.',
        inputSchema: { type: 'object', properties: {} },
        execute: async () => {
          const amounts = [...document.querySelectorAll('#order .OrderDetails-item')].map((item) => ({
            name: item.querySelector('.LineItem-productName').textContent,
            minorUnitsAmount: Number(item.querySelector('.LineItem-total .CurrencyAmount')?.dataset.amount || 0),
          }));
          const currency = document.querySelector('#order .CurrencyAmount')?.dataset.currency || null;
          return answer({ livemode: false, currency, totalAmount: Number(form.dataset.total || 0), lineItems: amounts });
        },
      },
      {
        name: 'select_payment_method',
        description: 'Selects how to pay.',
        inputSchema: {
          type: 'object',
          properties: { payment_method_type: { type: 'string', enum: methodRadios().map((radio) => radio.value) } },
          required: ['payment_method_type'],
        },
        execute: async ({ payment_method_type: type }) => {
          const radio = methodRadios().find((known) => known.value === type);
          if (!radio) return answer(`There is no payment method ${type}.`);
          radio.checked = true;
          showMethods();
          return answer('Selected.');
        },
      },
      {
        name: 'fill_payment_form',
        description: 'Fills fields of the payment form by their ids.',
        inputSchema: { type: 'object', properties: fillable() },
        execute: async (input) => {
          const unknown = [];
          for (const [id, value] of Object.entries(input)) {
            const field = $(id);
            if (!field || !form.contains(field) || !visible(field)) unknown.push(id);
            else if (field.type === 'checkbox') {
              if (field.checked !== Boolean(value)) field.click();
            } else enter(field, String(value));
          }
          await queue;
          return answer(unknown.length ? `Filled, except ${unknown.join(', ')}: not on the page.` : 'Filled.');
        },
      },
      {
        name: 'submit_payment',
        description: 'Submits the payment form. The page then goes on to the shop.',
        inputSchema: { type: 'object', properties: {} },
        execute: async () => {
          await pay();
          const errors = [...document.querySelectorAll('.FieldError')].map((place) => place.textContent).filter(Boolean);
          return answer(errors.length ? errors.join(' ') : 'Submitted.');
        },
      },
    ];
    for (const tool of tools) await context.registerTool(tool);
  }

  // ---- beginning ----

  /** Puts back what was entered before the customer left for another page to approve the payment, and was refused. */
  function restore() {
    const kept = sessionStorage.getItem(remembered);
    if (!kept) return;
    sessionStorage.removeItem(remembered);
    const params = new URLSearchParams(kept);
    const put = (id, name) => {
      if ($(id) && params.get(name)) $(id).value = params.get(name);
    };
    const radio = methodRadios().find((known) => known.value === params.get('payment_method'));
    if (radio) radio.checked = true;
    if (!$('email').readOnly) put('email', 'email');
    put('shippingName', 'shipping[name]');
    put('payerName', 'name');
    put('phoneNumber', 'phone');
    if ($('phoneNumber')) knowPhone();
    put('individualName', 'individual_name');
    put('businessName', 'business_name');
    for (const [prefix, name] of [['shipping', 'shipping[address]'], ['billing', 'billing_address']]) {
      const address = $(`${prefix}-address`);
      if (!address) continue;
      put(`${prefix}Country`, `${name}[country]`);
      arrange(address);
      put(`${prefix}AddressLine1`, `${name}[line1]`);
      put(`${prefix}AddressLine2`, `${name}[line2]`);
      put(`${prefix}Locality`, `${name}[city]`);
      put(`${prefix}AdministrativeArea`, `${name}[state]`);
      put(`${prefix}PostalCode`, `${name}[postal_code]`);
    }
    for (const question of form.querySelectorAll('[data-question]')) {
      put(question.id, `custom_fields[${question.dataset.question}]`);
    }
    if (params.get('error')) $('payment-error').textContent = params.get('error');
  }

  // A picture of the merchant's that cannot be had leaves no hole.
  document.addEventListener('error', (event) => {
    if (event.target instanceof HTMLImageElement) event.target.hidden = true;
  }, true);
  for (const image of document.images) image.hidden = image.complete && !image.naturalWidth;
  write(document);
  addresses.forEach((address) => listCountries($(`${address.dataset.prefix}Country`)));
  addresses.forEach(arrange);
  const phoneCountry = $('phoneNumberCountryCode');
  if (phoneCountry) {
    phoneCountry.dataset.countries = [...dial.keys()].join(' ');
    if (!dial.has(phoneCountry.value)) phoneCountry.replaceChildren(option('US', 'US', true));
    listCountries(phoneCountry, (code) => `+${dial.get(code)} ${countryName(code)}`);
    knowPhone();
  }
  const taxIdType = $('taxIdType');
  if (taxIdType) {
    const home = ($('billingCountry')?.value || 'US').toLowerCase();
    const types = taxIdType.dataset.types.split(' ');
    const first = types.find((type) => type.startsWith(`${home}_`)) || 'eu_vat';
    taxIdType.append(...types.map((type) => option(type, type.toUpperCase().replace(/_/g, ' '), type === first)));
  }
  const currencyName = document.querySelector('[data-currency-name]');
  if (currencyName) currencyName.textContent = currencyName.textContent.toUpperCase();
  restore();
  showMethods();
  offerTools().catch(() => {});
  // A page that comes back out of the browser's memory may show a session that is over.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
})();
