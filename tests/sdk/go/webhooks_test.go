package sdk

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"
)

type delivery struct {
	body      []byte
	signature string
}

// receiver is a shop that takes every delivery.
func receiver(t *testing.T) (url string, deliveries <-chan delivery) {
	t.Helper()
	came := make(chan delivery, 100)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		came <- delivery{body, request.Header.Get("Stripe-Signature")}
	}))
	t.Cleanup(shop.Close)
	return shop.URL, came
}

func TestADeliveryIsVerifiedAndParsed(t *testing.T) {
	sc := newClient()
	url, deliveries := receiver(t)
	// The verifier takes events of its own release train only: the endpoint asks for them, as at Stripe.
	endpoint := must(sc.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
		URL:           stripe.String(url),
		APIVersion:    stripe.String(stripe.APIVersion),
		EnabledEvents: stripe.StringSlice([]string{"checkout.session.expired"}),
	}))(t)
	session := must(sc.V1CheckoutSessions.Create(ctx, cart()))(t)
	must(sc.V1CheckoutSessions.Expire(ctx, session.ID, nil))(t)

	came := <-deliveries
	event := must(webhook.ConstructEvent(came.body, came.signature, endpoint.Secret))(t)
	equal(t, "type", event.Type, stripe.EventTypeCheckoutSessionExpired)
	equal(t, "api_version", event.APIVersion, stripe.APIVersion)
	var of stripe.CheckoutSession
	if err := json.Unmarshal(event.Data.Raw, &of); err != nil {
		t.Fatal(err)
	}
	equal(t, "session", of.ID, session.ID)
	if _, err := webhook.ConstructEvent(append(came.body, ' '), came.signature, endpoint.Secret); err == nil {
		t.Error("a body with a byte more was taken")
	}

	seen := must(sc.V1Events.Retrieve(ctx, event.ID, nil))(t)
	equal(t, "type", seen.Type, event.Type)
	disabled := must(sc.V1WebhookEndpoints.Update(ctx, endpoint.ID, &stripe.WebhookEndpointUpdateParams{
		Disabled: stripe.Bool(true),
	}))(t)
	equal(t, "status", disabled.Status, "disabled")
	must(sc.V1WebhookEndpoints.Delete(ctx, endpoint.ID, nil))(t)
}

func TestAnEventOfAnotherReleaseTrainIsRefusedByTheVerifier(t *testing.T) {
	sc := newClient()
	url, deliveries := receiver(t)
	endpoint := must(sc.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
		URL:           stripe.String(url),
		APIVersion:    stripe.String("2025-08-27.basil"),
		EnabledEvents: stripe.StringSlice([]string{"product.created"}),
	}))(t)
	must(sc.V1Products.Create(ctx, &stripe.ProductCreateParams{Name: stripe.String("Mug")}))(t)

	came := <-deliveries
	if _, err := webhook.ConstructEvent(came.body, came.signature, endpoint.Secret); err == nil {
		t.Error("an event of basil was taken")
	}
	event := must(webhook.ConstructEventWithOptions(came.body, came.signature, endpoint.Secret,
		webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true}))(t)
	equal(t, "api_version", event.APIVersion, "2025-08-27.basil")
}

func TestEventsAreListedAndSelected(t *testing.T) {
	sc := newClient()
	product := must(sc.V1Products.Create(ctx, &stripe.ProductCreateParams{Name: stripe.String("Mug")}))(t)
	must(sc.V1Products.Update(ctx, product.ID, &stripe.ProductUpdateParams{Name: stripe.String("Cup")}))(t)

	list := &stripe.EventListParams{Types: stripe.StringSlice([]string{"product.updated"})}
	found := 0
	for event, err := range sc.V1Events.List(ctx, list).All(ctx) {
		equal(t, "name before", must(event, err)(t).Data.PreviousAttributes["name"], any("Mug"))
		found++
	}
	equal(t, "found", found, 1)
}
