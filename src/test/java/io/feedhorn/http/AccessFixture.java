package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server with a feed that needs a token, a public feed, and tokens. */
final class AccessFixture {
  static final String SECRET = "thirty-two bytes, or even more of them";
  static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  static final String PRIVATE = "orders.eu.new";
  static final String PUBLIC = "open.news";
  static final String GRANTED =
      SIGNER.token(TestClaims.of(List.of("orders.eu.*", "t0.>"), List.of("orders.eu.*")));
  static final String OTHER =
      SIGNER.token(TestClaims.of(List.of("orders.us.*"), List.of("orders.us.>")));
  static final String ADMIN = SIGNER.token(TestClaims.admin());

  private AccessFixture() {}

  /** Returns a setup with keys and a public feed {@code open}. */
  static ServerSetup setup() {
    return ServerSetup.DEFAULT.auth(
        new AuthOptions(
            SECRET,
            null,
            Duration.ofMinutes(5),
            null,
            null,
            Duration.ZERO,
            Map.of("open", true),
            false));
  }

  static RunningServer server() {
    RunningServer server = RunningServer.with(setup());
    for (String topic : List.of(PRIVATE, "orders.us.new", PUBLIC)) {
      assertThat(
              server
                  .http()
                  .post("/v1/topics/" + topic, "1", AccessPaths.headers(ADMIN))
                  .statusCode())
          .isEqualTo(201);
    }
    return server;
  }
}
