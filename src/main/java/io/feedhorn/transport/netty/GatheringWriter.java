package io.feedhorn.transport.netty;

import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be handed to the kernel for one socket, with one system call and no copy. Owned
 * by its event loop, which has one of these: whoever gathers next takes it over.
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

  /** Less than what Linux takes at once (IOV_MAX). */
  private static final int MAX_FRAMES = 512;

  private final List<SharedFrame> frames = new ArrayList<>();
  private final IovArray vector = new IovArray(MAX_FRAMES);
  private @Nullable NettyConnection connection;

  private GatheringWriter() {}

  /** The one of this event loop. */
  static GatheringWriter ofThread() {
    return OF_THREAD.get();
  }

  /** Takes bytes for a connection; what was gathered for another one goes its longer way. */
  void add(NettyConnection to, SharedFrame frame) {
    NettyConnection before = connection;
    if (before != to) {
      if (before != null) {
        fallBackToChannel(before);
      }
      connection = to;
    }
    frames.add(frame);
  }

  boolean isFor(NettyConnection asking) {
    return connection == asking;
  }

  boolean isFull() {
    return frames.size() == MAX_FRAMES;
  }

  /** Sends what was gathered. What the kernel does not take is left to the connection. */
  void send(NettyConnection from, Socket socket) {
    long sent = sent(socket);
    from.countSent(sent);
    fallBackToChannel(from, sent);
  }

  /** Leaves what was gathered to the connection. */
  void fallBackToChannel(NettyConnection to) {
    fallBackToChannel(to, 0);
  }

  /** How many bytes the kernel took; none where it failed, which the channel finds out again. */
  private long sent(Socket socket) {
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

  private void fallBackToChannel(NettyConnection to, long sent) {
    long before = sent;
    for (int i = 0; i < frames.size(); i++) {
      SharedFrame frame = frames.get(i);
      if (before < frame.length()) {
        to.enqueue(frame.from((int) before));
        before = 0;
      } else {
        before -= frame.length();
      }
    }
    frames.clear();
    connection = null;
  }
}
