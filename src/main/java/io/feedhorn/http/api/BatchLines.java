package io.feedhorn.http.api;

import io.feedhorn.auth.Permissions;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.PublishFields;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
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
    ClientQuota quota,
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
    quota.countPublish();
    Topic topic = null;
    if (fields.read(lines.bytes(), lines.start(line), lines.end(line))) {
      topic = topics.find(lines.bytes(), fields.topicStart(), fields.topicEnd());
    }
    String lineKey = IdempotencyKey.ofLine(key, line + 1);
    return topic == null ? parsed(line, lineKey) : command(topic, fields, lineKey);
  }

  private PublishCommand command(Topic topic, PublishFields fields, @Nullable String lineKey) {
    try {
      loopContext.authorizer().requirePublish(permissions, topic);
      return service().command(topic, fields.data(), lineKey);
    } catch (FeedException refusal) {
      throw counted(topic.name(), refusal);
    }
  }

  /** Returns the command of a line that is unusual, or its error. */
  private PublishCommand parsed(int line, @Nullable String lineKey) {
    JsonMessage fields = JsonMessage.parse(RawJson.decode(lines.line(line)));
    String topic = fields.string("topic");
    try {
      loopContext.authorizer().requirePublish(permissions, topic);
      return service().command(topic, fields.value("data").toString(), lineKey);
    } catch (FeedException refusal) {
      throw counted(topic, refusal);
    }
  }

  private FeedException counted(String topic, FeedException refusal) {
    loopContext.hub().countPublishRefusal(topic, refusal.code());
    return refusal;
  }

  private PublishService service() {
    return loopContext.publishService();
  }
}
