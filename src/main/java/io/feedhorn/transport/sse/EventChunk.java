package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.model.WireForm;
import io.feedhorn.transport.Framed;
import io.feedhorn.transport.Slab;

/** The blocks of {@link EventBlock} as chunks of an HTTP/1.1 body, made once for all streams. */
enum EventChunk implements WireForm<Framed> {
  WITH_ID(EventBlock.WITH_ID),
  WITHOUT_ID(EventBlock.WITHOUT_ID);

  private final EventBlock block;

  EventChunk(EventBlock block) {
    this.block = block;
  }

  static EventChunk of(EventBlock block) {
    return block == EventBlock.WITH_ID ? WITH_ID : WITHOUT_ID;
  }

  @Override
  public Framed encode(Update update) {
    return Slab.place(update, Chunk.of(block.encode(update)));
  }
}
