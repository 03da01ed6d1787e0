package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sdk.Shop.cart;
import static sdk.Shop.newClient;
import static sdk.Shop.refused;

import com.stripe.exception.StripeException;
import com.stripe.param.CouponCreateParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductSearchParams;
import com.stripe.param.ProductUpdateParams;
import com.stripe.param.PromotionCodeCreateParams;
import com.stripe.param.ShippingRateCreateParams;
import com.stripe.param.TaxRateCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  @Test
  void catalogue() throws StripeException {
    var stripe = newClient();
    var product = stripe.v1().products().create(ProductCreateParams.builder().setName("Mug").build());
    var price =
        stripe.v1()
            .prices()
            .create(
                PriceCreateParams.builder()
                    .setProduct(product.getId())
                    .setCurrency("usd")
                    .setUnitAmountDecimal(new BigDecimal("1999.5"))
                    .setLookupKey("mug")
                    .build());
    assertEquals(new BigDecimal("1999.5"), price.getUnitAmountDecimal());
    var listed = stripe.v1().prices().list(PriceListParams.builder().addLookupKey("mug").build());
    assertEquals(price.getId(), listed.getData().get(0).getId());

    stripe.v1().products().update(product.getId(), ProductUpdateParams.builder().setName("Cup").build());
    var found = stripe.v1().products().search(ProductSearchParams.builder().setQuery("name:\"Cup\"").build());
    assertEquals(product.getId(), found.getData().get(0).getId());
    refused(null, null, () -> stripe.v1().products().delete(product.getId()));
  }

  @Test
  void customers() throws StripeException {
    var stripe = newClient();
    var address = CustomerCreateParams.Address.builder().setLine1("1 Rue").setCountry("FR").build();
    var customer = stripe.v1().customers().create(CustomerCreateParams.builder().setAddress(address).build());
    assertEquals("FR", customer.getAddress().getCountry());
    assertTrue(stripe.v1().customers().delete(customer.getId()).getDeleted());
    assertTrue(stripe.v1().customers().retrieve(customer.getId()).getDeleted());
  }

  @Test
  void discountsTaxesAndShippingOfASession() throws StripeException {
    var stripe = newClient();
    var coupon =
        stripe.v1()
            .coupons()
            .create(
                CouponCreateParams.builder()
                    .setPercentOff(new BigDecimal("10"))
                    .setDuration(CouponCreateParams.Duration.ONCE)
                    .build());
    var promotion =
        PromotionCodeCreateParams.Promotion.builder()
            .setType(PromotionCodeCreateParams.Promotion.Type.COUPON)
            .setCoupon(coupon.getId())
            .build();
    var code =
        stripe.v1()
            .promotionCodes()
            .create(PromotionCodeCreateParams.builder().setCode("SPRING").setPromotion(promotion).build());
    var tax =
        stripe.v1()
            .taxRates()
            .create(
                TaxRateCreateParams.builder()
                    .setDisplayName("VAT")
                    .setPercentage(new BigDecimal("20"))
                    .setInclusive(false)
                    .build());
    var rate =
        stripe.v1()
            .shippingRates()
            .create(
                ShippingRateCreateParams.builder()
                    .setDisplayName("Ground")
                    .setType(ShippingRateCreateParams.Type.FIXED_AMOUNT)
                    .setFixedAmount(
                        ShippingRateCreateParams.FixedAmount.builder().setAmount(500L).setCurrency("usd").build())
                    .build());
    var price =
        stripe.v1()
            .prices()
            .create(
                PriceCreateParams.builder()
                    .setCurrency("usd")
                    .setUnitAmount(4000L)
                    .setProductData(PriceCreateParams.ProductData.builder().setName("Desk").build())
                    .build());
    var desk =
        SessionCreateParams.LineItem.builder().setPrice(price.getId()).setQuantity(1L).addTaxRate(tax.getId()).build();

    var session =
        stripe.v1()
            .checkout()
            .sessions()
            .create(
                cart()
                    .addLineItem(desk)
                    .addDiscount(SessionCreateParams.Discount.builder().setPromotionCode(code.getId()).build())
                    .addShippingOption(
                        SessionCreateParams.ShippingOption.builder().setShippingRate(rate.getId()).build())
                    .build());

    assertEquals(950, session.getTotalDetails().getAmountDiscount());
    assertEquals(720, session.getTotalDetails().getAmountTax());
    assertEquals(9500 - 950 + 720 + 500, session.getAmountTotal());
  }
}
