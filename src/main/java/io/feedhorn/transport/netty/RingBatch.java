package io.feedhorn.transport.netty;

import io.feedhorn.hub.WriteBatch;

/**
 * The sends of one slice of a flush, with one system call where the system permits an io_uring.
 * Stateless: the state belongs to the current event loop.
 */
public final class RingBatch implements WriteBatch {
  @Override
  public void begin() {
    GatheringWriter.ofThread().beginBatch();
  }

  @Override
  public void send() {
    GatheringWriter.ofThread().sendBatch();
  }
}
