package io.feedhorn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Clock;
import io.feedhorn.model.Refusal;
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

/** Keys that come from a URL. */
class KeyRingTest {
  private static final JsonObject CLAIMS = Claims.of(List.of("prices.*"), List.of());

  private final Vertx vertx = Vertx.vertx();
  private final Signer first = Signer.es256().kid("1");
  private final Signer second = Signer.ed25519().kid("2");
  private final AtomicReference<String> served = new AtomicReference<>(Signer.jwks(first));
  private final AtomicInteger asked = new AtomicInteger();
  private Tokens tokens;

  @BeforeEach
  void start() throws Exception {
    int port =
        done(vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      request.response().end(served.get());
                    })
                .listen(0, "127.0.0.1"))
            .actualPort();
    AccessOptions options =
        new AccessOptions(
            null,
            "http://127.0.0.1:" + port + "/keys",
            Duration.ofHours(1),
            null,
            null,
            Duration.ZERO,
            Map.of(),
            false);
    KeyRing ring = new KeyRing(options);
    done(vertx.deployVerticle(ring));
    tokens = new Tokens(vertx, ring, options, Clock.system());
  }

  @AfterEach
  void stop() throws Exception {
    done(vertx.close());
  }

  @Test
  void aKeyThatIsNotKnownIsLookedForOnceForAllWhoShowIt() throws Exception {
    assertThat(done(tokens.grant(first.token(CLAIMS))).token()).isTrue();
    assertThat(asked).hasValue(1);

    served.set(Signer.jwks(first, second));
    Future<Grant> one = tokens.grant(second.token(CLAIMS));
    Future<Grant> other = tokens.grant(second.token(CLAIMS));

    assertThat(done(one).token()).isTrue();
    assertThat(done(other).token()).isTrue();
    assertThat(asked).hasValue(2);
    assertThat(done(tokens.grant(first.token(CLAIMS))).token()).isTrue();
  }

  @Test
  void aKeyThatIsTakenAwayIsNoneAnyMore() throws Exception {
    assertThat(done(tokens.grant(first.token(CLAIMS))).token()).isTrue();

    served.set(Signer.jwks(second));

    assertThat(done(tokens.grant(second.token(CLAIMS))).token()).isTrue();
    assertThatThrownBy(() -> done(tokens.grant(first.token(CLAIMS))))
        .hasCauseInstanceOf(Refusal.class);
  }

  @Test
  void whoShowsKeysThatThereAreNotDoesNotMakeTheServerAskEachTime() {
    for (int i = 0; i < 20; i++) {
      String token = Signer.hs256("no secret of ours, but long enough").token(CLAIMS);
      assertThatThrownBy(() -> done(tokens.grant(token))).hasCauseInstanceOf(Refusal.class);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void keysThatCannotBeReadLeaveTheOnesBeforeInForce() throws Exception {
    served.set("out of order");

    assertThatThrownBy(() -> done(tokens.grant(second.token(CLAIMS))))
        .hasCauseInstanceOf(Refusal.class);
    assertThat(done(tokens.grant(first.token(CLAIMS))).token()).isTrue();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
