package io.feedhorn.transport.sockjs;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import io.feedhorn.model.WireForm;
import io.feedhorn.transport.Slab;
import io.feedhorn.transport.TextFrame;
import io.vertx.core.buffer.Buffer;

/**
 * The bridge's {@code rec} message with an update as its body. The address is the one that the
 * client registered, topic or pattern: that is by which the official client finds its handlers. The
 * header {@code cursor} is what the client registers with, as {@code since}, to go on after it.
 *
 * @param framed whether it is a WebSocket's text frame rather than bare JSON
 */
record Received(String address, boolean framed) implements WireForm {
  @Override
  public Buffer encode(Update update) {
    if (framed) {
      return Slab.place(update, TextFrame.of(new Received(address, false).encode(update)));
    }
    Cursor cursor = Cursor.of(update.topic().feed(), new Position(update.epoch(), update.offset()));
    return Buffer.buffer(
            "{\"type\":\"rec\",\"address\":\"%s\",\"headers\":{\"cursor\":\"%s\"},\"body\":"
                .formatted(address, cursor))
        .appendBuffer(update.json())
        .appendString("}");
  }
}
