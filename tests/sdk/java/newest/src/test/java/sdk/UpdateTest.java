package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sdk.Shop.assertTotals;
import static sdk.Shop.cart;
import static sdk.Shop.newClient;
import static sdk.Shop.option;
import static sdk.Shop.refused;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionUpdateParams;
import com.stripe.param.checkout.SessionUpdateParams.CollectedInformation.ShippingDetails;
import com.stripe.param.common.EmptyParam;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the emulator is for: {@code POST /v1/checkout/sessions/{id}}. */
class UpdateTest {
  private final StripeClient stripe = newClient();

  private Session update(Session session, SessionUpdateParams.Builder params) throws StripeException {
    return stripe.v1().checkout().sessions().update(session.getId(), params.build());
  }

  /** A session whose address only the server may write. */
  private Session shipped() throws StripeException {
    var params =
        cart()
            .setUiMode(SessionCreateParams.UiMode.EMBEDDED_PAGE)
            .setPermissions(
                SessionCreateParams.Permissions.builder()
                    .setUpdateShippingDetails(SessionCreateParams.Permissions.UpdateShippingDetails.SERVER_ONLY)
                    .build())
            .setShippingAddressCollection(
                SessionCreateParams.ShippingAddressCollection.builder()
                    .addAllowedCountry(SessionCreateParams.ShippingAddressCollection.AllowedCountry.US)
                    .build());
    return stripe.v1().checkout().sessions().create(params.build());
  }

  private static SessionUpdateParams.CollectedInformation address(String name) {
    var address =
        ShippingDetails.Address.builder()
            .setLine1("27 Fredrick Ave")
            .setPostalCode("97712")
            .setCountry("US")
            .build();
    var details = ShippingDetails.builder().setAddress(address);
    if (name != null) {
      details.setName(name);
    }
    return SessionUpdateParams.CollectedInformation.builder().setShippingDetails(details.build()).build();
  }

  @Test
  void metadataIsMergedUnsetAndCleared() throws StripeException {
    var params = cart().putMetadata("order", "1").putMetadata("gift", "no").build();
    var session = stripe.v1().checkout().sessions().create(params);

    var merge = SessionUpdateParams.builder().putMetadata("gift", "").putMetadata("note", "door");
    assertEquals(Map.of("order", "1", "note", "door"), update(session, merge).getMetadata());
    var cleared = update(session, SessionUpdateParams.builder().setMetadata(EmptyParam.EMPTY));
    assertEquals(Map.of(), cleared.getMetadata());
    assertTotals(cleared, 5500, 0);
  }

  @Test
  void anAddressAndWhatItCostsToShipThere() throws StripeException {
    var session = shipped();

    var updated =
        update(
            session,
            SessionUpdateParams.builder()
                .setCollectedInformation(address("Jenny Rosen"))
                .addShippingOption(option("Ground", 500))
                .addShippingOption(option("Air", 1500)));

    assertTotals(updated, 5500, 500);
    var details = updated.getCollectedInformation().getShippingDetails();
    assertEquals("Jenny Rosen", details.getName());
    assertEquals("27 Fredrick Ave", details.getAddress().getLine1());
    var air = stripe.v1().shippingRates().retrieve(updated.getShippingOptions().get(1).getShippingRate());
    assertEquals(1500, air.getFixedAmount().getAmount());

    var cleared = update(session, SessionUpdateParams.builder().setShippingOptions(EmptyParam.EMPTY));
    assertEquals(0, cleared.getShippingOptions().size());
    assertTotals(cleared, 5500, 0);
  }

  @Test
  void aRefusedUpdateChangesNothing() throws StripeException {
    var session = shipped();
    var six = SessionUpdateParams.builder().putMetadata("order", "1");
    for (int n = 0; n < 6; n++) {
      six.addShippingOption(option("Ground", 500));
    }

    var refusal = refused(null, "shipping_options", () -> update(session, six));
    assertEquals(
        "Array shipping_options exceeded maximum 5 allowed elements.", refusal.getStripeError().getMessage());
    refused(
        "parameter_missing",
        "collected_information[shipping_details][name]",
        () -> update(session, SessionUpdateParams.builder().setCollectedInformation(address(null))));

    assertEquals(session, stripe.v1().checkout().sessions().retrieve(session.getId()));
  }

  @Test
  void itemsAreSentAgainAsAWhole() throws StripeException {
    var session = stripe.v1().checkout().sessions().create(cart().addExpand("line_items").build());
    var mug = session.getLineItems().getData().get(0).getId();
    var poster = session.getLineItems().getData().get(1).getId();
    var card =
        SessionUpdateParams.LineItem.PriceData.builder()
            .setCurrency("usd")
            .setUnitAmount(250L)
            .setProductData(
                SessionUpdateParams.LineItem.PriceData.ProductData.builder().setName("Card").build())
            .build();

    var updated =
        update(
            session,
            SessionUpdateParams.builder()
                .addLineItem(SessionUpdateParams.LineItem.builder().setId(poster).build())
                .addLineItem(
                    SessionUpdateParams.LineItem.builder().setId(mug).setQuantity(1L).putMetadata("engrave", "J").build())
                .addLineItem(SessionUpdateParams.LineItem.builder().setPriceData(card).setQuantity(3L).build())
                .addExpand("line_items"));

    assertTotals(updated, 1500 + 2000 + 750, 0);
    var items = updated.getLineItems().getData();
    assertEquals(3, items.size());
    assertEquals(poster, items.get(0).getId());
    assertEquals(mug, items.get(1).getId());
    assertEquals("J", items.get(1).getMetadata().get("engrave"));
    assertEquals("Card", items.get(2).getDescription());
    var none = SessionUpdateParams.builder().addLineItem(SessionUpdateParams.LineItem.builder().setId("li_none").build());
    refused("resource_missing", "line_items[0][id]", () -> update(session, none));
  }

  /** This major has no setter for it, as Stripe added it later. */
  @Test
  void paymentIntentDataAsAnExtraParameter() throws StripeException {
    var session = stripe.v1().checkout().sessions().create(cart().build());
    update(
        session,
        SessionUpdateParams.builder()
            .putExtraParam("payment_intent_data", Map.of("description", "Order 6735", "metadata", Map.of("order", "1"))));

    var refused = SessionUpdateParams.builder().putExtraParam("payment_intent_data", Map.of("capture_method", "manual"));
    refused("parameter_unknown", "payment_intent_data[capture_method]", () -> update(session, refused));
  }
}
