package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Clock;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that are read from a URL. */
class JwksVerticleTest {
  private static final JsonObject CLAIMS = TestClaims.of(List.of("prices.*"), List.of());

  private final Vertx vertx = Vertx.vertx();
  private final TestSigner first = TestSigner.es256().kid("1");
  private final TestSigner second = TestSigner.ed25519().kid("2");
  private final AtomicReference<String> served = new AtomicReference<>(TestSigner.jwks(first));
  private final AtomicInteger requests = new AtomicInteger();
  private TokenVerifier verifier;

  @BeforeEach
  void start() throws Exception {
    int port =
        done(vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      requests.incrementAndGet();
                      request.response().end(served.get());
                    })
                .listen(0, "127.0.0.1"))
            .actualPort();
    AuthOptions options =
        new AuthOptions(
            null,
            "http://127.0.0.1:" + port + "/keys",
            Duration.ofHours(1),
            null,
            null,
            Duration.ZERO,
            Map.of(),
            false);
    JwksVerticle keys = new JwksVerticle(options);
    done(vertx.deployVerticle(keys));
    verifier = new TokenVerifier(vertx, keys, options, Clock.system());
  }

  @AfterEach
  void stop() throws Exception {
    done(vertx.close());
  }

  @Test
  void anUnknownKeyIsRequestedOnceForAllTokensThatNameIt() throws Exception {
    assertThat(done(verifier.verify(first.token(CLAIMS))).token()).isTrue();
    assertThat(requests).hasValue(1);

    served.set(TestSigner.jwks(first, second));
    Future<Permissions> one = verifier.verify(second.token(CLAIMS));
    Future<Permissions> other = verifier.verify(second.token(CLAIMS));

    assertThat(done(one).token()).isTrue();
    assertThat(done(other).token()).isTrue();
    assertThat(requests).hasValue(2);
    assertThat(done(verifier.verify(first.token(CLAIMS))).token()).isTrue();
  }

  @Test
  void aRemovedKeyIsNotUsedAnyMore() throws Exception {
    assertThat(done(verifier.verify(first.token(CLAIMS))).token()).isTrue();

    served.set(TestSigner.jwks(second));

    assertThat(done(verifier.verify(second.token(CLAIMS))).token()).isTrue();
    assertThatThrownBy(() -> done(verifier.verify(first.token(CLAIMS))))
        .hasCauseInstanceOf(FeedException.class);
  }

  @Test
  void tokensWithUnknownKeysDoNotCauseARequestEach() {
    for (int i = 0; i < 20; i++) {
      String token = TestSigner.hs256("no secret of ours, but long enough").token(CLAIMS);
      assertThatThrownBy(() -> done(verifier.verify(token)))
          .hasCauseInstanceOf(FeedException.class);
    }
    assertThat(requests).hasValue(2);
  }

  @Test
  void ifKeysCannotBeReadThePreviousKeysRemainInUse() throws Exception {
    served.set("out of order");

    assertThatThrownBy(() -> done(verifier.verify(second.token(CLAIMS))))
        .hasCauseInstanceOf(FeedException.class);
    assertThat(done(verifier.verify(first.token(CLAIMS))).token()).isTrue();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);
  }
}
