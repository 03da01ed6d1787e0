package sdk

import (
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v85"
)

func TestErrorsAreTyped(t *testing.T) {
	sc := newClient()
	nowhere := "cs_test_" + strings.Repeat("a", 58)

	_, err := sc.V1CheckoutSessions.Retrieve(ctx, nowhere, nil)
	answer := refused(t, err, refusal{status: 404, code: stripe.ErrorCodeResourceMissing})
	if !strings.HasPrefix(answer.RequestID, "req_") || !strings.Contains(answer.RequestLogURL, answer.RequestID) {
		t.Errorf("request %q, log %q", answer.RequestID, answer.RequestLogURL)
	}
	equal(t, "doc_url", answer.DocURL, "https://stripe.com/docs/error-codes/resource-missing")

	params := cart()
	params.LineItems[1].Price = stripe.String("price_none")
	params.LineItems[1].PriceData = nil
	_, err = sc.V1CheckoutSessions.Create(ctx, params)
	refused(t, err, refusal{code: stripe.ErrorCodeResourceMissing, param: "line_items[1][price]"})

	unknown := cart()
	unknown.AddExtra("colour", "red")
	_, err = sc.V1CheckoutSessions.Create(ctx, unknown)
	refused(t, err, refusal{code: stripe.ErrorCodeParameterUnknown, param: "colour"})

	_, err = clientOf("nonsense").V1CheckoutSessions.Retrieve(ctx, nowhere, nil)
	refused(t, err, refusal{status: 401})
}

func TestAnIdempotencyKeyIsOneRequest(t *testing.T) {
	key := newKey()
	sc := clientOf(key)
	create := func(name string) (*stripe.Customer, error) {
		params := &stripe.CustomerCreateParams{Name: stripe.String(name)}
		params.SetIdempotencyKey("once")
		return sc.V1Customers.Create(ctx, params)
	}

	first := must(create("Jenny"))(t)
	again := must(create("Jenny"))(t)

	equal(t, "the answer", string(again.LastResponse.RawJSON), string(first.LastResponse.RawJSON))
	equal(t, "replayed", again.LastResponse.Header.Get("Idempotent-Replayed"), "true")
	_, err := create("Jane")
	refused(t, err, refusal{kind: stripe.ErrorTypeIdempotency})

	connected := &stripe.CustomerCreateParams{Name: stripe.String("Jenny")}
	connected.SetIdempotencyKey("once")
	connected.SetStripeAccount("acct_1Connected0001")
	if other := must(sc.V1Customers.Create(ctx, connected))(t); other.ID == first.ID {
		t.Error("the connected account has the platform's customer")
	}
}
