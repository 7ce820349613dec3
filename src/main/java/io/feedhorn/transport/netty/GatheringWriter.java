package io.feedhorn.transport.netty;

import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that the next system call sends to one socket, without a copy. Each event loop has one
 * of these, because its vector is memory outside the heap. It belongs to the connection that wrote
 * last: frames of another connection go to the channel of that connection. So a missing flush
 * delays frames but cannot mix them up. Not thread-safe.
 */
final class GatheringWriter {
  private static final FastThreadLocal<GatheringWriter> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected GatheringWriter initialValue() {
          return new GatheringWriter();
        }

        @Override
        protected void onRemoval(GatheringWriter unused) {
          unused.release();
        }
      };

  /** At most the limit of Linux for one system call (IOV_MAX, 1024). */
  private static final int MAX_FRAMES = 512;

  private final List<SharedFrame> frames = new ArrayList<>();
  private final IovArray vector = new IovArray(MAX_FRAMES);
  private @Nullable FrameWriter writer;

  // The memory of the frames, as long as each begins where the one before ends.
  private long start;
  private int length;
  private boolean contiguous;

  // Not null while the event loop has a ring; used while a batch is open.
  private @Nullable SendRing ring;
  private boolean hasTriedRing;
  private boolean batching;

  private GatheringWriter() {}

  /** Returns the instance of the current event loop. */
  static GatheringWriter ofThread() {
    return OF_THREAD.get();
  }

  private void release() {
    vector.release();
    if (ring != null) {
      ring.close();
    }
  }

  /** Lets sends wait for {@link #sendBatch}, if the system permits it. */
  void beginBatch() {
    if (!hasTriedRing && SendRing.isPrepared()) {
      hasTriedRing = true;
      ring = SendRing.open();
    }
    batching = ring != null;
  }

  /** Sends everything that waits. */
  void sendBatch() {
    batching = false;
    sendWaiting();
  }

  /** Sends everything that waits. More sends of the batch may follow. */
  void sendWaiting() {
    if (ring != null) {
      ring.send();
    }
  }

  /** Adds a frame of a connection. Gathered frames of another one go to its channel. */
  void add(FrameWriter to, SharedFrame frame) {
    FrameWriter previous = writer;
    if (previous != to) {
      if (previous != null) {
        fallBackToChannel(previous);
      }
      writer = to;
    }
    if (frames.isEmpty()) {
      start = frame.address();
      length = frame.length();
      contiguous = true;
    } else {
      contiguous &= frame.address() == start + length;
      length += frame.length();
    }
    frames.add(frame);
  }

  boolean isFor(FrameWriter other) {
    return writer == other;
  }

  boolean isFull() {
    return frames.size() == MAX_FRAMES;
  }

  /** Sends all frames. Bytes that the kernel does not accept go to the channel. */
  void send(FrameWriter from, Socket socket) {
    if (batching && contiguous && ring != null && ring.accepts()) {
      from.setWaiting();
      ring.add(from, socket, start, length, frames);
      clear();
    } else {
      long sent = sendTo(socket);
      from.countSent(sent);
      fallBackToChannel(from, sent);
    }
  }

  /** Moves all frames to the channel. */
  void fallBackToChannel(FrameWriter to) {
    fallBackToChannel(to, 0);
  }

  /** Returns the accepted bytes; 0 after a failure, which the channel detects again. */
  private long sendTo(Socket socket) {
    try {
      // Successive updates are mostly neighbours in a slab: the kernel copies them at once.
      if (contiguous) {
        return socket.sendAddress(start, 0, length);
      }
      frames.forEach(frame -> vector.add(frame.bytes(), 0, frame.length()));
      return socket.writevAddresses(vector.memoryAddress(0), vector.count());
    } catch (IOException failed) {
      return 0;
    } finally {
      vector.clear();
    }
  }

  private void fallBackToChannel(FrameWriter to, long sent) {
    to.enqueueAfter(sent, frames);
    clear();
  }

  private void clear() {
    frames.clear();
    writer = null;
  }
}
