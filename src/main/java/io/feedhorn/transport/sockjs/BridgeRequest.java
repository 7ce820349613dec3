package io.feedhorn.transport.sockjs;

import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.PublishTracing;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message of a client of the bridge. Its fields are validated when they are read. Immutable. */
record BridgeRequest(JsonMessage fields) {
  private static final String ADDRESS = "address";
  private static final String REPLY_ADDRESS = "replyAddress";
  private static final Set<String> SUBSCRIPTION_TYPES = Set.of("\"register\"", "\"unregister\"");

  /**
   * Reads a message.
   *
   * @throws FeedException if it is not a JSON object
   */
  static BridgeRequest parse(String message) {
    return new BridgeRequest(JsonMessage.parse(message));
  }

  String type() throws BridgeException {
    String type = fields.raw("type");
    if (type == null || !type.startsWith("\"")) {
      throw new BridgeException("missing_type", "'type' is missing; it is a string.");
    }
    return fields.string("type");
  }

  /** Returns true if the message may expect an answer at its reply address also on a failure. */
  boolean isSend() {
    return "\"send\"".equals(fields.raw("type"));
  }

  /** Returns true if the message registers or unregisters an address. */
  boolean changesSubscriptions() {
    return SUBSCRIPTION_TYPES.contains(String.valueOf(fields.raw("type")));
  }

  String address() throws BridgeException {
    String address = fields.optionalString(ADDRESS);
    if (address == null) {
      throw new BridgeException("missing_address", "'address' is missing; it is a string.");
    }
    return address;
  }

  /** Returns the address as a pattern: feeds are the only addresses that clients can reach. */
  TopicPattern pattern() throws BridgeException {
    String address = address();
    try {
      return TopicPattern.parse(address);
    } catch (FeedException notTopic) {
      throw new BridgeException("access_denied", notTopic);
    }
  }

  /** Returns the address of the answer, or null if the client does not expect one. */
  @Nullable String replyAddress() {
    return fields.optionalString(REPLY_ADDRESS);
  }

  /** Returns the address of the answer, or null if there is no valid one. */
  @Nullable String validReplyAddress() {
    try {
      return replyAddress();
    } catch (FeedException invalid) {
      return null;
    }
  }

  /** Returns the body as JSON. */
  String body() {
    String body = fields.raw("body");
    return body == null ? "null" : body;
  }

  /** Returns the fields of the body, which must be an object. */
  JsonMessage bodyFields() {
    return object("body", body());
  }

  /** Returns the header {@code Authorization}, or null. */
  @Nullable String authorization() {
    return headers().optionalString("Authorization");
  }

  /** Returns the header {@code Authorization}; null also if the headers are not valid. */
  @Nullable String authorizationIfValid() {
    try {
      return fields.has("headers") ? authorization() : null;
    } catch (FeedException invalid) {
      return null;
    }
  }

  /** Returns the trace context in the headers of a publish; null if there is no valid one. */
  @Nullable TraceContext trace(PublishTracing tracing) {
    try {
      return tracing.isRead() && fields.has("headers") ? tracing.parent(headers()) : null;
    } catch (FeedException invalid) {
      return null;
    }
  }

  /** Returns the headers {@code maxRate}, {@code conflate} and {@code delta} of a registration. */
  SubscribeOptions options() {
    JsonMessage headers = headers();
    return SubscribeOptions.of(
        headers.number("maxRate"), headers.flag("conflate", false), headers.flag("delta", false));
  }

  /** Returns true if the message is a registration with the header {@code reader}. */
  boolean hasReader() {
    try {
      return "\"register\"".equals(fields.raw("type")) && headers().has("reader");
    } catch (FeedException invalid) {
      return false;
    }
  }

  /** Returns the header {@code reader} of a registration, or null. */
  @Nullable ReaderName reader() {
    String reader = headers().optionalString("reader");
    return reader == null ? null : ReaderName.parse(reader);
  }

  /**
   * Returns the header {@code since} of a registration, or null. An address is in one feed: of a
   * cursor of several feeds, which resumes on any transport, the position of its own feed is used.
   */
  @Nullable Cursor since(String feed) {
    String since = headers().optionalString("since");
    if (since == null) {
      return null;
    }
    Cursor cursor = Cursor.parseSince(since);
    Position own = cursor.position(feed);
    return own == null ? cursor : Cursor.of(feed, own);
  }

  /** Returns the cursor of a registration, or null if it has no valid one. */
  @Nullable Cursor validSince() {
    try {
      return "\"register\"".equals(fields.raw("type"))
          ? since(TopicPattern.parse(fields.string(ADDRESS)).feed())
          : null;
    } catch (FeedException invalid) {
      return null;
    }
  }

  private JsonMessage headers() {
    String headers = fields.has("headers") ? fields.raw("headers") : null;
    return headers == null ? JsonMessage.parse("{}") : object("headers", headers);
  }

  private static JsonMessage object(String name, String json) {
    if (!json.startsWith("{")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be an object.");
    }
    return JsonMessage.parse(json);
  }
}
