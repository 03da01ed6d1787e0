// ---- for agents ----

// The tools Stripe's page registers where a browser has WebMCP, under the same names.
async function offerTools() {
  const context = document.modelContext ?? navigator.modelContext;
  if (!context?.registerTool) return;
  const answer = (value) => ({ content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] });
  const fillable = () => {
    const properties = {};
    for (const field of form.querySelectorAll('input[id], select[id]')) {
      if (!visible(field) || field.type === 'radio' || field.readOnly || field.id === 'aiAgent') continue;
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
        choose(radio);
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
