package io.feedhorn.log;

import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the next update of a topic. Immutable.
 *
 * @param seq the number within the topic
 * @param previousOffset the offset of the topic's previous update. For a topic that the log does
 *     not contain, the newest deletion of a removed topic, as this one may be among them; 0 without
 *     any
 * @param addedTopics the change of the number of topics: 1, 0, or -1 for a deletion
 */
public record NextInTopic(long seq, long previousOffset, int addedTopics) {
  /**
   * Returns the next update of the topic.
   *
   * @param options those of the feed
   * @param trace the trace context of the publish, or null
   */
  public Update update(
      Topic topic,
      String epoch,
      long offset,
      long micros,
      FeedOptions options,
      Buffer data,
      @Nullable TraceContext trace) {
    return new Update(
        topic,
        epoch,
        offset,
        seq,
        micros,
        previousOffset,
        options.delivery(),
        data,
        trace,
        options.trace());
  }
}
