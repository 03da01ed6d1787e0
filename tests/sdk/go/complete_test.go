package sdk

import (
	"net/url"
	"testing"

	"github.com/stripe/stripe-go/v85"
)

// retrieve gives the session as it is now, expanded.
func retrieve(t *testing.T, sc *stripe.Client, session *stripe.CheckoutSession, expand ...string) *stripe.CheckoutSession {
	t.Helper()
	params := &stripe.CheckoutSessionRetrieveParams{}
	for _, path := range expand {
		params.AddExpand(path)
	}
	return must(sc.V1CheckoutSessions.Retrieve(ctx, session.ID, params))(t)
}

// happened gives how many events of a type there were.
func happened(t *testing.T, sc *stripe.Client, kind stripe.EventType) int {
	t.Helper()
	count := 0
	for event, err := range sc.V1Events.List(ctx, &stripe.EventListParams{Type: stripe.String(kind)}).All(ctx) {
		must(event, err)(t)
		count++
	}
	return count
}

func TestPaidByCard(t *testing.T) {
	key := newKey()
	sc := clientOf(key)
	session := must(sc.V1CheckoutSessions.Create(ctx, cart()))(t)

	declined := act(key, session, "complete", url.Values{"payment_method": {"pm_card_chargeDeclined"}})
	refused(t, declined, refusal{status: 402, kind: stripe.ErrorTypeCard, code: stripe.ErrorCodeCardDeclined})
	equal(t, "status", retrieve(t, sc, session).Status, stripe.CheckoutSessionStatusOpen)

	if err := act(key, session, "complete", url.Values{"email": {"jenny@example.com"}}); err != nil {
		t.Fatal(err)
	}
	paid := retrieve(t, sc, session, "payment_intent.latest_charge", "payment_intent.payment_method")
	equal(t, "status", paid.Status, stripe.CheckoutSessionStatusComplete)
	equal(t, "payment_status", paid.PaymentStatus, stripe.CheckoutSessionPaymentStatusPaid)
	equal(t, "email", paid.CustomerDetails.Email, "jenny@example.com")
	equal(t, "intent", paid.PaymentIntent.Status, stripe.PaymentIntentStatusSucceeded)
	equal(t, "amount_received", paid.PaymentIntent.AmountReceived, 5500)
	equal(t, "card", paid.PaymentIntent.PaymentMethod.Card.Last4, "4242")
	equal(t, "charge", paid.PaymentIntent.LatestCharge.Paid, true)
	equal(t, "events", happened(t, sc, stripe.EventTypeCheckoutSessionCompleted), 1)
}

func TestPaidByDirectDebit(t *testing.T) {
	for action, wanted := range map[string]stripe.CheckoutSessionPaymentStatus{
		"async_payment_succeeded": stripe.CheckoutSessionPaymentStatusPaid,
		"async_payment_failed":    stripe.CheckoutSessionPaymentStatusUnpaid,
	} {
		t.Run(action, func(t *testing.T) {
			key := newKey()
			sc := clientOf(key)
			params := cart()
			params.PaymentMethodTypes = stripe.StringSlice([]string{"sepa_debit"})
			for _, item := range params.LineItems {
				item.PriceData.Currency = stripe.String("eur")
			}
			session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)
			if err := act(key, session, "complete", url.Values{"payment_method": {"sepa_debit"}}); err != nil {
				t.Fatal(err)
			}
			equal(t, "intent", retrieve(t, sc, session, "payment_intent").PaymentIntent.Status,
				stripe.PaymentIntentStatusProcessing)

			if err := act(key, session, action, nil); err != nil {
				t.Fatal(err)
			}
			equal(t, "payment_status", retrieve(t, sc, session).PaymentStatus, wanted)
			equal(t, "events", happened(t, sc, stripe.EventType("checkout.session."+action)), 1)
		})
	}
}

func TestSetUp(t *testing.T) {
	key := newKey()
	sc := clientOf(key)
	session := must(sc.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Mode:       stripe.String(stripe.CheckoutSessionModeSetup),
		Currency:   stripe.String("usd"),
		SuccessURL: stripe.String(successURL),
	}))(t)

	if err := act(key, session, "complete", nil); err != nil {
		t.Fatal(err)
	}

	intent := retrieve(t, sc, session, "setup_intent.payment_method").SetupIntent
	equal(t, "intent", intent.Status, stripe.SetupIntentStatusSucceeded)
	equal(t, "method", intent.PaymentMethod.Type, stripe.PaymentMethodTypeCard)
}

func TestSubscribed(t *testing.T) {
	key := newKey()
	sc := clientOf(key)
	monthly := item("Coffee club", 1200, 1)
	monthly.PriceData.Recurring = &stripe.CheckoutSessionCreateLineItemPriceDataRecurringParams{
		Interval: stripe.String("month"),
	}
	session := must(sc.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Mode:       stripe.String(stripe.CheckoutSessionModeSubscription),
		LineItems:  []*stripe.CheckoutSessionCreateLineItemParams{monthly},
		SuccessURL: stripe.String(successURL),
	}))(t)

	if err := act(key, session, "complete", nil); err != nil {
		t.Fatal(err)
	}

	done := retrieve(t, sc, session, "subscription", "invoice")
	equal(t, "payment_status", done.PaymentStatus, stripe.CheckoutSessionPaymentStatusPaid)
	equal(t, "subscription", done.Subscription.Status, stripe.SubscriptionStatusActive)
	equal(t, "invoice", done.Invoice.Status, stripe.InvoiceStatusPaid)
	equal(t, "amount_paid", done.Invoice.AmountPaid, 1200)
}
