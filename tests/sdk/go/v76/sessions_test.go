// Package v76 drives the emulator with the Go SDK's version 76, of 2023-10-16: global keys and backends, no update of
// sessions yet.
package v76

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"testing"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/checkout/session"
	"github.com/stripe/stripe-go/v76/customer"
)

// shop gives this package's one client a key of its own.
func shop(t *testing.T) {
	t.Helper()
	account := make([]byte, 12)
	if _, err := rand.Read(account); err != nil {
		t.Fatal(err)
	}
	stripe.Key = "sk_test_" + hex.EncodeToString(account)
	stripe.SetBackend(stripe.APIBackend, stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:               stripe.String(os.Getenv("CHECKOUT_EMULATOR_URL")),
		MaxNetworkRetries: stripe.Int64(0),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	}))
}

func params() *stripe.CheckoutSessionParams {
	return &stripe.CheckoutSessionParams{
		Mode:               stripe.String("payment"),
		SuccessURL:         stripe.String("https://shop.test/thanks"),
		PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		LineItems: []*stripe.CheckoutSessionLineItemParams{{
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency: stripe.String("usd"), UnitAmount: stripe.Int64(2000),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String("Mug")},
			},
			Quantity: stripe.Int64(2),
		}},
	}
}

func TestASessionFromBeginningToEnd(t *testing.T) {
	shop(t)
	create := params()
	create.AddExpand("line_items")
	made, err := session.New(create)
	if err != nil {
		t.Fatal(err)
	}
	if made.LastResponse.Header.Get("Stripe-Version") != "2023-10-16" {
		t.Error(made.LastResponse.Header)
	}
	if made.AmountTotal != 4000 || made.LineItems.Data[0].Description != "Mug" || made.PaymentMethodTypes[0] != "card" {
		t.Errorf("%s", made.LastResponse.RawJSON)
	}

	items := session.ListLineItems(&stripe.CheckoutSessionListLineItemsParams{Session: stripe.String(made.ID)})
	for items.Next() {
		if items.LineItem().Quantity != 2 {
			t.Error(items.LineItem())
		}
	}
	if items.Err() != nil || len(items.LineItemList().Data) != 1 {
		t.Error(items.Err())
	}

	expired, err := session.Expire(made.ID, nil)
	if err != nil || expired.Status != stripe.CheckoutSessionStatusExpired {
		t.Error(expired, err)
	}
}

func TestListsPageByThemselves(t *testing.T) {
	shop(t)
	var made []string
	for range 7 {
		customer, err := customer.New(&stripe.CustomerParams{Name: stripe.String("Jenny")})
		if err != nil {
			t.Fatal(err)
		}
		made = append([]string{customer.ID}, made...)
	}

	list := &stripe.CustomerListParams{}
	list.Limit = stripe.Int64(3)
	seen := 0
	for all := customer.List(list); all.Next(); seen++ {
		if all.Customer().ID != made[seen] {
			t.Errorf("%d: %s is not %s", seen, all.Customer().ID, made[seen])
		}
	}
	if seen != 7 {
		t.Error(seen)
	}
}

func TestErrorsAreTyped(t *testing.T) {
	shop(t)
	refusedWith := func(err error, status int, kind stripe.ErrorType, param string) {
		t.Helper()
		var refusal *stripe.Error
		if !errors.As(err, &refusal) || refusal.HTTPStatusCode != status || refusal.Type != kind || refusal.Param != param {
			t.Errorf("%v", err)
		}
	}

	create := params()
	create.SuccessURL = nil
	_, err := session.New(create)
	refusedWith(err, 400, stripe.ErrorTypeInvalidRequest, "success_url")

	once := func(name string) *stripe.CustomerParams {
		params := &stripe.CustomerParams{Name: stripe.String(name)}
		params.SetIdempotencyKey("once")
		return params
	}
	if _, err := customer.New(once("Jenny")); err != nil {
		t.Fatal(err)
	}
	_, err = customer.New(once("Jane"))
	refusedWith(err, 400, stripe.ErrorTypeIdempotency, "")

	stripe.Key = "nonsense"
	_, err = session.New(params())
	refusedWith(err, 401, stripe.ErrorTypeInvalidRequest, "")
}
