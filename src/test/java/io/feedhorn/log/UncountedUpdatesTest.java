package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A copy of a log that removes deleted topics later than the node whose updates it gets. */
class UncountedUpdatesTest {
  private static final Buffer VALUE = Buffer.buffer("1");

  private final FakeClock clock = new FakeClock();
  private final FeedOptions options =
      new FeedOptions(DeliveryMode.LATEST, 5, Duration.ofMinutes(10), "no-cache");
  private final FeedLog log = new FeedLog("k3f9", options, 4);

  @Test
  void theUpdatesBeforeATopicAreNotUnreadIfOnlyAnotherCopyHasRemovedTheDeletedOne() {
    publish("f.a", "f.a");
    delete("f.a");
    publish("f.b", "f.b", "f.b");
    Update first = afterRemoved(delete("f.b"), "f.new");

    assertThat(new NextUncounted(log.topics()).after(first)).isEqualTo(new Uncounted(4, 7));
    log.appendReplicated(first);
    publish("f.new");

    assertThat(log.topics().removedOffset()).isZero();
    assertThat(unread("f.new")).isEqualTo(2);
  }

  @Test
  void theUpdatesBeforeATopicAreNotUnreadIfTheDeletedOneIsBack() {
    publish("f.a", "f.a");
    Update deletion = delete("f.a");
    log.appendReplicated(afterRemoved(deletion, "f.a"));
    log.appendReplicated(afterRemoved(deletion, "f.new"));

    assertThat(unread("f.a")).isEqualTo(1);
    assertThat(unread("f.new")).isEqualTo(1);
  }

  @Test
  void theUpdatesOfATopicCountIfTheLogDoesNotHaveItsFirstOneYet() {
    publish("f.a");
    delete("f.a");
    Update second = next(new NextInTopic(2, 3, 0), "f.b");

    assertThat(new NextUncounted(log.topics()).after(second)).isEqualTo(Uncounted.NONE);
  }

  private long unread(String topic) {
    return log.countAfter(topic, 0, clock.micros());
  }

  private void publish(String... topics) {
    for (String topic : topics) {
      log.append(Topic.parse(topic), VALUE, clock.micros());
    }
  }

  private Update delete(String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer(), clock.micros());
  }

  /** Returns the first update of a topic on a node that has removed a deleted one. */
  private Update afterRemoved(Update deletion, String topic) {
    return next(new NextInTopic(deletion.seq() + 1, deletion.offset(), 1), topic);
  }

  private Update next(NextInTopic numbers, String topic) {
    long offset = log.endPosition().offset() + 1;
    return numbers.update(Topic.parse(topic), "k3f9", offset, clock.micros(), options, VALUE, null);
  }
}
