// The script of the test pages: a bank that asks who its customer is, and a page on which a payment is approved.
'use strict';

(() => {
  // The bank's page stands in a frame in a frame; the page the customer came from listens to both.
  for (const button of document.querySelectorAll('[data-answer]')) {
    button.addEventListener('click', () => {
      window.top.postMessage({ challenge: button.dataset.answer }, location.origin);
    });
    // A click before this would have been lost.
    button.disabled = false;
  }
  // The dialog around the frame cannot hear it.
  if (document.querySelector('[data-answer]')) {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') window.top.postMessage({ challenge: 'fail' }, location.origin);
    });
  }
  const main = document.getElementById('authorize');
  if (!main) return;
  const { page, kind } = main.dataset;
  const remembered = `checkout-emulator:${page}`;
  const error = document.getElementById('authorize-error');
  const buttons = [...main.querySelectorAll('[data-outcome]')];

  async function decide(outcome) {
    const kept = JSON.parse(sessionStorage.getItem(remembered) || '{}');
    const params = new URLSearchParams(kept.sent);
    if (params.get('payment_method') !== kind) {
      // Nobody came here from the payment page: there is nothing to approve.
      location.replace(page);
      return;
    }
    buttons.forEach((button) => { button.disabled = true; });
    params.set('three_d_secure', outcome);
    const response = await fetch(`${page}/pay`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: params.toString(),
    });
    const reply = await response.json();
    if (reply.status === 'complete') {
      sessionStorage.removeItem(remembered);
      location.href = reply.url || page;
      return;
    }
    sessionStorage.setItem(remembered, JSON.stringify({ ...kept, sent: '', refused: true, error: reply.message }));
    location.href = page;
  }

  for (const button of buttons) {
    button.addEventListener('click', () => {
      decide(button.dataset.outcome).catch(() => {
        error.textContent = 'Something went wrong. Please try again.';
        buttons.forEach((known) => { known.disabled = false; });
      });
    });
    button.disabled = false;
  }
})();
