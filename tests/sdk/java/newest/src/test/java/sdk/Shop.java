package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.checkout.Session;
import com.stripe.net.ApiResource;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionUpdateParams;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/** What every test needs: a client of its own account, a small cart, and a way to say "this is refused". */
final class Shop {
  static final String URL = System.getenv("CHECKOUT_EMULATOR_URL");
  static final String SUCCESS_URL = "https://shop.test/thanks?session={CHECKOUT_SESSION_ID}";
  static final String RETURN_URL = "https://shop.test/return?session={CHECKOUT_SESSION_ID}";

  private Shop() {}

  /** A client of an account that no other test knows. */
  static StripeClient newClient() {
    return clientOf("sk_test_" + UUID.randomUUID().toString().replace("-", ""));
  }

  /** A client with this key. A refusal is never retried. */
  static StripeClient clientOf(String key) {
    return StripeClient.builder().setApiKey(key).setApiBase(URL).setMaxNetworkRetries(0).build();
  }

  /** An item priced inline, in US cents. */
  static SessionCreateParams.LineItem item(String name, long amount, long quantity) {
    var product = SessionCreateParams.LineItem.PriceData.ProductData.builder().setName(name).build();
    var price =
        SessionCreateParams.LineItem.PriceData.builder()
            .setCurrency("usd")
            .setUnitAmount(amount)
            .setProductData(product)
            .build();
    return SessionCreateParams.LineItem.builder().setPriceData(price).setQuantity(quantity).build();
  }

  /** A payment of two mugs and a poster inside the shop's page, 55.00 USD. */
  static SessionCreateParams.Builder cart() {
    return SessionCreateParams.builder()
        .setMode(SessionCreateParams.Mode.PAYMENT)
        .setUiMode(SessionCreateParams.UiMode.ELEMENTS)
        .setReturnUrl(RETURN_URL)
        .addLineItem(item("Mug", 2000, 2))
        .addLineItem(item("Poster", 1500, 1));
  }

  /** A shipping option made inline by an update. */
  static SessionUpdateParams.ShippingOption option(String name, long amount) {
    var fixedAmount =
        SessionUpdateParams.ShippingOption.ShippingRateData.FixedAmount.builder()
            .setAmount(amount)
            .setCurrency("usd")
            .build();
    var rate =
        SessionUpdateParams.ShippingOption.ShippingRateData.builder()
            .setDisplayName(name)
            .setType(SessionUpdateParams.ShippingOption.ShippingRateData.Type.FIXED_AMOUNT)
            .setFixedAmount(fixedAmount)
            .build();
    return SessionUpdateParams.ShippingOption.builder().setShippingRateData(rate).build();
  }

  /** Expects a refusal of this class with exactly these fields, and gives it. */
  static <E extends StripeException> E refused(
      Class<E> kind, int status, String code, String param, Executable call) {
    E refusal = assertThrows(kind, call);
    assertEquals(kind, refusal.getClass());
    assertEquals(status, refusal.getStatusCode(), refusal.getMessage());
    assertEquals(code, refusal.getCode(), refusal.getMessage());
    assertEquals(param, refusal.getStripeError().getParam(), refusal.getMessage());
    return refusal;
  }

  static InvalidRequestException refused(String code, String param, Executable call) {
    return refused(InvalidRequestException.class, 400, code, param, call);
  }

  /** What a customer or their bank does: the control API, called through the SDK. */
  static void act(StripeClient stripe, Session session, String action, String params) throws StripeException {
    var path = "/_emulator/checkout/sessions/" + session.getId() + "/" + action;
    stripe.rawRequest(ApiResource.RequestMethod.POST, path, params);
  }

  static void assertTotals(Session session, long subtotal, long shipping) {
    assertEquals(subtotal, session.getAmountSubtotal());
    assertEquals(shipping, session.getTotalDetails().getAmountShipping());
    assertEquals(subtotal + shipping, session.getAmountTotal());
  }
}
