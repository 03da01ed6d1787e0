package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sdk.Shop.cart;
import static sdk.Shop.clientOf;
import static sdk.Shop.newClient;
import static sdk.Shop.refused;

import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void errorsAreOfTheirClasses() {
    var stripe = newClient();
    var nowhere = "cs_test_" + "a".repeat(58);

    var missing =
        refused(
            InvalidRequestException.class,
            404,
            "resource_missing",
            null,
            () -> stripe.v1().checkout().sessions().retrieve(nowhere));
    assertTrue(missing.getRequestId().startsWith("req_"), missing.getRequestId());
    assertEquals("https://stripe.com/docs/error-codes/resource-missing", missing.getStripeError().getDocUrl());

    var unpriced = SessionCreateParams.LineItem.builder().setPrice("price_none").setQuantity(1L).build();
    refused(
        "resource_missing",
        "line_items[2][price]",
        () -> stripe.v1().checkout().sessions().create(cart().addLineItem(unpriced).build()));
    refused(
        "parameter_unknown",
        "colour",
        () -> stripe.v1().checkout().sessions().create(cart().putExtraParam("colour", "red").build()));
    refused(
        AuthenticationException.class,
        401,
        null,
        null,
        () -> clientOf("nonsense").v1().checkout().sessions().retrieve(nowhere));
  }

  @Test
  void anIdempotencyKeyIsOneRequest() throws StripeException {
    var stripe = newClient();
    var jenny = CustomerCreateParams.builder().setName("Jenny").build();
    var once = RequestOptions.builder().setIdempotencyKey("once").build();

    var first = stripe.v1().customers().create(jenny, once);
    var again = stripe.v1().customers().create(jenny, once);

    assertEquals(first, again);
    assertEquals("true", again.getLastResponse().headers().firstValue("Idempotent-Replayed").orElse("no"));
    var jane = CustomerCreateParams.builder().setName("Jane").build();
    refused(IdempotencyException.class, 400, null, null, () -> stripe.v1().customers().create(jane, once));

    var connected =
        RequestOptions.builder().setIdempotencyKey("once").setStripeAccount("acct_1Connected0001").build();
    assertNotEquals(first.getId(), stripe.v1().customers().create(jenny, connected).getId());
  }
}
