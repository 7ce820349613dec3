package io.feedhorn.transport.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for a flush is bounded: snapshots may be much larger than the queue of a response. */
class VertxStreamBodyTest {
  private static final int UPDATE_BYTES = 10_000;
  private static final int MAX_UNSENT = 64 * 1024;

  private final Response response = new Response();
  private final VertxStreamBody body = new VertxStreamBody(response, () -> {});

  /** A response that has its writes. */
  private static final class Response implements WriteStream<Buffer> {
    final List<Buffer> writes = new ArrayList<>();
    boolean full;

    @Override
    public Future<Void> write(Buffer data) {
      writes.add(data);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }
  }

  /** Writes while the body is writable, up to a number of updates, and returns their number. */
  private int write(int most) {
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
    assertThat(write(100)).isEqualTo(MAX_UNSENT / UPDATE_BYTES + 1);
    assertThat(response.writes).isEmpty();

    body.flush();
    assertThat(body.writable()).isTrue();
    assertThat(write(100)).isEqualTo(MAX_UNSENT / UPDATE_BYTES + 1);
    body.flush();

    assertThat(response.writes)
        .hasSize(2)
        .allSatisfy(
            write ->
                assertThat(write.length()).isBetween(MAX_UNSENT, MAX_UNSENT + 2 * UPDATE_BYTES));
  }

  @Test
  void itIsNotWritableWhileTheQueueOfTheResponseIsFull() {
    response.full = true;

    assertThat(write(1)).isZero();
  }
}
