package io.feedhorn.transport.websocket;

import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.ShortText;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.PublishTracing;
import io.feedhorn.reader.Acknowledgement;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of a client on a WebSocket. Its {@code id} is the JSON of the client. */
sealed interface ClientMessage {
  String id();

  record Subscribe(
      String id,
      List<TopicPattern> patterns,
      @Nullable Cursor since,
      @Nullable ReaderName reader,
      boolean snapshot,
      SubscribeOptions options)
      implements ClientMessage {}

  record Unsubscribe(String id, List<TopicPattern> patterns) implements ClientMessage {}

  record Publish(String id, String topic, Buffer data, @Nullable TraceContext trace)
      implements ClientMessage {}

  record Delete(String id, String topic, @Nullable TraceContext trace) implements ClientMessage {}

  record Acknowledge(String id, ReaderName reader, Acknowledgement move) implements ClientMessage {}

  record Ping(String id) implements ClientMessage {}

  record Auth(String id, String token) implements ClientMessage {}

  /**
   * Reads a message.
   *
   * @param tracing reads the trace context of a publish
   * @throws FeedException if the type is unknown, or a field is missing or invalid
   */
  static ClientMessage of(JsonMessage fields, PublishTracing tracing) {
    String type = fields.string("type");
    return switch (type) {
      case "subscribe" -> subscribe(fields);
      case "unsubscribe" -> new Unsubscribe(requiredId(fields), patterns(fields));
      case "publish" ->
          new Publish(
              requiredId(fields),
              fields.string("topic"),
              fields.value("data"),
              tracing.parent(fields));
      case "delete" ->
          new Delete(requiredId(fields), fields.string("topic"), tracing.parent(fields));
      case "ack" ->
          new Acknowledge(
              requiredId(fields),
              ReaderName.parse(fields.string("reader")),
              Acknowledgement.parse(fields));
      case "ping" -> new Ping(requiredId(fields));
      case "auth" -> new Auth(requiredId(fields), fields.string("token"));
      default ->
          throw new FeedException(
              ErrorCode.UNKNOWN_TYPE,
              "There is no message type '%s'; the types are subscribe, unsubscribe, publish, delete, ack, ping, auth."
                  .formatted(ShortText.of(type, 40)));
    };
  }

  private static Subscribe subscribe(JsonMessage fields) {
    String reader = fields.optionalString("reader");
    String since = fields.optionalString("since");
    return new Subscribe(
        requiredId(fields),
        patterns(fields),
        since == null ? null : Cursor.parseSince(since),
        reader == null ? null : ReaderName.parse(reader),
        fields.flag("snapshot", true),
        SubscribeOptions.of(
            fields.number("maxRate"), fields.flag("conflate", false), fields.flag("delta", false)));
  }

  private static List<TopicPattern> patterns(JsonMessage fields) {
    return fields.strings("topics").stream().map(TopicPattern::parse).distinct().toList();
  }

  private static String requiredId(JsonMessage fields) {
    String id = id(fields);
    if (id == null) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'id' must be a number or a string.");
    }
    return id;
  }

  /** Returns the id, or null if it is missing or neither a number nor a string. */
  static @Nullable String id(JsonMessage fields) {
    String raw = fields.raw("id");
    boolean valid = raw != null && "\"-0123456789".indexOf(raw.charAt(0)) >= 0;
    return valid ? raw : null;
  }
}
