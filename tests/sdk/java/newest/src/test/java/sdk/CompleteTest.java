package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sdk.Shop.act;
import static sdk.Shop.cart;
import static sdk.Shop.newClient;
import static sdk.Shop.refused;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.param.EventListParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The customer pays, and what the shop sees of it. */
class CompleteTest {
  private final StripeClient stripe = newClient();

  private Session retrieve(Session session, String... expand) throws StripeException {
    var params = SessionRetrieveParams.builder();
    for (var path : expand) {
      params.addExpand(path);
    }
    return stripe.v1().checkout().sessions().retrieve(session.getId(), params.build());
  }

  private int happened(String type) throws StripeException {
    return stripe.v1().events().list(EventListParams.builder().setType(type).build()).getData().size();
  }

  @Test
  void paidByCard() throws StripeException {
    var session = stripe.v1().checkout().sessions().create(cart().build());

    refused(
        CardException.class,
        402,
        "card_declined",
        null,
        () -> act(stripe, session, "complete", "payment_method=pm_card_chargeDeclined"));
    assertEquals("open", retrieve(session).getStatus());

    act(stripe, session, "complete", "email=jenny@example.com");
    var paid = retrieve(session, "payment_intent.latest_charge", "payment_intent.payment_method");
    assertEquals("complete", paid.getStatus());
    assertEquals("paid", paid.getPaymentStatus());
    assertEquals("jenny@example.com", paid.getCustomerDetails().getEmail());
    var intent = paid.getPaymentIntentObject();
    assertEquals("succeeded", intent.getStatus());
    assertEquals(5500, intent.getAmountReceived());
    assertEquals("4242", intent.getPaymentMethodObject().getCard().getLast4());
    assertTrue(intent.getLatestChargeObject().getPaid());
    assertEquals(1, happened("checkout.session.completed"));
  }

  @Test
  void paidByDirectDebit() throws StripeException {
    for (var outcome : Map.of("async_payment_succeeded", "paid", "async_payment_failed", "unpaid").entrySet()) {
      var price =
          SessionCreateParams.LineItem.PriceData.builder()
              .setCurrency("eur")
              .setUnitAmount(2000L)
              .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder().setName("Mug").build())
              .build();
      var params =
          SessionCreateParams.builder()
              .setMode(SessionCreateParams.Mode.PAYMENT)
              .setSuccessUrl(Shop.SUCCESS_URL)
              .addPaymentMethodType(SessionCreateParams.PaymentMethodType.SEPA_DEBIT)
              .addLineItem(SessionCreateParams.LineItem.builder().setPriceData(price).setQuantity(1L).build())
              .build();
      var session = stripe.v1().checkout().sessions().create(params);
      act(stripe, session, "complete", "payment_method=sepa_debit");
      assertEquals("processing", retrieve(session, "payment_intent").getPaymentIntentObject().getStatus());

      act(stripe, session, outcome.getKey(), "");

      assertEquals(outcome.getValue(), retrieve(session).getPaymentStatus());
      assertEquals(1, happened("checkout.session." + outcome.getKey()));
    }
  }

  @Test
  void setUp() throws StripeException {
    var params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.SETUP)
            .setCurrency("usd")
            .setSuccessUrl(Shop.SUCCESS_URL)
            .build();
    var session = stripe.v1().checkout().sessions().create(params);

    act(stripe, session, "complete", "");

    var intent = retrieve(session, "setup_intent.payment_method").getSetupIntentObject();
    assertEquals("succeeded", intent.getStatus());
    assertEquals("card", intent.getPaymentMethodObject().getType());
  }

  @Test
  void subscribed() throws StripeException {
    var month = SessionCreateParams.LineItem.PriceData.Recurring.Interval.MONTH;
    var price =
        SessionCreateParams.LineItem.PriceData.builder()
            .setCurrency("usd")
            .setUnitAmount(1200L)
            .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder().setName("Club").build())
            .setRecurring(SessionCreateParams.LineItem.PriceData.Recurring.builder().setInterval(month).build())
            .build();
    var params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
            .setSuccessUrl(Shop.SUCCESS_URL)
            .addLineItem(SessionCreateParams.LineItem.builder().setPriceData(price).setQuantity(1L).build())
            .build();
    var session = stripe.v1().checkout().sessions().create(params);

    act(stripe, session, "complete", "");

    var done = retrieve(session, "subscription", "invoice");
    assertEquals("paid", done.getPaymentStatus());
    assertEquals("active", done.getSubscriptionObject().getStatus());
    assertEquals("paid", done.getInvoiceObject().getStatus());
    assertEquals(1200, done.getInvoiceObject().getAmountPaid());
  }
}
