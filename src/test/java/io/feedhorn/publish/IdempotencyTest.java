package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Code;
import io.feedhorn.model.HandClock;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private static final Topic A = Topic.parse("prices.a");
  private static final Topic B = Topic.parse("prices.b");
  private static final Duration TICK = Duration.ofNanos(1_000);

  private final HandClock clock = new HandClock();
  private final Idempotency idempotency = new Idempotency(2, clock::nanos);

  @Test
  void remembersAKeyOfATopicForTenMinutes() {
    assertThat(idempotency.earlier(A, "key")).isNull();
    idempotency.remember(A, "key", receipt(A, 1));

    clock.pass(Idempotency.WINDOW);
    assertThat(idempotency.earlier(A, "key")).isEqualTo(receipt(A, 1));
    assertThat(idempotency.earlier(B, "key")).isNull();
    assertThat(idempotency.earlier(A, "other")).isNull();

    clock.pass(TICK);
    assertThat(idempotency.earlier(A, "key")).isNull();
  }

  @Test
  void isNotMovedByTheWallClock() {
    idempotency.remember(A, "key", receipt(A, 1));

    clock.jump(Duration.ofMinutes(11));
    assertThat(idempotency.earlier(A, "key")).isEqualTo(receipt(A, 1));

    clock.jump(Duration.ofHours(-2));
    clock.pass(Idempotency.WINDOW.plus(TICK));
    assertThat(idempotency.earlier(A, "key")).isNull();
  }

  @Test
  void refusesNewKeysPastItsBoundAndKeepsTheOldOnes() {
    idempotency.remember(A, "first", receipt(A, 1));
    clock.pass(TICK);
    idempotency.remember(A, "second", receipt(A, 2));

    assertThatThrownBy(() -> idempotency.earlier(A, "third"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.TOO_MANY));
    assertThat(idempotency.earlier(A, "first")).isEqualTo(receipt(A, 1));

    clock.pass(Idempotency.WINDOW);
    assertThat(idempotency.earlier(A, "third")).isNull();
    assertThat(idempotency.earlier(A, "second")).isEqualTo(receipt(A, 2));
  }

  private static Receipt receipt(Topic topic, long offset) {
    return new Receipt(topic, "k3f9", offset, offset, 1);
  }
}
