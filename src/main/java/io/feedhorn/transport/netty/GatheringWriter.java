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
          unused.vector.release();
        }
      };

  /** At most the limit of Linux for one system call (IOV_MAX, 1024). */
  private static final int MAX_FRAMES = 512;

  private final List<SharedFrame> frames = new ArrayList<>();
  private final IovArray vector = new IovArray(MAX_FRAMES);
  private @Nullable FrameWriter writer;

  private GatheringWriter() {}

  /** Returns the instance of the current event loop. */
  static GatheringWriter ofThread() {
    return OF_THREAD.get();
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
    long sent = sendTo(socket);
    from.countSent(sent);
    fallBackToChannel(from, sent);
  }

  /** Moves all frames to the channel. */
  void fallBackToChannel(FrameWriter to) {
    fallBackToChannel(to, 0);
  }

  /** Returns the accepted bytes; 0 after a failure, which the channel detects again. */
  private long sendTo(Socket socket) {
    try {
      if (frames.size() == 1) {
        SharedFrame only = frames.get(0);
        return socket.sendAddress(only.bytes().memoryAddress(), 0, only.length());
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
    long skip = sent;
    for (int i = 0; i < frames.size(); i++) {
      SharedFrame frame = frames.get(i);
      if (skip < frame.length()) {
        to.enqueue(frame.from((int) skip));
        skip = 0;
      } else {
        skip -= frame.length();
      }
    }
    frames.clear();
    writer = null;
  }
}
