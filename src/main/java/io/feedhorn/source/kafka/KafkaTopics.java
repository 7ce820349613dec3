package io.feedhorn.source.kafka;

import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashSet;
import java.util.regex.Pattern;

/**
 * The topics of a source. A consumer that subscribes to a topic that does not exist waits for it
 * and says nothing, so their existence is checked first.
 */
final class KafkaTopics {
  private final KafkaOptions kafka;
  private final KafkaReadStream<?, ?> stream;

  KafkaTopics(KafkaOptions kafka, KafkaReadStream<?, ?> stream) {
    this.kafka = kafka;
    this.stream = stream;
  }

  /** Subscribes to the topics; fails with the reason if one does not exist. */
  Future<Void> subscribe() {
    if (kafka.pattern() == null) {
      return checkListed().compose(exist -> stream.subscribe(new HashSet<>(kafka.topics())));
    }
    Pattern pattern = Pattern.compile(kafka.pattern());
    return stream
        .listTopics()
        .compose(
            all ->
                all.keySet().stream().anyMatch(topic -> pattern.matcher(topic).matches())
                    ? stream.subscribe(pattern)
                    : Future.failedFuture("no topic matches the pattern " + kafka.pattern()));
  }

  /** Fails with the reason if a topic of the list does not exist. */
  Future<Void> checkListed() {
    Future<Void> checked = Future.succeededFuture();
    for (String topic : kafka.topics()) {
      checked =
          checked
              .compose(before -> stream.partitionsFor(topic))
              .compose(
                  partitions ->
                      partitions == null || partitions.isEmpty()
                          ? Future.failedFuture("the topic '" + topic + "' does not exist")
                          : Future.succeededFuture());
    }
    return checked;
  }
}
