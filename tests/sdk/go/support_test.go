// Package sdk drives the emulator with the newest major of the Go SDK; v82 and v76 are the older ones.
package sdk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v85"
)

var (
	ctx      = context.Background()
	emulator = os.Getenv("CHECKOUT_EMULATOR_URL")
)

const (
	successURL = "https://shop.test/thanks?session={CHECKOUT_SESSION_ID}"
	returnURL  = "https://shop.test/return?session={CHECKOUT_SESSION_ID}"
)

// newKey is the key of an account that no other test knows.
func newKey() string {
	account := make([]byte, 12)
	if _, err := rand.Read(account); err != nil {
		panic(err)
	}
	return "sk_test_" + hex.EncodeToString(account)
}

// backends leads every client to the emulator. A refusal is neither retried nor logged.
var backends = stripe.NewBackendsWithConfig(&stripe.BackendConfig{
	URL:               stripe.String(emulator),
	MaxNetworkRetries: stripe.Int64(0),
	LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
})

// clientOf is a client with this key.
func clientOf(key string) *stripe.Client {
	return stripe.NewClient(key, stripe.WithBackends(backends))
}

// newClient is a client of its own account.
func newClient() *stripe.Client { return clientOf(newKey()) }

// must gives the answer of a call that has to succeed.
func must[T any](answer T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
}

// equal fails the test unless what was found is what is wanted.
func equal[T comparable](t *testing.T, what string, found, wanted T) {
	t.Helper()
	if found != wanted {
		t.Errorf("%s is %v, not %v", what, found, wanted)
	}
}

// item is priced inline, in US cents.
func item(name string, amount, quantity int64) *stripe.CheckoutSessionCreateLineItemParams {
	return &stripe.CheckoutSessionCreateLineItemParams{
		PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
			Currency:    stripe.String("usd"),
			UnitAmount:  stripe.Int64(amount),
			ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(name)},
		},
		Quantity: stripe.Int64(quantity),
	}
}

// cart is a payment of two mugs and a poster inside the shop's page, 55.00 USD.
func cart() *stripe.CheckoutSessionCreateParams {
	return &stripe.CheckoutSessionCreateParams{
		Mode:      stripe.String(stripe.CheckoutSessionModePayment),
		UIMode:    stripe.String("elements"),
		ReturnURL: stripe.String(returnURL),
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{item("Mug", 2000, 2), item("Poster", 1500, 1)},
	}
}

// option is a shipping option made inline by an update.
func option(name string, amount int64) *stripe.CheckoutSessionUpdateShippingOptionParams {
	return &stripe.CheckoutSessionUpdateShippingOptionParams{
		ShippingRateData: &stripe.CheckoutSessionUpdateShippingOptionShippingRateDataParams{
			DisplayName: stripe.String(name),
			Type:        stripe.String("fixed_amount"),
			FixedAmount: &stripe.CheckoutSessionUpdateShippingOptionShippingRateDataFixedAmountParams{
				Amount:   stripe.Int64(amount),
				Currency: stripe.String("usd"),
			},
		},
	}
}

type refusal struct {
	status int
	kind   stripe.ErrorType
	code   stripe.ErrorCode
	param  string
}

// refused expects an error of Stripe's with exactly these fields, and gives it.
func refused(t *testing.T, err error, wanted refusal) *stripe.Error {
	t.Helper()
	var answer *stripe.Error
	if !errors.As(err, &answer) {
		t.Fatalf("expected a refusal, got %v", err)
	}
	if wanted.status == 0 {
		wanted.status = 400
	}
	if wanted.kind == "" {
		wanted.kind = stripe.ErrorTypeInvalidRequest
	}
	found := refusal{answer.HTTPStatusCode, answer.Type, answer.Code, answer.Param}
	equal(t, "the refusal "+answer.Msg, found, wanted)
	return answer
}

func total(t *testing.T, session *stripe.CheckoutSession, subtotal, shipping int64) {
	t.Helper()
	equal(t, "amount_subtotal", session.AmountSubtotal, subtotal)
	equal(t, "amount_shipping", session.TotalDetails.AmountShipping, shipping)
	equal(t, "amount_total", session.AmountTotal, subtotal+shipping)
}

// act is what a customer or their bank does: the control API, whose errors are Stripe's. The SDK calls no other paths
// than those of Stripe's API.
func act(key string, session *stripe.CheckoutSession, action string, params url.Values) error {
	path := "/_emulator/checkout/sessions/" + session.ID + "/" + action
	request, err := http.NewRequest(http.MethodPost, emulator+path, strings.NewReader(params.Encode()))
	if err != nil {
		return err
	}
	request.SetBasicAuth(key, "")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Error *stripe.Error }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Error == nil {
		return nil
	}
	answer.Error.HTTPStatusCode = response.StatusCode
	return answer.Error
}
