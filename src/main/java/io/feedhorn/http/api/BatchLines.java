package io.feedhorn.http.api;

import io.feedhorn.auth.Permissions;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.PublishFields;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.TopicCache;
import io.feedhorn.transport.LoopContext;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one batch and the checks that a client may publish them. Owned by an event loop.
 *
 * @param key the idempotency key of the batch, or null
 */
record BatchLines(
    LoopContext loopContext,
    TopicCache topics,
    NdjsonLines lines,
    @Nullable String key,
    BatchQuota quota,
    Permissions permissions)
    implements BatchPublish.Lines {
  @Override
  public int size() {
    return lines.size();
  }

  @Override
  public int bytes(int line) {
    return lines.end(line) - lines.start(line);
  }

  @Override
  public PublishCommand command(int line, PublishFields fields) {
    String name = "";
    try {
      Topic topic = null;
      if (fields.read(lines.bytes(), lines.start(line), lines.end(line))) {
        topic = topics.find(lines.bytes(), fields.topicStart(), fields.topicEnd());
      }
      name = topic == null ? "" : topic.name();
      quota.countPublish();
      String lineKey = IdempotencyKey.ofLine(key, line + 1);
      if (topic != null) {
        loopContext.authorizer().requirePublish(permissions, topic);
        return service().command(topic, fields.data(), lineKey);
      }
      // A line that is unusual, or not valid.
      JsonMessage message = JsonMessage.parse(RawJson.decode(lines.line(line)));
      name = message.string("topic");
      loopContext.authorizer().requirePublish(permissions, name);
      return service().command(name, message.value("data").toString(), lineKey);
    } catch (FeedException refusal) {
      loopContext.hub().countPublishRefusal(name, refusal.code());
      throw refusal;
    }
  }

  private PublishService service() {
    return loopContext.publishService();
  }
}
