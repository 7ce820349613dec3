package io.feedhorn.transport;

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
final class Gather {
  private static final FastThreadLocal<Gather> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Gather initialValue() {
          return new Gather();
        }

        @Override
        protected void onRemoval(Gather unused) {
          unused.vector.release();
        }
      };

  /** Less than what Linux takes at once (IOV_MAX). */
  private static final int MOST_FRAMES = 512;

  private final List<Framed> frames = new ArrayList<>();
  private final IovArray vector = new IovArray(MOST_FRAMES);
  private @Nullable Wire wire;

  private Gather() {}

  /** The one of this event loop. */
  static Gather ofThread() {
    return OF_THREAD.get();
  }

  /** Takes bytes for a connection; what was gathered for another one goes its longer way. */
  void add(Wire to, Framed framed) {
    Wire before = wire;
    if (before != to) {
      if (before != null) {
        spill(before);
      }
      wire = to;
    }
    frames.add(framed);
  }

  boolean isFor(Wire asking) {
    return wire == asking;
  }

  boolean isFull() {
    return frames.size() == MOST_FRAMES;
  }

  /** Sends what was gathered. What the kernel does not take is left to the connection. */
  void send(Wire from, Socket socket) {
    long sent = sent(socket);
    from.passed(sent);
    spill(from, sent);
  }

  /** Leaves what was gathered to the connection. */
  void spill(Wire to) {
    spill(to, 0);
  }

  /** How many bytes the kernel took; none where it failed, which the channel finds out again. */
  private long sent(Socket socket) {
    try {
      if (frames.size() == 1) {
        Framed only = frames.get(0);
        return socket.sendAddress(only.bytes().memoryAddress(), 0, only.length());
      }
      frames.forEach(framed -> vector.add(framed.bytes(), 0, framed.length()));
      return socket.writevAddresses(vector.memoryAddress(0), vector.count());
    } catch (IOException failed) {
      return 0;
    } finally {
      vector.clear();
    }
  }

  private void spill(Wire to, long sent) {
    long before = sent;
    for (int i = 0; i < frames.size(); i++) {
      Framed framed = frames.get(i);
      if (before < framed.length()) {
        to.keep(framed.from((int) before));
        before = 0;
      } else {
        before -= framed.length();
      }
    }
    frames.clear();
    wire = null;
  }
}
