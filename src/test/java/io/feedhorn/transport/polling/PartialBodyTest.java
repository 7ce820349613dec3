package io.feedhorn.transport.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.transport.PartialBody;
import io.feedhorn.transport.RecordingStream;
import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.buffer.Buffer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large body is encoded as fast as its client reads, in parts of about 64 KiB. */
class PartialBodyTest {
  private static final int PART = 64 * 1024;

  /** A client that takes one part, and asks for the next one. */
  private final RecordingStream client = new RecordingStream(1);

  private boolean gone;

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

    PartialBody.send(client, () -> gone, WriteTimeout.NONE, answer);
    for (int reads = 1; !client.isEnded(); reads++) {
      assertThat(client.writes()).hasSize(reads);
      client.read();
    }

    Buffer body = Buffer.buffer();
    client.writes().forEach(body::appendBuffer);
    assertThat(body).isEqualTo(answer.json());
    assertThat(answer.length()).isEqualTo(body.length());
    assertThat(client.writes())
        .allSatisfy(part -> assertThat(part.length()).isLessThan(PART + valueLength + 200));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aBodyOfOnePartIsSentAtOnce(int updates) {
    PollAnswer answer = answer(updates, 1);

    PartialBody.send(client, () -> gone, WriteTimeout.NONE, answer);

    assertThat(client.writes()).containsExactly(answer.json());
    assertThat(client.isEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingMoreIsEncodedForAClientThatIsGone(int read) {
    PartialBody.send(client, () -> gone, WriteTimeout.NONE, answer(10, PART));
    IntStream.range(1, read).forEach(i -> client.read());
    gone = true;
    client.read();

    assertThat(client.writes()).hasSize(read);
  }
}
