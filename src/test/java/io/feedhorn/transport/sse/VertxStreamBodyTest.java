package io.feedhorn.transport.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.transport.RecordingStream;
import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

/**
 * The bound on the bytes that wait for a flush: snapshots may be much larger than the queue of a
 * response.
 */
class VertxStreamBodyTest {
  private static final int UPDATE_BYTES = 10_000;
  private static final int MAX_UNSENT = 64 * 1024;

  private final RecordingStream response = new RecordingStream(10);
  private final VertxStreamBody body = body(response);

  private static VertxStreamBody body(RecordingStream response) {
    return new VertxStreamBody(response, () -> {}, WriteTimeout.NONE, () -> false);
  }

  /** Writes while the body is writable, up to a number of updates, and returns their number. */
  private static int write(VertxStreamBody body, int most) {
    int written = 0;
    while (written < most && body.writable()) {
      written++;
      body.write(
          new Update(
              Topic.parse("f.a"),
              "k3f9",
              written,
              written,
              0,
              0,
              DeliveryMode.LATEST,
              Buffer.buffer("\"" + "x".repeat(UPDATE_BYTES) + "\"")),
          SseEvents.WITH_ID);
    }
    return written;
  }

  @Test
  void itIsNotWritableUntilAFlushIfEnoughWaits() {
    assertThat(write(body, 100)).isEqualTo(MAX_UNSENT / UPDATE_BYTES + 1);
    assertThat(response.writes()).isEmpty();

    body.flush();
    assertThat(body.writable()).isTrue();
    assertThat(write(body, 100)).isEqualTo(MAX_UNSENT / UPDATE_BYTES + 1);
    body.flush();

    assertThat(response.writes())
        .hasSize(2)
        .allSatisfy(
            write ->
                assertThat(write.length()).isBetween(MAX_UNSENT, MAX_UNSENT + 2 * UPDATE_BYTES));
  }

  @Test
  void itIsNotWritableWhileTheQueueOfTheResponseIsFull() {
    VertxStreamBody full = body(new RecordingStream(0));

    assertThat(write(full, 1)).isZero();
  }
}
