package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushDeliveryTest {
  private static final long NOW = Instant.parse("2026-11-28T18:00:00Z").toEpochMilli();
  private static final PushDelivery FIRST =
      new PushDelivery(
          new Update(
              Topic.parse("notify.u1"),
              "k3f9",
              1,
              1,
              0,
              0,
              DeliveryMode.EVERY,
              Buffer.buffer("{\"title\":\"t\"}")),
          new PushSubscription("https://push.example.org/a", "key", "auth", "u1", List.of()),
          1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|5000",
        "0|1000",
        "100000|3600000",
        "Sat, 28 Nov 2026 18:01:00 GMT|60000",
        "Sat, 28 Nov 2026 17:01:00 GMT|1000",
        "soon|1000"
      })
  void thePauseIsThatOfTheHeaderWithinLimits(String header, long millis) {
    assertThat(FIRST.pauseMillis(header, NOW)).isEqualTo(millis);
  }

  @Test
  void withoutTheHeaderThePauseDoublesAndTheAttemptsEnd() {
    PushDelivery delivery = FIRST;
    for (long pause = 1_000; pause <= 16_000; pause *= 2) {
      assertThat(delivery.pauseMillis(null, NOW)).isEqualTo(pause);
      assertThat(delivery.isLastAttempt()).isFalse();
      delivery = delivery.again();
    }
    assertThat(delivery.isLastAttempt()).isTrue();
  }
}
