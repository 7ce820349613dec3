package io.feedhorn.transport;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that keeps what is written to it, and has room for a number of buffers. */
public final class RecordingStream implements WriteStream<Buffer> {
  private final int room;
  private final List<Buffer> writes = new ArrayList<>();
  private @Nullable Handler<Void> drained;
  private int unread;
  private boolean ended;

  /**
   * Creates an empty stream.
   *
   * @param room the number of buffers after which the stream is full until they are read
   */
  public RecordingStream(int room) {
    this.room = room;
  }

  /** Returns all buffers that were written. */
  public List<Buffer> writes() {
    return List.copyOf(writes);
  }

  public boolean isEnded() {
    return ended;
  }

  /** Reads all buffers, as the other end does, and asks for more. */
  public void read() {
    unread = 0;
    if (drained != null) {
      drained.handle(null);
    }
  }

  @Override
  public Future<Void> write(Buffer data) {
    if (writeQueueFull() || ended) {
      throw new AssertionError("written to a stream that is full or has ended");
    }
    writes.add(data);
    unread++;
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    ended = true;
    return Future.succeededFuture();
  }

  @Override
  public boolean writeQueueFull() {
    return unread >= room;
  }

  @Override
  public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
    drained = handler;
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
    return this;
  }
}
