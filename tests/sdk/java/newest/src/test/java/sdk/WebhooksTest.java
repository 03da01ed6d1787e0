package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static sdk.Shop.cart;
import static sdk.Shop.newClient;

import com.stripe.Stripe;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.net.Webhook;
import com.stripe.param.EventListParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductUpdateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private record Delivery(String body, String signature) {}

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private HttpServer shop;

  @BeforeEach
  void listen() throws IOException {
    shop = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    shop.createContext(
        "/hook",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          deliveries.add(new Delivery(body, exchange.getRequestHeaders().getFirst("Stripe-Signature")));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    shop.start();
  }

  @AfterEach
  void stop() {
    shop.stop(0);
  }

  @Test
  void aDeliveryIsVerifiedAndParsed() throws StripeException, InterruptedException {
    var stripe = newClient();
    // Objects are read only from events of the SDK's own version: the endpoint asks for it, as at Stripe.
    var endpoint =
        stripe.v1()
            .webhookEndpoints()
            .create(
                WebhookEndpointCreateParams.builder()
                    .setUrl("http://127.0.0.1:" + shop.getAddress().getPort() + "/hook")
                    .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.CHECKOUT__SESSION__EXPIRED)
                    .putExtraParam("api_version", Stripe.API_VERSION)
                    .build());
    var session = stripe.v1().checkout().sessions().create(cart().build());
    stripe.v1().checkout().sessions().expire(session.getId());

    var came = deliveries.take();
    var event = Webhook.constructEvent(came.body(), came.signature(), endpoint.getSecret());
    assertEquals("checkout.session.expired", event.getType());
    assertEquals(Stripe.API_VERSION, event.getApiVersion());
    var expired = (Session) event.getDataObjectDeserializer().getObject().orElseThrow();
    assertEquals(session.getId(), expired.getId());
    assertEquals("expired", expired.getStatus());
    assertThrows(
        SignatureVerificationException.class,
        () -> Webhook.constructEvent(came.body() + " ", came.signature(), endpoint.getSecret()));
    assertEquals(event.getType(), stripe.v1().events().retrieve(event.getId()).getType());
    assertEquals(true, stripe.v1().webhookEndpoints().delete(endpoint.getId()).getDeleted());
  }

  @Test
  void eventsAreListedAndSelected() throws StripeException {
    var stripe = newClient();
    var product = stripe.v1().products().create(ProductCreateParams.builder().setName("Mug").build());
    stripe.v1().products().update(product.getId(), ProductUpdateParams.builder().setName("Cup").build());

    var events = stripe.v1().events().list(EventListParams.builder().addType("product.updated").build()).getData();

    assertEquals(1, events.size());
    assertEquals("Mug", events.get(0).getData().getPreviousAttributes().get("name"));
  }
}
