package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private static final Topic A = Topic.parse("prices.a");
  private static final Topic B = Topic.parse("prices.b");
  private static final long WINDOW = TimeUnit.MINUTES.toMicros(10);

  private final Idempotency idempotency = new Idempotency(2);

  @Test
  void remembersAKeyOfATopicForTenMinutes() {
    assertThat(idempotency.earlier(A, "key", 0)).isNull();
    idempotency.remember(A, "key", receipt(A, 0));

    assertThat(idempotency.earlier(A, "key", WINDOW)).isEqualTo(receipt(A, 0));
    assertThat(idempotency.earlier(B, "key", WINDOW)).isNull();
    assertThat(idempotency.earlier(A, "other", WINDOW)).isNull();
    assertThat(idempotency.earlier(A, "key", WINDOW + 1)).isNull();
  }

  @Test
  void refusesNewKeysPastItsBoundAndKeepsTheOldOnes() {
    idempotency.remember(A, "first", receipt(A, 0));
    idempotency.remember(A, "second", receipt(A, 1));

    assertThatThrownBy(() -> idempotency.earlier(A, "third", 2))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.TOO_MANY));
    assertThat(idempotency.earlier(A, "first", 2)).isEqualTo(receipt(A, 0));
    assertThat(idempotency.earlier(A, "third", WINDOW + 1)).isNull();
    assertThat(idempotency.earlier(A, "second", WINDOW + 1)).isEqualTo(receipt(A, 1));
  }

  private static Receipt receipt(Topic topic, long micros) {
    return new Receipt(topic, "k3f9", 1, 1, micros);
  }
}
