// Package v82 drives the emulator with the Go SDK's version 82, of 2025-08-27.basil.
package v82

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/webhook"
)

var ctx = context.Background()

func account() string {
	name := make([]byte, 12)
	if _, err := rand.Read(name); err != nil {
		panic(err)
	}
	return hex.EncodeToString(name)
}

func newClient() *stripe.Client {
	return stripe.NewClient("sk_test_"+account(), stripe.WithBackends(stripe.NewBackendsWithConfig(&stripe.BackendConfig{
		URL:               stripe.String(os.Getenv("CHECKOUT_EMULATOR_URL")),
		MaxNetworkRetries: stripe.Int64(0),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	})))
}

// open is a payment of two mugs whose address the server writes.
func open(t *testing.T, sc *stripe.Client) *stripe.CheckoutSession {
	t.Helper()
	session, err := sc.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Mode:        stripe.String("payment"),
		UIMode:      stripe.String(stripe.CheckoutSessionUIModeEmbedded),
		ReturnURL:   stripe.String("https://shop.test/return"),
		Permissions: &stripe.CheckoutSessionCreatePermissionsParams{UpdateShippingDetails: stripe.String("server_only")},
		ShippingAddressCollection: &stripe.CheckoutSessionCreateShippingAddressCollectionParams{
			AllowedCountries: stripe.StringSlice([]string{"US"}),
		},
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{{
			PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
				Currency: stripe.String("usd"), UnitAmount: stripe.Int64(2000),
				ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String("Mug")},
			},
			Quantity: stripe.Int64(2),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func TestAnAddressAndWhatItCostsToShipThere(t *testing.T) {
	sc := newClient()
	session := open(t, sc)
	if version := session.LastResponse.Header.Get("Stripe-Version"); version != "2025-08-27.basil" {
		t.Error(version)
	}
	if session.UIMode != stripe.CheckoutSessionUIModeEmbedded || session.ClientSecret == "" {
		t.Error(session.UIMode, session.ClientSecret)
	}

	update := &stripe.CheckoutSessionUpdateParams{
		Metadata: map[string]string{"order": "6735"},
		CollectedInformation: &stripe.CheckoutSessionUpdateCollectedInformationParams{
			ShippingDetails: &stripe.CheckoutSessionUpdateCollectedInformationShippingDetailsParams{
				Name:    stripe.String("Jenny Rosen"),
				Address: &stripe.AddressParams{Line1: stripe.String("27 Fredrick Ave"), Country: stripe.String("US")},
			},
		},
		ShippingOptions: []*stripe.CheckoutSessionUpdateShippingOptionParams{{
			ShippingRateData: &stripe.CheckoutSessionUpdateShippingOptionShippingRateDataParams{
				DisplayName: stripe.String("Ground"), Type: stripe.String("fixed_amount"),
				FixedAmount: &stripe.CheckoutSessionUpdateShippingOptionShippingRateDataFixedAmountParams{
					Amount: stripe.Int64(500), Currency: stripe.String("usd"),
				},
			},
		}},
	}
	updated, err := sc.V1CheckoutSessions.Update(ctx, session.ID, update)
	if err != nil {
		t.Fatal(err)
	}
	if updated.AmountTotal != 4500 || updated.Metadata["order"] != "6735" {
		t.Error(updated.AmountTotal, updated.Metadata)
	}
	if line1 := updated.CollectedInformation.ShippingDetails.Address.Line1; line1 != "27 Fredrick Ave" {
		t.Error(line1)
	}

	update.CollectedInformation.ShippingDetails.Name = nil
	_, err = sc.V1CheckoutSessions.Update(ctx, session.ID, update)
	var refusal *stripe.Error
	if !errors.As(err, &refusal) || refusal.HTTPStatusCode != 400 || refusal.Code != stripe.ErrorCodeParameterMissing ||
		refusal.Param != "collected_information[shipping_details][name]" {
		t.Errorf("%v", err)
	}
}

func TestAnEventInItsOwnVersion(t *testing.T) {
	sc := newClient()
	type delivery struct {
		body      []byte
		signature string
	}
	came := make(chan delivery, 1)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		came <- delivery{body, request.Header.Get("Stripe-Signature")}
	}))
	defer shop.Close()
	endpoint, err := sc.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
		URL: stripe.String(shop.URL), APIVersion: stripe.String(stripe.APIVersion),
		EnabledEvents: stripe.StringSlice([]string{"checkout.session.expired"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	session, err := sc.V1CheckoutSessions.Expire(ctx, open(t, sc).ID, nil)
	if err != nil {
		t.Fatal(err)
	}

	received := <-came
	event, err := webhook.ConstructEvent(received.body, received.signature, endpoint.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if event.Data.Object["id"] != session.ID || event.Data.Object["ui_mode"] != "embedded" {
		t.Errorf("%v", event.Data.Object)
	}
}
