package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalFeedWriterTest {
  private static final long NO_SUCH_SEQ = 7;

  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), new FakeClock(), new Random(1));
  private final LocalFeedWriter writer = new LocalFeedWriter(feeds, new NoMetrics());
  private final PublishAttempt attempt = new PublishAttempt();

  private static PublishCommand publish(String topic, long previousSeq, PublishAttempt attempt) {
    return new PublishCommand(Topic.parse(topic), Buffer.buffer("1"), null, previousSeq, attempt);
  }

  @Test
  void afterARefusedUpdateNothingOfTheSameAttemptIsPublished() {
    PublishAttempt other = new PublishAttempt();

    List<PublishResult> results =
        LoopCalls.await(
            writer.appendAll(
                List.of(
                    publish("n.a", PublishCommand.ANY, attempt),
                    publish("n.a", NO_SUCH_SEQ, attempt),
                    publish("n.b", PublishCommand.ANY, attempt),
                    publish("n.c", PublishCommand.ANY, other))));
    List<PublishResult> later =
        LoopCalls.await(writer.appendAll(List.of(publish("n.b", PublishCommand.ANY, attempt))));

    assertThat(results)
        .extracting(LocalFeedWriterTest::outcome)
        .containsExactly("1", "!", "!", "2");
    assertThat(later).extracting(LocalFeedWriterTest::outcome).containsExactly("!");
    assertThat(feeds.endPosition("n").offset()).isEqualTo(2);
  }

  private static String outcome(PublishResult result) {
    if (result.receipt() != null) {
      return Long.toString(result.receipt().offset());
    }
    return result.exception() != null && result.exception().code() == ErrorCode.UNAVAILABLE
        ? "!"
        : "other";
  }
}
