package io.feedhorn.transport.polling;

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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large body is encoded as fast as its client reads, in parts of about 64 KiB. */
class PartialBodyTest {
  private static final int PART = 64 * 1024;

  private final SlowClient client = new SlowClient();

  /** A client that takes one part, and asks for the next one. */
  private static final class SlowClient implements WriteStream<Buffer> {
    final List<Buffer> parts = new ArrayList<>();
    private @Nullable Handler<Void> drained;
    private boolean full;
    boolean ended;
    boolean closed;

    void read() {
      full = false;
      if (drained != null) {
        drained.handle(null);
      }
    }

    @Override
    public Future<Void> write(Buffer part) {
      assertThat(full || closed || ended).isFalse();
      parts.add(part);
      full = true;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      ended = true;
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
      drained = handler;
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

  private static PollAnswer answer(int updates, int valueLength) {
    Buffer value = Buffer.buffer("\"" + "x".repeat(valueLength) + "\"");
    return new PollAnswer(
        Buffer.buffer("{\"updates\":["),
        IntStream.rangeClosed(1, updates)
            .mapToObj(
                offset ->
                    new Update(
                        Topic.parse("f.a"),
                        "k3f9",
                        offset,
                        offset,
                        0,
                        0,
                        DeliveryMode.LATEST,
                        value))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000, PART, 3 * PART})
  void aPartIsEncodedWhenTheClientHasReadThoseBefore(int valueLength) {
    PollAnswer answer = answer(1_000_000 / valueLength, valueLength);

    PartialBody.send(client, () -> client.closed, answer);
    for (int reads = 1; !client.ended; reads++) {
      assertThat(client.parts).hasSize(reads);
      client.read();
    }

    Buffer body = Buffer.buffer();
    client.parts.forEach(body::appendBuffer);
    assertThat(body).isEqualTo(answer.json());
    assertThat(answer.length()).isEqualTo(body.length());
    assertThat(client.parts)
        .allSatisfy(part -> assertThat(part.length()).isLessThan(PART + valueLength + 200));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aBodyOfOnePartIsSentAtOnce(int updates) {
    PollAnswer answer = answer(updates, 1);

    PartialBody.send(client, () -> client.closed, answer);

    assertThat(client.parts).containsExactly(answer.json());
    assertThat(client.ended).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingMoreIsEncodedForAClientThatIsGone(int read) {
    PartialBody.send(client, () -> client.closed, answer(10, PART));
    IntStream.range(1, read).forEach(i -> client.read());
    client.closed = true;
    client.read();

    assertThat(client.parts).hasSize(read);
  }
}
