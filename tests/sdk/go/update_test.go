package sdk

import (
	"maps"
	"testing"

	"github.com/stripe/stripe-go/v85"
)

func TestMetadataIsMergedUnsetAndCleared(t *testing.T) {
	sc := newClient()
	params := cart()
	params.AddMetadata("order", "1")
	params.AddMetadata("gift", "no")
	session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)

	merge := &stripe.CheckoutSessionUpdateParams{Metadata: map[string]string{"gift": "", "note": "door"}}
	merged := must(sc.V1CheckoutSessions.Update(ctx, session.ID, merge))(t)
	if wanted := map[string]string{"order": "1", "note": "door"}; !maps.Equal(merged.Metadata, wanted) {
		t.Errorf("%v is not %v", merged.Metadata, wanted)
	}

	clear := &stripe.CheckoutSessionUpdateParams{}
	clear.AddUnsetField(stripe.CheckoutSessionUpdateParamsUnsetFieldMetadata)
	cleared := must(sc.V1CheckoutSessions.Update(ctx, session.ID, clear))(t)
	equal(t, "keys", len(cleared.Metadata), 0)
	total(t, cleared, 5500, 0)
}

// shipped is a session whose address only the server may write.
func shipped(t *testing.T, sc *stripe.Client) *stripe.CheckoutSession {
	t.Helper()
	params := cart()
	params.UIMode = stripe.String("embedded_page")
	params.Permissions = &stripe.CheckoutSessionCreatePermissionsParams{
		UpdateShippingDetails: stripe.String("server_only"),
	}
	params.ShippingAddressCollection = &stripe.CheckoutSessionCreateShippingAddressCollectionParams{
		AllowedCountries: stripe.StringSlice([]string{"US"}),
	}
	return must(sc.V1CheckoutSessions.Create(ctx, params))(t)
}

func address(name *string) *stripe.CheckoutSessionUpdateCollectedInformationParams {
	return &stripe.CheckoutSessionUpdateCollectedInformationParams{
		ShippingDetails: &stripe.CheckoutSessionUpdateCollectedInformationShippingDetailsParams{
			Name: name,
			Address: &stripe.AddressParams{
				Line1: stripe.String("27 Fredrick Ave"), PostalCode: stripe.String("97712"), Country: stripe.String("US"),
			},
		},
	}
}

func TestAnAddressAndWhatItCostsToShipThere(t *testing.T) {
	sc := newClient()
	session := shipped(t, sc)

	updated := must(sc.V1CheckoutSessions.Update(ctx, session.ID, &stripe.CheckoutSessionUpdateParams{
		CollectedInformation: address(stripe.String("Jenny Rosen")),
		ShippingOptions:      []*stripe.CheckoutSessionUpdateShippingOptionParams{option("Ground", 500), option("Air", 1500)},
	}))(t)

	total(t, updated, 5500, 500)
	details := updated.CollectedInformation.ShippingDetails
	equal(t, "name", details.Name, "Jenny Rosen")
	equal(t, "line1", details.Address.Line1, "27 Fredrick Ave")
	equal(t, "options", len(updated.ShippingOptions), 2)
	rate := must(sc.V1ShippingRates.Retrieve(ctx, updated.ShippingOptions[1].ShippingRate.ID, nil))(t)
	equal(t, "rate", rate.FixedAmount.Amount, 1500)

	clear := &stripe.CheckoutSessionUpdateParams{}
	clear.AddUnsetField(stripe.CheckoutSessionUpdateParamsUnsetFieldShippingOptions)
	cleared := must(sc.V1CheckoutSessions.Update(ctx, session.ID, clear))(t)
	equal(t, "options", len(cleared.ShippingOptions), 0)
	total(t, cleared, 5500, 0)
}

func TestARefusedUpdateChangesNothing(t *testing.T) {
	sc := newClient()
	session := shipped(t, sc)
	var six []*stripe.CheckoutSessionUpdateShippingOptionParams
	for range 6 {
		six = append(six, option("Ground", 500))
	}

	_, err := sc.V1CheckoutSessions.Update(ctx, session.ID, &stripe.CheckoutSessionUpdateParams{
		Metadata:        map[string]string{"order": "1"},
		ShippingOptions: six,
	})
	answer := refused(t, err, refusal{param: "shipping_options"})
	equal(t, "message", answer.Msg, "Array shipping_options exceeded maximum 5 allowed elements.")
	_, err = sc.V1CheckoutSessions.Update(ctx, session.ID, &stripe.CheckoutSessionUpdateParams{
		CollectedInformation: address(nil),
	})
	refused(t, err, refusal{
		code: stripe.ErrorCodeParameterMissing, param: "collected_information[shipping_details][name]",
	})

	after := must(sc.V1CheckoutSessions.Retrieve(ctx, session.ID, nil))(t)
	equal(t, "the session", string(after.LastResponse.RawJSON), string(session.LastResponse.RawJSON))
}

func TestItemsAreSentAgainAsAWhole(t *testing.T) {
	sc := newClient()
	create := cart()
	create.AddExpand("line_items")
	session := must(sc.V1CheckoutSessions.Create(ctx, create))(t)
	mug, poster := session.LineItems.Data[0].ID, session.LineItems.Data[1].ID

	update := &stripe.CheckoutSessionUpdateParams{LineItems: []*stripe.CheckoutSessionUpdateLineItemParams{
		{ID: stripe.String(poster)},
		{ID: stripe.String(mug), Quantity: stripe.Int64(1), Metadata: map[string]string{"engrave": "J"}},
		{
			PriceData: &stripe.CheckoutSessionUpdateLineItemPriceDataParams{
				Currency: stripe.String("usd"), UnitAmount: stripe.Int64(250),
				ProductData: &stripe.CheckoutSessionUpdateLineItemPriceDataProductDataParams{Name: stripe.String("Card")},
			},
			Quantity: stripe.Int64(3),
		},
	}}
	update.AddExpand("line_items")
	updated := must(sc.V1CheckoutSessions.Update(ctx, session.ID, update))(t)

	total(t, updated, 1500+2000+750, 0)
	items := updated.LineItems.Data
	equal(t, "items", len(items), 3)
	equal(t, "first", items[0].ID, poster)
	equal(t, "second", items[1].ID, mug)
	equal(t, "metadata", items[1].Metadata["engrave"], "J")
	equal(t, "third", items[2].Description, "Card")

	refusedUpdate := &stripe.CheckoutSessionUpdateParams{LineItems: []*stripe.CheckoutSessionUpdateLineItemParams{
		{ID: stripe.String("li_none")},
	}}
	_, err := sc.V1CheckoutSessions.Update(ctx, session.ID, refusedUpdate)
	refused(t, err, refusal{code: stripe.ErrorCodeResourceMissing, param: "line_items[0][id]"})
}

// This major has no field for it, as Stripe added it later.
func TestPaymentIntentDataAsAnExtraParameter(t *testing.T) {
	sc := newClient()
	session := must(sc.V1CheckoutSessions.Create(ctx, cart()))(t)

	update := &stripe.CheckoutSessionUpdateParams{}
	update.AddExtra("payment_intent_data[description]", "Order 6735")
	update.AddExtra("payment_intent_data[metadata][order]", "6735")
	must(sc.V1CheckoutSessions.Update(ctx, session.ID, update))(t)

	refusedUpdate := &stripe.CheckoutSessionUpdateParams{}
	refusedUpdate.AddExtra("payment_intent_data[capture_method]", "manual")
	_, err := sc.V1CheckoutSessions.Update(ctx, session.ID, refusedUpdate)
	refused(t, err, refusal{code: stripe.ErrorCodeParameterUnknown, param: "payment_intent_data[capture_method]"})
}
