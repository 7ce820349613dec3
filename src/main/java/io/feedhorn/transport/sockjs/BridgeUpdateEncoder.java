package io.feedhorn.transport.sockjs;

import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.feedhorn.transport.netty.DirectSlab;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.WebSocketFrames;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The bridge's {@code rec} message with an update as its body. The address is the one that the
 * client registered, topic or pattern: that is by which the official client finds its handlers. The
 * header {@code cursor} is what the client registers with, as {@code since}, to go on after it.
 */
record BridgeUpdateEncoder(String address, Framing shape) implements UpdateEncoder<SharedFrame> {
  /** How a link carries the message. */
  enum Framing {
    /** A WebSocket's text frame. */
    FRAME,
    /** A WebSocket's text frame with SockJS's {@code a["…"]} in it. */
    SOCKJS_FRAME,
    /** A JSON string in SockJS's encoding, to be put into an {@code a[…]} with others. */
    SOCKJS_STRING
  }

  @Override
  public SharedFrame encode(Update update) {
    Buffer message = message(update);
    return switch (shape) {
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
