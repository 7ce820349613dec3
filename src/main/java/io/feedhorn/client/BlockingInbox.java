package io.feedhorn.client;

import io.vertx.core.Context;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from an event loop to a thread that blocks. While it is full, its stream is
 * paused, so that TCP tells the server to stop. What was read from the connection already is queued
 * beyond the bound. {@link #poll} and {@link #discard} are for the other thread, the rest is for
 * the event loop.
 */
final class BlockingInbox<T> {
  /** The characters at which the queue is full, if large values come. */
  static final int MAX_CHARACTERS = 1024 * 1024;

  private final BlockingQueue<Item<T>> items = new LinkedBlockingQueue<>();
  private final AtomicLong characters = new AtomicLong();
  private final int maxValues;
  private final ToIntFunction<T> length;
  private final Context eventLoop;
  private @Nullable ReadStream<?> stream;
  private boolean ending;
  private volatile boolean paused;
  private volatile boolean open = true;

  private record Item<T>(@Nullable T value, @Nullable ClientException end) {}

  /**
   * @param maxValues the number of values at which the queue is full
   * @param length returns the number of characters of a value
   */
  BlockingInbox(int maxValues, ToIntFunction<T> length, Context eventLoop) {
    this.maxValues = maxValues;
    this.length = length;
    this.eventLoop = eventLoop;
  }

  /** Sets the stream from which the values come. */
  void readFrom(ReadStream<?> source) {
    stream = source;
  }

  void add(T value) {
    if (!open) {
      return;
    }
    characters.addAndGet(length.applyAsInt(value));
    items.add(new Item<>(value, null));
    if (stream != null && !paused && !ending && isFull()) {
      paused = true;
      stream.pause();
      resumeIfFree(); // The other thread may have taken values before it could see the pause.
    }
  }

  private boolean isFull() {
    return items.size() >= maxValues || characters.get() >= MAX_CHARACTERS;
  }

  /** Returns true if an eighth is free: a value at a time would cost a task for each. */
  private boolean isFree() {
    return items.size() <= maxValues - Math.max(1, maxValues / 8)
        && characters.get() <= MAX_CHARACTERS - MAX_CHARACTERS / 8;
  }

  private void resumeIfFree() {
    if (isFree()) {
      resume();
    }
  }

  private void resume() {
    if (stream != null && paused) {
      paused = false;
      stream.resume();
    }
  }

  /** Ends the queue after the values that it has. */
  void end(String reason) {
    end(new ConnectionLostException("the connection ended: " + reason));
  }

  /**
   * Ends the queue, after the values that came before, with a failure. Only the first one counts.
   */
  void end(ClientException failure) {
    if (ending) {
      return;
    }
    ending = true;
    if (paused) {
      resume(); // What the stream has kept comes in its next task.
      eventLoop.runOnContext(ignored -> items.add(new Item<>(null, failure)));
    } else {
      items.add(new Item<>(null, failure));
    }
  }

  /** Discards all values, and resumes the stream, so that it comes to its end. */
  void discard() {
    open = false;
    items.clear();
    items.add(new Item<>(null, new ConnectionLostException("the connection was closed here")));
    eventLoop.runOnContext(ignored -> resume());
  }

  /**
   * Returns the next value, or null if none came in time.
   *
   * @throws ClientException at the end
   */
  @Nullable T poll(Duration timeout) {
    try {
      Item<T> item = items.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (item == null) {
        return null;
      }
      if (item.value == null) {
        items.add(item);
        throw Objects.requireNonNull(item.end);
      }
      characters.addAndGet(-length.applyAsInt(item.value));
      if (paused && isFree()) {
        eventLoop.runOnContext(ignored -> resumeIfFree());
      }
      return item.value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted");
    }
  }
}
