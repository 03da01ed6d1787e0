package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sdk.Shop.assertTotals;
import static sdk.Shop.cart;
import static sdk.Shop.item;
import static sdk.Shop.newClient;
import static sdk.Shop.refused;

import com.stripe.Stripe;
import com.stripe.exception.StripeException;
import com.stripe.model.LineItem;
import com.stripe.model.checkout.Session;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.ShippingOption.ShippingRateData;
import com.stripe.param.checkout.SessionLineItemListParams;
import com.stripe.param.checkout.SessionListParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest {
  @Test
  void everyMode() throws StripeException {
    var stripe = newClient();
    var month = SessionCreateParams.LineItem.PriceData.Recurring.Interval.MONTH;
    var monthly =
        SessionCreateParams.LineItem.builder()
            .setQuantity(1L)
            .setPriceData(
                SessionCreateParams.LineItem.PriceData.builder()
                    .setCurrency("usd")
                    .setUnitAmount(1200L)
                    .setProductData(
                        SessionCreateParams.LineItem.PriceData.ProductData.builder().setName("Coffee club").build())
                    .setRecurring(
                        SessionCreateParams.LineItem.PriceData.Recurring.builder().setInterval(month).build())
                    .build())
            .build();
    var modes =
        Map.of(
            SessionCreateParams.Mode.PAYMENT, SessionCreateParams.builder().addLineItem(item("Mug", 2000, 2)),
            SessionCreateParams.Mode.SUBSCRIPTION, SessionCreateParams.builder().addLineItem(monthly),
            SessionCreateParams.Mode.SETUP, SessionCreateParams.builder().setCurrency("usd"));
    var totals = new ArrayList<Long>();
    for (var mode : SessionCreateParams.Mode.values()) {
      var params = modes.get(mode).setMode(mode).setSuccessUrl(Shop.SUCCESS_URL).build();

      var session = stripe.v1().checkout().sessions().create(params);

      assertEquals(Stripe.API_VERSION, session.getLastResponse().headers().firstValue("Stripe-Version").orElse(""));
      assertEquals(mode.getValue(), session.getMode());
      assertEquals("open", session.getStatus());
      assertEquals("hosted_page", session.getUiMode());
      assertTrue(session.getUrl().contains("/c/pay/" + session.getId()), session.getUrl());
      assertEquals(session, stripe.v1().checkout().sessions().retrieve(session.getId()));
      totals.add(session.getAmountTotal());
    }
    assertEquals(3, totals.size());
    assertTrue(totals.contains(4000L) && totals.contains(1200L) && totals.contains(null), totals.toString());
  }

  @Test
  void nestedParameters() throws StripeException {
    var stripe = newClient();
    var rate =
        ShippingRateData.builder()
            .setDisplayName("Ground")
            .setType(ShippingRateData.Type.FIXED_AMOUNT)
            .setFixedAmount(ShippingRateData.FixedAmount.builder().setAmount(500L).setCurrency("usd").build())
            .setDeliveryEstimate(
                ShippingRateData.DeliveryEstimate.builder()
                    .setMaximum(
                        ShippingRateData.DeliveryEstimate.Maximum.builder()
                            .setUnit(ShippingRateData.DeliveryEstimate.Maximum.Unit.BUSINESS_DAY)
                            .setValue(5L)
                            .build())
                    .build())
            .build();
    var size =
        SessionCreateParams.CustomField.builder()
            .setKey("size")
            .setType(SessionCreateParams.CustomField.Type.DROPDOWN)
            .setLabel(
                SessionCreateParams.CustomField.Label.builder()
                    .setType(SessionCreateParams.CustomField.Label.Type.CUSTOM)
                    .setCustom("Size & cut")
                    .build())
            .setDropdown(
                SessionCreateParams.CustomField.Dropdown.builder()
                    .addOption(
                        SessionCreateParams.CustomField.Dropdown.Option.builder().setLabel("Small").setValue("s").build())
                    .build())
            .build();
    var params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.PAYMENT)
            .setSuccessUrl(Shop.SUCCESS_URL)
            .addLineItem(item("Mug", 2000, 2))
            .setAllowPromotionCodes(true)
            .setShippingAddressCollection(
                SessionCreateParams.ShippingAddressCollection.builder()
                    .addAllowedCountry(SessionCreateParams.ShippingAddressCollection.AllowedCountry.US)
                    .addAllowedCountry(SessionCreateParams.ShippingAddressCollection.AllowedCountry.CA)
                    .build())
            .addShippingOption(SessionCreateParams.ShippingOption.builder().setShippingRateData(rate).build())
            .addCustomField(size)
            .putMetadata("order", "6735")
            .addExpand("shipping_options.shipping_rate")
            .build();

    var session = stripe.v1().checkout().sessions().create(params);

    assertTotals(session, 4000, 500);
    assertEquals(true, session.getAllowPromotionCodes());
    assertEquals(List.of("US", "CA"), session.getShippingAddressCollection().getAllowedCountries());
    assertEquals(Map.of("order", "6735"), session.getMetadata());
    var option = session.getShippingOptions().get(0).getShippingRateObject();
    assertEquals("Ground", option.getDisplayName());
    assertEquals(5, option.getDeliveryEstimate().getMaximum().getValue());
    assertEquals("Size & cut", session.getCustomFields().get(0).getLabel().getCustom());
    assertEquals("s", session.getCustomFields().get(0).getDropdown().getOptions().get(0).getValue());
  }

  @Test
  void retrieveExpanded() throws StripeException {
    var stripe = newClient();
    var customer = stripe.v1().customers().create(CustomerCreateParams.builder().setEmail("jenny@example.com").build());
    var session = stripe.v1().checkout().sessions().create(cart().setCustomer(customer.getId()).build());
    assertNull(session.getCustomerObject());
    var params =
        SessionRetrieveParams.builder().addExpand("customer").addExpand("line_items.data.price.product").build();

    var expanded = stripe.v1().checkout().sessions().retrieve(session.getId(), params);

    assertEquals("jenny@example.com", expanded.getCustomerObject().getEmail());
    assertEquals("Mug", expanded.getLineItems().getData().get(0).getPrice().getProductObject().getName());
  }

  @Test
  void listsPageByThemselves() throws StripeException {
    var stripe = newClient();
    var made = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      made.add(0, stripe.v1().checkout().sessions().create(cart().build()).getId());
    }

    var seen = new ArrayList<String>();
    var first = stripe.v1().checkout().sessions().list(SessionListParams.builder().setLimit(5L).build());
    for (Session session : first.autoPagingIterable()) {
      seen.add(session.getId());
    }

    assertEquals(made, seen);
  }

  @Test
  void itemsAreListed() throws StripeException {
    var stripe = newClient();
    var session = stripe.v1().checkout().sessions().create(cart().build());
    var params = SessionLineItemListParams.builder().setLimit(1L).build();

    var found = new ArrayList<String>();
    var items = stripe.v1().checkout().sessions().lineItems().list(session.getId(), params);
    for (LineItem item : items.autoPagingIterable()) {
      found.add(item.getDescription());
    }

    assertEquals(List.of("Mug", "Poster"), found);
  }

  @Test
  void aSessionExpiresOnce() throws StripeException {
    var stripe = newClient();
    var session = stripe.v1().checkout().sessions().create(cart().build());

    assertEquals("expired", stripe.v1().checkout().sessions().expire(session.getId()).getStatus());
    var refusal = refused(null, null, () -> stripe.v1().checkout().sessions().expire(session.getId()));
    assertEquals(
        "Only Checkout Sessions with a status in [\"open\"] can be expired. "
            + "This Checkout Session has a status of `expired`.",
        refusal.getStripeError().getMessage());
  }
}
