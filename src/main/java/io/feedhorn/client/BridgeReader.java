package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reader over the event-bus bridge. Each pattern is a registration of its own: an update that
 * matches two patterns comes twice, and a reader that needs one position in a feed registers one
 * pattern of it.
 */
public final class BridgeReader implements UpdateReader {
  private static final Pattern CODE = Pattern.compile("(?<code>[a-z_]+): .*", Pattern.DOTALL);
  private static final String REPLY_ADDRESS = "registered";

  private final BridgeCarrier carrier;
  private final CursorTracker tracker = new CursorTracker();
  private final @Nullable DeltaAssembler deltas;
  private final Deque<JsonMessage> early = new ArrayDeque<>();
  private @Nullable Boolean recovered;

  /**
   * Registers the patterns of a request. See {@link FeedhornClient#open}.
   *
   * @param carrier closed by this reader, also if the server refuses the request
   * @param timeout maximum time for the reply to each registration
   */
  public BridgeReader(BridgeCarrier carrier, ReadRequest request, Duration timeout) {
    this.carrier = carrier;
    this.deltas = request.delta() ? new DeltaAssembler() : null;
    try {
      request.topics().forEach(topic -> register(topic, request));
      for (int i = 0; i < request.topics().size(); i++) {
        awaitRegistered(request.since(), timeout);
      }
    } catch (RuntimeException failure) {
      carrier.close();
      throw failure;
    }
  }

  /** Returns a message of the bridge protocol without a body. */
  public static JsonObject message(String type, String address) {
    return new JsonObject()
        .put("type", type)
        .put("address", address)
        .put("headers", new JsonObject());
  }

  private void register(String topic, ReadRequest request) {
    JsonObject headers = new JsonObject();
    if (request.since() != null) {
      headers.put("since", request.since());
    }
    if (request.reader() != null) {
      headers.put("reader", request.reader());
    }
    if (request.conflate()) {
      headers.put("conflate", true);
    }
    if (request.maxRate() != null) {
      headers.put("maxRate", request.maxRate());
    }
    if (request.delta()) {
      headers.put("delta", true);
    }
    carrier.send(
        message("register", topic)
            .put("headers", headers)
            .put("replyAddress", REPLY_ADDRESS)
            .encode());
  }

  private void awaitRegistered(@Nullable String since, Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    while (true) {
      String text = carrier.poll(deadline.left());
      if (text == null) {
        throw new ConnectionLostException(
            "no reply to a registration within " + timeout.toMillis() + " ms");
      }
      JsonMessage message = parse(text);
      if (REPLY_ADDRESS.equals(message.optionalString("address"))) {
        registered(ProtocolViolationException.parse(String.valueOf(message.raw("body"))), since);
        return;
      }
      early.add(message);
    }
  }

  private void registered(JsonMessage reply, @Nullable String since) {
    CursorTracker own = new CursorTracker();
    String from = reply.optionalString("from");
    own.start(from == null ? since : from, String.valueOf(reply.optionalString("cursor")));
    tracker.advanceTo(own.cursor());
    if (reply.has("recovered")) {
      boolean complete = reply.flag("recovered", true);
      recovered = recovered == null ? complete : recovered && complete;
    }
  }

  /** Parses a {@code rec} message whose body has the bytes of the wire. */
  private static JsonMessage parse(String text) {
    JsonMessage message = ProtocolViolationException.parse(text);
    String type = message.optionalString("type");
    String body = message.raw("body");
    if ("err".equals(type)) {
      Matcher coded = CODE.matcher(String.valueOf(message.optionalString("message")));
      throw new RequestRefusedException(
          coded.matches() ? coded.group("code") : String.valueOf(body), text);
    }
    if (body == null || !"rec".equals(type)) {
      throw new ProtocolViolationException("expected an update, but it was " + Excerpt.of(text));
    }
    if (!text.contains(body)) {
      throw new ProtocolViolationException("white space in an update: " + Excerpt.of(text));
    }
    return message;
  }

  @Override
  public @Nullable ReceivedUpdate poll(Duration timeout) {
    JsonMessage message = early.poll();
    if (message == null) {
      String text = carrier.poll(timeout);
      if (text == null) {
        return null;
      }
      message = parse(text);
    }
    String body = String.valueOf(message.raw("body"));
    ReceivedUpdate update =
        deltas == null
            ? ReceivedUpdate.of(body)
            : deltas.receive(String.valueOf(message.optionalString("address")), body);
    String cursor = cursor(message);
    if (cursor == null) {
      tracker.advancePast(update);
    } else {
      tracker.advanceTo(cursor);
    }
    return update;
  }

  private static @Nullable String cursor(JsonMessage message) {
    String headers = message.raw("headers");
    return headers == null
        ? null
        : ProtocolViolationException.parse(headers).optionalString("cursor");
  }

  @Override
  public String cursor() {
    return tracker.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return recovered;
  }

  @Override
  public void close() {
    carrier.close();
  }
}
