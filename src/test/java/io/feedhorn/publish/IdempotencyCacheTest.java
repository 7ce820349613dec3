package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdempotencyCacheTest {
  private static final Topic A = Topic.parse("prices.a");
  private static final Topic B = Topic.parse("prices.b");
  private static final Duration TICK = Duration.ofNanos(1_000);

  private final FakeClock clock = new FakeClock();
  private final IdempotencyCache idempotency = new IdempotencyCache(2, clock::nanos);

  @Test
  void remembersAKeyOfATopicForTenMinutes() {
    assertThat(idempotency.find(A, "key")).isNull();
    idempotency.put(A, "key", receipt(A, 1));

    clock.pass(IdempotencyCache.WINDOW);
    assertThat(idempotency.find(A, "key")).isEqualTo(receipt(A, 1));
    assertThat(idempotency.find(B, "key")).isNull();
    assertThat(idempotency.find(A, "other")).isNull();

    clock.pass(TICK);
    assertThat(idempotency.find(A, "key")).isNull();
  }

  @Test
  void isNotMovedByTheWallClock() {
    idempotency.put(A, "key", receipt(A, 1));

    clock.jump(Duration.ofMinutes(11));
    assertThat(idempotency.find(A, "key")).isEqualTo(receipt(A, 1));

    clock.jump(Duration.ofHours(-2));
    clock.pass(IdempotencyCache.WINDOW.plus(TICK));
    assertThat(idempotency.find(A, "key")).isNull();
  }

  @Test
  void refusesNewKeysPastItsBoundAndKeepsTheOldOnes() {
    idempotency.put(A, "first", receipt(A, 1));
    clock.pass(TICK);
    idempotency.put(A, "second", receipt(A, 2));

    assertThatThrownBy(() -> idempotency.find(A, "third"))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.TOO_MANY));
    assertThat(idempotency.find(A, "first")).isEqualTo(receipt(A, 1));

    clock.pass(IdempotencyCache.WINDOW);
    assertThat(idempotency.find(A, "third")).isNull();
    assertThat(idempotency.find(A, "second")).isEqualTo(receipt(A, 2));
  }

  private static Receipt receipt(Topic topic, long offset) {
    return new Receipt(topic, "k3f9", offset, offset, 1);
  }
}
