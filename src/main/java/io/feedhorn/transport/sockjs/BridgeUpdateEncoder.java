package io.feedhorn.transport.sockjs;

import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.feedhorn.transport.netty.DirectSlab;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.WebSocketFrames;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The encoding of an update as the body of the bridge's {@code rec} message. The header {@code
 * cursor} is the value of {@code since} in a later registration that resumes after the update.
 *
 * @param address the registered topic or pattern, by which the official client finds its handlers
 */
record BridgeUpdateEncoder(String address, Framing framing) implements UpdateEncoder<SharedFrame> {
  /** The frame in which a connection carries the message. */
  enum Framing {
    /** A text frame of a WebSocket. */
    FRAME,
    /** A text frame of a WebSocket with SockJS's {@code a["…"]}. */
    SOCKJS_FRAME,
    /** A JSON string with SockJS's escapes; the connection joins several to {@code a[…]}. */
    SOCKJS_STRING
  }

  @Override
  public SharedFrame encode(Update update) {
    Buffer message = message(update);
    return switch (framing) {
      case FRAME -> DirectSlab.allocate(update, WebSocketFrames.of(message));
      case SOCKJS_FRAME ->
          DirectSlab.allocate(
              update,
              WebSocketFrames.of(SockJsFrames.array(List.of(SockJsFrames.string(message)))));
      case SOCKJS_STRING -> SharedFrame.of(SockJsFrames.string(message));
    };
  }

  private Buffer message(Update update) {
    return Buffer.buffer(
            "{\"type\":\"rec\",\"address\":\"%s\",\"headers\":{\"cursor\":\"%s\"},\"body\":"
                .formatted(address, update.cursor()))
        .appendBuffer(update.json())
        .appendString("}");
  }
}
