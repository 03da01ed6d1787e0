/*
 * extract.mjs -- conformance fixtures from the official Stripe TypeScript definitions.
 *
 * What it is for
 *   The npm package `stripe` (exact version pinned in package.json) ships type definitions that are
 *   generated from Stripe's OpenAPI description.  This script reads them with the TypeScript
 *   compiler API and writes facts (names, types, optionality, enum literals; no descriptions) to
 *     ../../fixtures/parameters/<resource>.<method>.json   request parameters of one operation
 *     ../../fixtures/objects/<object>.json                 fields of one response object
 *   The Rust conformance test compares the server against those files.
 *
 * How to run it
 *   npm ci && node extract.mjs            (in this directory; Node 20 or newer)
 *   node extract.mjs --check              writes nothing; exits 1 if a fixture would change
 *   node extract.mjs --audit              also prints every `number` of the types with whether it was
 *                                         called "number" or "integer" and documentation hinting at it
 *   The output is deterministic: entries are sorted by path, enum values alphabetically (by UTF-16
 *   code unit), and nothing depends on the machine.  Approximations are printed as `note:` lines.
 *
 * Parameter files: { operation, source, parameters: [entry] }, an entry being
 *   path       `line_items[][price_data][currency]`; `[]` is an array element, `[{}]` is any key
 *              of a map (`currency_options[{}][unit_amount]`)
 *   type       string | integer | number | boolean | enum | object | array | map
 *   items      arrays and maps: type of the elements (string, integer, number, boolean, enum, object)
 *   required   the key has no `?` in its own parent object
 *   emptyable  the type admits '' (Emptyable<T>), i.e. the parameter can be unset with ''
 *   values     enum (or array/map of enum) only: the literals, without ''.  The types end nearly
 *              every enum with the open `OtherString`; that says nothing about what the API
 *              accepts and is dropped.
 *   also       only where the type is a union the format cannot express: what else is accepted.
 *              `up_to: 'inf' | number` is type string with also ["'inf'", "integer"];
 *              `created: RangeQueryParam | number` is type integer with also ["object"] and the
 *              four bounds as children.
 * `metadata` and other maps of scalars are one entry of type map without children.
 *
 * Object files: { object, source, fields: [entry] }, an entry being path, type, required, nullable
 *   (`| null`), and expandable: null, or the `object` name(s, joined with `|`) of what `expand`
 *   puts in the place of the id (type is then string and nothing is descended into; for an array
 *   of ids the type is array and items string).  Also, where they apply:
 *   values, items   as above
 *   ref             the field (or each element, for arrays) is always a whole object of that name:
 *                   type (or items) is object, and it is not descended into.  ApiList is `list`.
 *   list_of         for ref list: the `object` name of the elements
 *   ref "any"       an object of an open type (event data, use_stripe_sdk).  A plain object without
 *                   children is an empty object in the types (`alipay: {}`).
 *   also            as above
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FIXTURES = path.resolve(HERE, '../../fixtures');
const STRIPE = path.join(HERE, 'node_modules/stripe');
const ESM = path.join(STRIPE, 'esm');
const PACKAGE = 'stripe@' + JSON.parse(fs.readFileSync(path.join(STRIPE, 'package.json'), 'utf8')).version;
const AUDIT = process.argv.includes('--audit');
const CHECK = process.argv.includes('--check');

// resource accessor -> [file under esm/resources, class, methods]
const OPERATIONS = {
  'checkout.sessions': ['Checkout/Sessions', 'SessionResource', 'create retrieve update list expire listLineItems'],
  products: ['Products', 'ProductResource', 'create retrieve update list search del'],
  prices: ['Prices', 'PriceResource', 'create retrieve update list search'],
  customers: ['Customers', 'CustomerResource', 'create retrieve update list search del'],
  shippingRates: ['ShippingRates', 'ShippingRateResource', 'create retrieve update list'],
  coupons: ['Coupons', 'CouponResource', 'create retrieve update list del'],
  promotionCodes: ['PromotionCodes', 'PromotionCodeResource', 'create retrieve update list'],
  taxRates: ['TaxRates', 'TaxRateResource', 'create retrieve update list'],
  paymentIntents: ['PaymentIntents', 'PaymentIntentResource', 'create retrieve update list confirm capture cancel'],
  setupIntents: ['SetupIntents', 'SetupIntentResource', 'create retrieve list confirm cancel'],
  charges: ['Charges', 'ChargeResource', 'retrieve update list'],
  paymentMethods: ['PaymentMethods', 'PaymentMethodResource', 'create retrieve update list attach detach'],
  refunds: ['Refunds', 'RefundResource', 'create retrieve update list'],
  subscriptions: ['Subscriptions', 'SubscriptionResource', 'retrieve update list cancel'],
  subscriptionItems: ['SubscriptionItems', 'SubscriptionItemResource', 'retrieve list'],
  invoices: ['Invoices', 'InvoiceResource', 'retrieve list'],
  balanceTransactions: ['BalanceTransactions', 'BalanceTransactionResource', 'retrieve list'],
  events: ['Events', 'EventResource', 'retrieve list'],
  webhookEndpoints: ['WebhookEndpoints', 'WebhookEndpointResource', 'create retrieve update list del'],
};

// fixture name -> [file under esm/resources, exported type]
const OBJECTS = {
  'checkout.session': ['Checkout/Sessions', 'Session'],
  item: ['LineItems', 'LineItem'],
  product: ['Products', 'Product'],
  deleted_product: ['Products', 'DeletedProduct'],
  price: ['Prices', 'Price'],
  customer: ['Customers', 'Customer'],
  deleted_customer: ['Customers', 'DeletedCustomer'],
  shipping_rate: ['ShippingRates', 'ShippingRate'],
  coupon: ['Coupons', 'Coupon'],
  promotion_code: ['PromotionCodes', 'PromotionCode'],
  discount: ['Discounts', 'Discount'],
  tax_rate: ['TaxRates', 'TaxRate'],
  payment_intent: ['PaymentIntents', 'PaymentIntent'],
  setup_intent: ['SetupIntents', 'SetupIntent'],
  charge: ['Charges', 'Charge'],
  payment_method: ['PaymentMethods', 'PaymentMethod'],
  refund: ['Refunds', 'Refund'],
  subscription: ['Subscriptions', 'Subscription'],
  subscription_item: ['SubscriptionItems', 'SubscriptionItem'],
  invoice: ['Invoices', 'Invoice'],
  line_item: ['InvoiceLineItems', 'InvoiceLineItem'],
  balance_transaction: ['BalanceTransactions', 'BalanceTransaction'],
  event: ['Events', 'EventBase'],
  webhook_endpoint: ['WebhookEndpoints', 'WebhookEndpoint'],
};

const dts = (file) => path.join(ESM, 'resources', file + '.d.ts');
const files = [...new Set([...Object.values(OPERATIONS), ...Object.values(OBJECTS)].map(([file]) => dts(file)))];
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();

const notes = [];
const note = (where, text) => notes.push(`${where}: ${text}`);
const cmp = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (set) => [...set].sort(cmp);

// ---------------------------------------------------------------------------------------------
// types

const has = (type, flag) => (type.flags & flag) !== 0;
const isDecimal = (type) => type.aliasSymbol?.name === 'Decimal';
// OtherString = string & Record<never, never>
const isOtherString = (type) =>
  type.isIntersection() && !isDecimal(type) && type.types.some((t) => has(t, ts.TypeFlags.String));

/** The literal of the type's own `object` field, if it is a Stripe object, else undefined. */
function objectName(type) {
  const property = type.getProperty('object');
  if (!property) return undefined;
  const value = checker.getTypeOfSymbol(property);
  return value.isStringLiteral() ? value.value : undefined;
}

function typeName(type) {
  const symbol = type.aliasSymbol ?? type.symbol;
  return symbol ? checker.getFullyQualifiedName(symbol).replace(/^"[^"]*"\./, '') : checker.typeToString(type);
}

/** Sorts the members of a type (a union or not) by kind. */
function shape(type, where) {
  const result = {
    nullable: false, empty: false, string: false, number: false, boolean: false, decimal: false, open: false,
    any: false, literals: new Set(), arrays: [], maps: [], objects: [], resources: [],
  };
  for (const member of type.isUnion() ? type.types : [type]) {
    if (has(member, ts.TypeFlags.Undefined)) continue;
    else if (has(member, ts.TypeFlags.Null)) result.nullable = true;
    else if (isDecimal(member)) result.decimal = true;
    else if (isOtherString(member)) result.open = true;
    else if (has(member, ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) result.any = true;
    else if (member.isStringLiteral()) member.value === '' ? (result.empty = true) : result.literals.add(member.value);
    else if (has(member, ts.TypeFlags.String)) result.string = true;
    else if (has(member, ts.TypeFlags.Number)) result.number = true;
    else if (has(member, ts.TypeFlags.BooleanLike)) result.boolean = true;
    else if (checker.isArrayType(member)) result.arrays.push(checker.getTypeArguments(member)[0]);
    else if (has(member, ts.TypeFlags.Object)) {
      const properties = member.getProperties();
      const index = member.getStringIndexType();
      if (index && properties.length) note(where, `${typeName(member)} has fields and an index signature; index ignored`);
      if (index && !properties.length) result.maps.push(index);
      else if (objectName(member)) result.resources.push(member);
      else if (!properties.length && typeName(member).startsWith('Event.Data.')) result.any = true;
      else result.objects.push(member);
    } else throw new Error(`${where}: unexpected type ${checker.typeToString(member)} (flags ${member.flags})`);
  }
  return result;
}

/** "number" for decimals, "integer" otherwise: the types say `number` for both. */
function numeric(name, docs, where) {
  const decimal = /percent|exchange_rate/.test(name) || where.includes('package_dimensions[');
  if (!decimal && /decimal places/i.test(docs)) note(where, 'integer, though documented with decimal places');
  if (AUDIT) console.log(`audit: ${decimal ? 'NUMBER ' : 'integer'} ${where}${/decimal|percent|rate|fraction|inch|ounce|float|ratio|preci/i.test(docs) ? '   ## ' + docs.replace(/\s+/g, ' ') : ''}`);
  return decimal ? 'number' : 'integer';
}

/** The properties of object types; those of several are merged (required: in all of them). */
function properties(types, where) {
  if (types.length > 1) note(where, `union of objects ${types.map(typeName).sort(cmp).join(' | ')}; fields merged`);
  const merged = new Map();
  for (const type of types) {
    for (const symbol of type.getProperties()) {
      if (!merged.has(symbol.name)) merged.set(symbol.name, []);
      merged.get(symbol.name).push(symbol);
    }
  }
  return [...merged].map(([name, symbols]) => {
    if (symbols.length > 1) note(`${where}[${name}]`, 'declared by several members of the union; the first is used');
    return {
      name,
      type: checker.getTypeOfSymbol(symbols[0]),
      docs: ts.displayPartsToString(symbols[0].getDocumentationComment(checker)),
      required: symbols.length === types.length && symbols.every((s) => !(s.flags & ts.SymbolFlags.Optional)),
    };
  });
}

// ---------------------------------------------------------------------------------------------
// entries

/**
 * Describes one value: { type, items?, values?, also?, expandable, ref?, list_of?, children: [] } and
 * whether it is nullable and emptyable, with `children` the objects to descend into and `suffix` what to add to the path for them.
 */
function describe(type, name, docs, where, response) {
  const s = shape(type, where);
  const out = { nullable: s.nullable, emptyable: s.empty, expandable: null, children: [], suffix: '' };
  const scalars = [];
  if (s.string || s.decimal) scalars.push('string');
  // The values of MetadataParam are string | number | null: strings on the wire.
  if (s.number && !(s.string && where.endsWith('[{}]'))) scalars.push(numeric(name, docs, where));
  if (s.boolean) scalars.push('boolean');
  if (s.literals.size) scalars.push('enum');
  else if (s.open) throw new Error(`${where}: OtherString without literals`);

  const containers = [];
  if (s.arrays.length) containers.push('array');
  if (s.maps.length) containers.push('map');
  if (s.objects.length) containers.push('object');
  if (s.any) containers.push('any');

  if (s.resources.length && response) {
    const names = sorted(new Set(s.resources.map(objectName)));
    if (s.objects.length || s.arrays.length || s.maps.length || s.any) throw new Error(`${where}: object and other containers`);
    if (scalars.length === 1 && s.string) {
      return { ...out, type: 'string', expandable: names.join('|') };
    }
    if (scalars.length) throw new Error(`${where}: object and ${scalars}`);
    out.type = 'object';
    out.ref = names.join('|');
    if (out.ref === 'list') {
      const data = checker.getTypeOfSymbol(s.resources[0].getProperty('data'));
      const element = shape(checker.getTypeArguments(data)[0], where);
      out.list_of = sorted(new Set(element.resources.map(objectName))).join('|');
    }
    return out;
  }
  if (s.resources.length) throw new Error(`${where}: Stripe object in parameters`);

  if (s.any) {
    if (scalars.length || containers.length > 1) throw new Error(`${where}: open type in a union`);
    return { ...out, type: 'object', ref: 'any' };
  }
  if (s.arrays.length || s.maps.length) {
    const elements = [...s.arrays, ...s.maps];
    if (elements.length > 1) throw new Error(`${where}: several arrays or maps`);
    out.type = s.arrays.length ? 'array' : 'map';
    const element = describe(elements[0], name, docs, `${where}${s.arrays.length ? '[]' : '[{}]'}`, response);
    if (element.type === 'array' || element.type === 'map') throw new Error(`${where}: nested containers`);
    if (element.ref === 'any') return { ...out, type: 'object', ref: 'any' }; // { [key: string]: unknown }
    out.items = element.type;
    if (element.also) out.also = element.also;
    for (const key of ['values', 'ref', 'list_of']) if (element[key]) out[key] = element[key];
    out.expandable = element.expandable;
    out.children = element.children;
    out.suffix = s.arrays.length ? '[]' : '[{}]';
    if (element.nullable && s.arrays.length) note(where, 'array of nullable elements');
    if (element.emptyable) note(where, `${out.type} of emptyable elements`);
    if (s.objects.length) throw new Error(`${where}: container and object`);
    // A container in a union with a scalar (`tiers: Array | string`): container is the type.
    if (scalars.length) {
      out.also = scalars.flatMap((t) => (t === 'enum' ? sorted(s.literals).map((v) => `'${v}'`) : [t]));
      note(where, `${out.type} or ${out.also.join(' or ')}`);
    }
    return out;
  }
  if (s.objects.length && response && scalars.length === 1 && s.string) {
    // An id or an object that has no `object` field in the types (charge outcome[rule]).
    const names = sorted(s.objects.map((o) => o.symbol.name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase()));
    note(where, `expandable to ${names.join('|')}, which has no object field in the types; named after the type`);
    return { ...out, type: 'string', expandable: names.join('|') };
  }
  if (s.objects.length) {
    out.children = s.objects;
    const range = s.objects.length === 1 && typeName(s.objects[0]) === 'RangeQueryParam';
    if (!scalars.length) return { ...out, type: 'object' };
    if (range && scalars.length === 1 && s.number) return { ...out, type: 'integer', also: ['object'] };
    note(where, `object or ${scalars.join(' or ')}`);
    return { ...out, type: 'object', also: scalars.flatMap((t) => (t === 'enum' ? sorted(s.literals).map((v) => `'${v}'`) : [t])) };
  }
  if (scalars.length === 1) {
    if (s.literals.size) out.values = sorted(s.literals);
    return { ...out, type: scalars[0] };
  }
  if (scalars.length === 2 && s.literals.size && (s.number || s.boolean)) {
    const also = [...sorted(s.literals).map((v) => `'${v}'`), scalars[0]];
    note(where, `string, for ${also.join(' or ')}`);
    return { ...out, type: 'string', also };
  }
  throw new Error(`${where}: cannot describe ${checker.typeToString(type)} as ${scalars} ${containers}`);
}

function walk(types, prefix, label, response, entries, stack = []) {
  for (const type of types) {
    if (stack.includes(type)) throw new Error(`${label} ${prefix}: recursive type ${typeName(type)}`);
  }
  for (const property of properties(types, `${label} ${prefix}`)) {
    // `deleted?: void` tells Product from DeletedProduct; the field never exists.
    const members = property.type.isUnion() ? property.type.types : [property.type];
    if (members.every((t) => has(t, ts.TypeFlags.Void | ts.TypeFlags.Undefined))) continue;
    const at = prefix ? `${prefix}[${property.name}]` : property.name;
    const d = describe(property.type, property.name, property.docs, `${label} ${at}`, response);
    const entry = { path: at, type: d.type };
    if (d.items) entry.items = d.items;
    entry.required = property.required;
    if (response) {
      entry.nullable = d.nullable;
      if (d.emptyable) throw new Error(`${label} ${at}: '' in a response`);
      entry.expandable = d.expandable;
      if (d.ref) entry.ref = d.ref;
      if (d.list_of) entry.list_of = d.list_of;
    } else {
      // `'' | string` collapses to string in the checker; Emptyable's null survives.
      entry.emptyable = d.emptyable || d.nullable;
      const written = property.type.isUnion() && /Emptyable</.test(declaredText(types, property.name));
      if (entry.emptyable !== written) note(`${label} ${at}`, `emptyable is ${entry.emptyable} but the declaration is ${declaredText(types, property.name)}`);
    }
    if (d.values) entry.values = d.values;
    if (d.also) entry.also = d.also;
    entries.push(entry);
    if (d.children.length) walk(d.children, at + d.suffix, label, response, entries, [...stack, ...types]);
  }
  return entries;
}

/** The source text of a property's declared type. */
function declaredText(types, name) {
  const symbol = types.map((t) => t.getProperty(name)).find(Boolean);
  return symbol?.declarations?.map((d) => d.type?.getText() ?? '').join(' ') ?? '';
}

// ---------------------------------------------------------------------------------------------
// operations and objects

/** The HTTP method and path a client method uses, from the JavaScript beside the definitions. */
function route(file, className, method) {
  const source = ts.createSourceFile(
    file, fs.readFileSync(path.join(ESM, 'resources', file + '.js'), 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  let found;
  const pathText = (node) => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node)) {
      return node.head.text + node.templateSpans.map((span) => `{${span.expression.getText()}}${span.literal.text}`).join('');
    }
    throw new Error(`${file} ${method}: path is ${node.getText()}`);
  };
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'this._makeRequest') {
      found ??= `${node.arguments[0].text} ${pathText(node.arguments[1])}`;
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement) || statement.name?.text !== className) continue;
    for (const member of statement.members) {
      if (ts.isMethodDeclaration(member) && member.name.getText() === method) visit(member);
    }
  }
  if (!found) throw new Error(`${file}: no request in ${className}.${method}`);
  return found.replace(/\{encodeURIComponent\((\w+)\)\}/g, '{$1}');
}

function exported(file, name) {
  const source = program.getSourceFile(dts(file));
  const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(source)).find((s) => s.name === name);
  if (!symbol) throw new Error(`${file}: no export ${name}`);
  return symbol;
}

function parameters(accessor, [file, className], method) {
  const resource = checker.getDeclaredTypeOfSymbol(exported(file, className));
  const signatures = checker.getTypeOfSymbol(resource.getProperty(method)).getCallSignatures();
  const symbols = signatures.flatMap((s) => s.getParameters()).filter((p) => p.name === 'params');
  if (!symbols.length) throw new Error(`${accessor}.${method}: no params`);
  const types = new Set(symbols.map((s) => checker.getNonNullableType(checker.getTypeOfSymbol(s))));
  if (types.size !== 1) throw new Error(`${accessor}.${method}: overloads with different params`);
  const [type] = types;
  return {
    operation: route(file, className, method),
    source: `${PACKAGE} ${typeName(type)}`,
    parameters: walk([type], '', `${accessor}.${method}`, false, []).sort((a, b) => cmp(a.path, b.path)),
  };
}

function object(name, [file, exportName]) {
  const type = checker.getDeclaredTypeOfSymbol(exported(file, exportName));
  const fields = walk([type], '', name, true, []);
  fields.sort((a, b) => cmp(a.path, b.path));
  const prefix = file.includes('/') ? file.split('/')[0] + '.' : '';
  return { object: objectName(type), source: `${PACKAGE} ${prefix}${typeName(type)}`, fields };
}

// ---------------------------------------------------------------------------------------------

let changed = 0;
const expected = { parameters: new Set(), objects: new Set() };
function write(kind, name, content) {
  const file = path.join(FIXTURES, kind, name + '.json');
  const text = JSON.stringify(content, null, 2) + '\n';
  expected[kind].add(name + '.json');
  const entries = content.parameters ?? content.fields;
  const paths = new Set(entries.map((e) => e.path));
  if (paths.size !== entries.length) throw new Error(`${kind}/${name}: duplicate paths`);
  const same = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;
  if (!same) changed++;
  if (!same && !CHECK) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  console.log(`${same ? ' ' : '*'} ${kind}/${name}.json ${entries.length}  ${content.operation ?? content.object}  ${content.source}`);
}

for (const [accessor, spec] of Object.entries(OPERATIONS)) {
  for (const method of spec[2].split(' ')) write('parameters', `${accessor}.${method}`, parameters(accessor, spec, method));
}
for (const [name, spec] of Object.entries(OBJECTS)) write('objects', name, object(name, spec));

for (const kind of Object.keys(expected)) {
  const dir = path.join(FIXTURES, kind);
  for (const name of fs.existsSync(dir) ? fs.readdirSync(dir).sort(cmp) : []) {
    if (!expected[kind].has(name)) note(`${kind}/${name}`, 'not written by this script');
  }
}
for (const text of sorted(new Set(notes))) console.log('note: ' + text);
if (CHECK && changed) {
  console.error(`${changed} fixture(s) differ from ${PACKAGE}`);
  process.exit(1);
}
