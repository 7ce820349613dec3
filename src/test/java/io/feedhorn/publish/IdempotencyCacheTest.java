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
  private final IdempotencyCache cache = new IdempotencyCache(2, clock::nanos);

  @Test
  void storesAKeyOfATopicForTenMinutes() {
    assertThat(cache.find(A, "key")).isNull();
    cache.put(A, "key", receipt(A, 1));

    clock.pass(IdempotencyCache.WINDOW);
    assertThat(cache.find(A, "key")).isEqualTo(receipt(A, 1));
    assertThat(cache.find(B, "key")).isNull();
    assertThat(cache.find(A, "other")).isNull();

    clock.pass(TICK);
    assertThat(cache.find(A, "key")).isNull();
  }

  @Test
  void isIndependentOfTheWallClock() {
    cache.put(A, "key", receipt(A, 1));

    clock.jump(Duration.ofMinutes(11));
    assertThat(cache.find(A, "key")).isEqualTo(receipt(A, 1));

    clock.jump(Duration.ofHours(-2));
    clock.pass(IdempotencyCache.WINDOW.plus(TICK));
    assertThat(cache.find(A, "key")).isNull();
  }

  @Test
  void refusesNewKeysAtTheMaximumAndKeepsTheOldOnes() {
    cache.put(A, "first", receipt(A, 1));
    clock.pass(TICK);
    cache.put(A, "second", receipt(A, 2));

    assertThatThrownBy(() -> cache.find(A, "third"))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.TOO_MANY));
    assertThat(cache.find(A, "first")).isEqualTo(receipt(A, 1));

    clock.pass(IdempotencyCache.WINDOW);
    assertThat(cache.find(A, "third")).isNull();
    assertThat(cache.find(A, "second")).isEqualTo(receipt(A, 2));
  }

  private static Receipt receipt(Topic topic, long offset) {
    return new Receipt(topic, "k3f9", offset, offset, 1);
  }
}
