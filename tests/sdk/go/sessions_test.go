package sdk

import (
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v85"
)

func TestEveryMode(t *testing.T) {
	sc := newClient()
	monthly := item("Coffee club", 1200, 1)
	monthly.PriceData.Recurring = &stripe.CheckoutSessionCreateLineItemPriceDataRecurringParams{
		Interval: stripe.String("month"),
	}
	for mode, params := range map[stripe.CheckoutSessionMode]*stripe.CheckoutSessionCreateParams{
		stripe.CheckoutSessionModePayment: {
			LineItems: []*stripe.CheckoutSessionCreateLineItemParams{item("Mug", 2000, 2)},
		},
		stripe.CheckoutSessionModeSubscription: {LineItems: []*stripe.CheckoutSessionCreateLineItemParams{monthly}},
		stripe.CheckoutSessionModeSetup:        {Currency: stripe.String("usd")},
	} {
		t.Run(string(mode), func(t *testing.T) {
			params.Mode = stripe.String(mode)
			params.SuccessURL = stripe.String(successURL)

			session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)

			equal(t, "stripe-version", session.LastResponse.Header.Get("Stripe-Version"), stripe.APIVersion)
			equal(t, "mode", session.Mode, mode)
			equal(t, "status", session.Status, stripe.CheckoutSessionStatusOpen)
			equal(t, "ui_mode", string(session.UIMode), "hosted_page")
			equal(t, "amount_total", session.AmountTotal, map[stripe.CheckoutSessionMode]int64{
				stripe.CheckoutSessionModePayment:      4000,
				stripe.CheckoutSessionModeSubscription: 1200,
			}[mode])
			if !strings.Contains(session.URL, "/c/pay/"+session.ID) {
				t.Error(session.URL)
			}
			again := must(sc.V1CheckoutSessions.Retrieve(ctx, session.ID, nil))(t)
			equal(t, "what is retrieved", string(again.LastResponse.RawJSON), string(session.LastResponse.RawJSON))
		})
	}
}

func TestNestedParameters(t *testing.T) {
	sc := newClient()
	params := cart()
	params.UIMode = nil
	params.ReturnURL = nil
	params.SuccessURL = stripe.String(successURL)
	params.PhoneNumberCollection = &stripe.CheckoutSessionCreatePhoneNumberCollectionParams{Enabled: stripe.Bool(true)}
	params.AllowPromotionCodes = stripe.Bool(true)
	params.ShippingAddressCollection = &stripe.CheckoutSessionCreateShippingAddressCollectionParams{
		AllowedCountries: stripe.StringSlice([]string{"US", "CA"}),
	}
	params.ShippingOptions = []*stripe.CheckoutSessionCreateShippingOptionParams{{
		ShippingRateData: &stripe.CheckoutSessionCreateShippingOptionShippingRateDataParams{
			DisplayName: stripe.String("Ground"),
			Type:        stripe.String("fixed_amount"),
			FixedAmount: &stripe.CheckoutSessionCreateShippingOptionShippingRateDataFixedAmountParams{
				Amount: stripe.Int64(500), Currency: stripe.String("usd"),
			},
			DeliveryEstimate: &stripe.CheckoutSessionCreateShippingOptionShippingRateDataDeliveryEstimateParams{
				Maximum: &stripe.CheckoutSessionCreateShippingOptionShippingRateDataDeliveryEstimateMaximumParams{
					Unit: stripe.String("business_day"), Value: stripe.Int64(5),
				},
			},
		},
	}}
	params.CustomFields = []*stripe.CheckoutSessionCreateCustomFieldParams{{
		Key:  stripe.String("size"),
		Type: stripe.String("dropdown"),
		Label: &stripe.CheckoutSessionCreateCustomFieldLabelParams{
			Type: stripe.String("custom"), Custom: stripe.String("Size & cut"),
		},
		Dropdown: &stripe.CheckoutSessionCreateCustomFieldDropdownParams{
			Options: []*stripe.CheckoutSessionCreateCustomFieldDropdownOptionParams{
				{Label: stripe.String("Small"), Value: stripe.String("s")},
			},
		},
	}}
	params.AddMetadata("order", "6735")
	params.AddExpand("shipping_options.shipping_rate")

	session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)

	total(t, session, 5500, 500)
	equal(t, "phone", session.PhoneNumberCollection.Enabled, true)
	equal(t, "promotion codes", session.AllowPromotionCodes, true)
	equal(t, "countries", strings.Join(session.ShippingAddressCollection.AllowedCountries, " "), "US CA")
	equal(t, "metadata", session.Metadata["order"], "6735")
	rate := session.ShippingOptions[0].ShippingRate
	equal(t, "rate", rate.DisplayName, "Ground")
	equal(t, "estimate", rate.DeliveryEstimate.Maximum.Value, 5)
	equal(t, "field", session.CustomFields[0].Label.Custom, "Size & cut")
	equal(t, "choice", session.CustomFields[0].Dropdown.Options[0].Value, "s")
}

func TestRetrieveExpanded(t *testing.T) {
	sc := newClient()
	customer := must(sc.V1Customers.Create(ctx, &stripe.CustomerCreateParams{Email: stripe.String("jenny@example.com")}))(t)
	params := cart()
	params.Customer = stripe.String(customer.ID)
	session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)
	equal(t, "customer", session.Customer.Email, "")

	retrieve := &stripe.CheckoutSessionRetrieveParams{}
	retrieve.AddExpand("customer")
	retrieve.AddExpand("line_items.data.price.product")
	expanded := must(sc.V1CheckoutSessions.Retrieve(ctx, session.ID, retrieve))(t)

	equal(t, "customer", expanded.Customer.Email, "jenny@example.com")
	equal(t, "items", len(expanded.LineItems.Data), 2)
	equal(t, "product", expanded.LineItems.Data[0].Price.Product.Name, "Mug")
}

func TestListsPageByThemselves(t *testing.T) {
	sc := newClient()
	var made []string
	for range 12 {
		made = append([]string{must(sc.V1CheckoutSessions.Create(ctx, cart()))(t).ID}, made...)
	}

	list := &stripe.CheckoutSessionListParams{}
	list.Limit = stripe.Int64(5)
	var seen []string
	for session, err := range sc.V1CheckoutSessions.List(ctx, list).All(ctx) {
		seen = append(seen, must(session, err)(t).ID)
	}

	equal(t, "sessions", strings.Join(seen, " "), strings.Join(made, " "))
}

func TestItemsAreListed(t *testing.T) {
	sc := newClient()
	session := must(sc.V1CheckoutSessions.Create(ctx, cart()))(t)

	items := &stripe.CheckoutSessionListLineItemsParams{Session: stripe.String(session.ID)}
	items.Limit = stripe.Int64(1)
	var found []string
	for item, err := range sc.V1CheckoutSessions.ListLineItems(ctx, items).All(ctx) {
		found = append(found, must(item, err)(t).Description)
	}

	equal(t, "items", strings.Join(found, ", "), "Mug, Poster")
}

func TestASessionExpiresOnce(t *testing.T) {
	sc := newClient()
	session := must(sc.V1CheckoutSessions.Create(ctx, cart()))(t)

	expired := must(sc.V1CheckoutSessions.Expire(ctx, session.ID, nil))(t)

	equal(t, "status", expired.Status, stripe.CheckoutSessionStatusExpired)
	_, err := sc.V1CheckoutSessions.Expire(ctx, session.ID, nil)
	answer := refused(t, err, refusal{})
	equal(t, "message", answer.Msg, `Only Checkout Sessions with a status in ["open"] can be expired. `+
		"This Checkout Session has a status of `expired`.")
}
