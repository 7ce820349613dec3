package io.feedhorn.transport.sse;

import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.feedhorn.transport.netty.DirectSlab;
import io.feedhorn.transport.netty.SharedFrame;

/** The blocks of {@link SseEvents} as chunks of an HTTP/1.1 body, encoded once for all streams. */
enum ChunkedSseEvents implements UpdateEncoder<SharedFrame> {
  WITH_ID(SseEvents.WITH_ID),
  WITHOUT_ID(SseEvents.WITHOUT_ID),
  WITH_ID_DEFLATED(SseEvents.WITH_ID_DEFLATED),
  WITHOUT_ID_DEFLATED(SseEvents.WITHOUT_ID_DEFLATED);

  private final SseEvents block;

  ChunkedSseEvents(SseEvents block) {
    this.block = block;
  }

  static ChunkedSseEvents of(SseEvents block) {
    return switch (block) {
      case WITH_ID -> WITH_ID;
      case WITHOUT_ID -> WITHOUT_ID;
      case WITH_ID_DEFLATED -> WITH_ID_DEFLATED;
      case WITHOUT_ID_DEFLATED -> WITHOUT_ID_DEFLATED;
    };
  }

  @Override
  public SharedFrame encode(Update update) {
    return DirectSlab.allocate(update, HttpChunk.of(block.encode(update)));
  }
}
