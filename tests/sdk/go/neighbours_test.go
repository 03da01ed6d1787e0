package sdk

import (
	"testing"

	"github.com/stripe/stripe-go/v85"
)

func TestCatalogue(t *testing.T) {
	sc := newClient()
	product := must(sc.V1Products.Create(ctx, &stripe.ProductCreateParams{Name: stripe.String("Mug")}))(t)
	price := must(sc.V1Prices.Create(ctx, &stripe.PriceCreateParams{
		Product: stripe.String(product.ID), Currency: stripe.String("usd"), UnitAmountDecimal: stripe.Float64(1999.5),
		LookupKey: stripe.String("mug"),
	}))(t)
	equal(t, "unit_amount_decimal", price.UnitAmountDecimal, 1999.5)
	list := &stripe.PriceListParams{LookupKeys: stripe.StringSlice([]string{"mug"})}
	for found, err := range sc.V1Prices.List(ctx, list).All(ctx) {
		equal(t, "price", must(found, err)(t).ID, price.ID)
	}

	renamed := must(sc.V1Products.Update(ctx, product.ID, &stripe.ProductUpdateParams{Name: stripe.String("Cup")}))(t)
	equal(t, "name", renamed.Name, "Cup")
	search := &stripe.ProductSearchParams{}
	search.Query = `name:"Cup"`
	found := 0
	for product, err := range sc.V1Products.Search(ctx, search).All(ctx) {
		equal(t, "product", must(product, err)(t).ID, renamed.ID)
		found++
	}
	equal(t, "found", found, 1)
	_, err := sc.V1Products.Delete(ctx, product.ID, nil)
	refused(t, err, refusal{})
}

func TestCustomers(t *testing.T) {
	sc := newClient()
	customer := must(sc.V1Customers.Create(ctx, &stripe.CustomerCreateParams{
		Email:   stripe.String("jenny@example.com"),
		Address: &stripe.AddressParams{Line1: stripe.String("1 Rue"), Country: stripe.String("FR")},
	}))(t)
	equal(t, "country", customer.Address.Country, "FR")
	deleted := must(sc.V1Customers.Delete(ctx, customer.ID, nil))(t)
	equal(t, "deleted", deleted.Deleted, true)
	equal(t, "deleted", must(sc.V1Customers.Retrieve(ctx, customer.ID, nil))(t).Deleted, true)
}

func TestDiscountsTaxesAndShippingOfASession(t *testing.T) {
	sc := newClient()
	coupon := must(sc.V1Coupons.Create(ctx, &stripe.CouponCreateParams{
		PercentOff: stripe.Float64(10), Duration: stripe.String("once"),
	}))(t)
	code := must(sc.V1PromotionCodes.Create(ctx, &stripe.PromotionCodeCreateParams{
		Code: stripe.String("SPRING"),
		Promotion: &stripe.PromotionCodeCreatePromotionParams{
			Type: stripe.String("coupon"), Coupon: stripe.String(coupon.ID),
		},
	}))(t)
	equal(t, "coupon", code.Promotion.Coupon.ID, coupon.ID)
	tax := must(sc.V1TaxRates.Create(ctx, &stripe.TaxRateCreateParams{
		DisplayName: stripe.String("VAT"), Percentage: stripe.Float64(20), Inclusive: stripe.Bool(false),
	}))(t)
	rate := must(sc.V1ShippingRates.Create(ctx, &stripe.ShippingRateCreateParams{
		DisplayName: stripe.String("Ground"),
		Type:        stripe.String("fixed_amount"),
		FixedAmount: &stripe.ShippingRateCreateFixedAmountParams{
			Amount: stripe.Int64(500), Currency: stripe.String("usd"),
		},
	}))(t)

	params := cart()
	params.Discounts = []*stripe.CheckoutSessionCreateDiscountParams{{PromotionCode: stripe.String(code.ID)}}
	params.LineItems[0].TaxRates = stripe.StringSlice([]string{tax.ID})
	params.ShippingOptions = []*stripe.CheckoutSessionCreateShippingOptionParams{{ShippingRate: stripe.String(rate.ID)}}
	session := must(sc.V1CheckoutSessions.Create(ctx, params))(t)

	equal(t, "discount", session.TotalDetails.AmountDiscount, 550)
	equal(t, "tax", session.TotalDetails.AmountTax, 720)
	equal(t, "total", session.AmountTotal, 5500-550+720+500)
}
