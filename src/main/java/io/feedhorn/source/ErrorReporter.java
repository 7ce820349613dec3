package io.feedhorn.source;

import io.feedhorn.model.ShortText;
import io.feedhorn.publish.SystemPublisher;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the broken messages of a source on {@code sys.sources.NAME.errors}, each with its
 * reason. At most a bounded number is on its way; further ones are only counted. Owned by the
 * source's event loop.
 */
final class ErrorReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReporter.class);
  private static final int MAX_UNANSWERED = 100;
  private static final int MAX_CHARACTERS = 2_000;

  private final SystemPublisher publisher;
  private final String source;
  private final String topic;
  private int unanswered;
  private boolean closed;

  ErrorReporter(SystemPublisher publisher, String source) {
    this.publisher = publisher;
    this.source = source;
    this.topic = "sources." + source + ".errors";
  }

  void report(String kind, String reason, String message, @Nullable String position) {
    // Not the reason, which may quote the message; it is published with it.
    LOG.atWarn()
        .addKeyValue("source", source)
        .addKeyValue("kind", kind)
        .addKeyValue("position", position == null ? "none" : position)
        .log("A message is not published, continuing; its reason is in sys." + topic);
    if (closed || unanswered >= MAX_UNANSWERED) {
      return;
    }
    JsonObject error =
        new JsonObject().put("kind", kind).put("reason", ShortText.of(reason, MAX_CHARACTERS));
    if (position != null) {
      error.put("position", position);
    }
    error.put("message", ShortText.of(message, MAX_CHARACTERS));
    unanswered++;
    publisher
        .publish(topic, error)
        .onFailure(
            failure ->
                LOG.warn("Source {}: an error is not published: {}", source, failure.getMessage()))
        .onComplete(answer -> unanswered--);
  }

  /** Publishes nothing more. */
  void close() {
    closed = true;
  }
}
