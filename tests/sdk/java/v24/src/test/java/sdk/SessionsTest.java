package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.stripe.Stripe;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.checkout.Session;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.model.WebhookEndpoint;
import com.stripe.param.checkout.SessionCreateParams;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Version 24, of 2023-10-16, by its static methods: no update of sessions yet. */
class SessionsTest {
  @BeforeEach
  void shop() {
    Stripe.overrideApiBase(System.getenv("CHECKOUT_EMULATOR_URL"));
    Stripe.apiKey = "sk_test_" + UUID.randomUUID().toString().replace("-", "");
    Stripe.setMaxNetworkRetries(0);
  }

  private static SessionCreateParams.Builder payment() {
    var product = SessionCreateParams.LineItem.PriceData.ProductData.builder().setName("Mug").build();
    var price =
        SessionCreateParams.LineItem.PriceData.builder()
            .setCurrency("usd")
            .setUnitAmount(2000L)
            .setProductData(product)
            .build();
    return SessionCreateParams.builder()
        .setMode(SessionCreateParams.Mode.PAYMENT)
        .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
        .setSuccessUrl("https://shop.test/thanks")
        .addLineItem(SessionCreateParams.LineItem.builder().setPriceData(price).setQuantity(2L).build());
  }

  @Test
  void aSessionFromBeginningToEnd() throws StripeException {
    var session = Session.create(payment().addExpand("line_items").build());

    assertEquals("2023-10-16", session.getLastResponse().headers().firstValue("Stripe-Version").orElse(""));
    assertEquals(4000, session.getAmountTotal());
    assertEquals("Mug", session.getLineItems().getData().get(0).getDescription());
    assertEquals("card", session.getPaymentMethodTypes().get(0));
    assertEquals("expired", Session.retrieve(session.getId()).expire().getStatus());
  }

  @Test
  void listsPageByThemselves() throws StripeException {
    var made = new ArrayList<String>();
    for (int n = 0; n < 7; n++) {
      made.add(0, Customer.create(CustomerCreateParams.builder().setName("Jenny").build()).getId());
    }

    var seen = new ArrayList<String>();
    for (var customer : Customer.list(CustomerListParams.builder().setLimit(3L).build()).autoPagingIterable()) {
      seen.add(customer.getId());
    }

    assertEquals(made, seen);
  }

  @Test
  void errorsAreOfTheirClasses() {
    var refusal =
        assertThrows(InvalidRequestException.class, () -> Session.create(payment().setSuccessUrl(null).build()));
    assertEquals(400, refusal.getStatusCode());
    assertEquals("success_url", refusal.getParam());
  }

  @Test
  void anEventInItsOwnVersion() throws Exception {
    record Delivery(String body, String signature) {}
    var deliveries = new LinkedBlockingQueue<Delivery>();
    var shop = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          deliveries.add(new Delivery(body, exchange.getRequestHeaders().getFirst("Stripe-Signature")));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    shop.start();
    try {
      var endpoint =
          WebhookEndpoint.create(
              WebhookEndpointCreateParams.builder()
                  .setUrl("http://127.0.0.1:" + shop.getAddress().getPort())
                  .setApiVersion(WebhookEndpointCreateParams.ApiVersion.VERSION_2023_10_16)
                  .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.CHECKOUT__SESSION__EXPIRED)
                  .build());
      var session = Session.create(payment().build()).expire();

      var came = deliveries.take();
      var event = Webhook.constructEvent(came.body(), came.signature(), endpoint.getSecret());
      var expired = (Session) event.getDataObjectDeserializer().getObject().orElseThrow();
      assertEquals(session.getId(), expired.getId());
    } finally {
      shop.stop(0);
    }
  }
}
