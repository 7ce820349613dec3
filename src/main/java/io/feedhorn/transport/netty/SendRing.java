package io.feedhorn.transport.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An io_uring with which one system call sends to many sockets, each of which is registered with
 * epoll and not with the ring. A send never waits: the kernel accepts a part of its bytes or
 * refuses it, and the result is there when the call returns. Owned by one event loop, not
 * thread-safe.
 */
final class SendRing {
  private static final Logger LOG = LoggerFactory.getLogger(SendRing.class);

  private static final int MAX_SENDS = 128;
  private static final int WARM_UP_BATCHES = 20;

  /** A flush to fewer connections uses no ring. */
  static final int MIN_CONNECTIONS = 8;

  private static final byte OPCODE_NOTHING = 0;
  private static final byte OPCODE_SEND = 26;
  private static final int DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
  private static final int MISSING = Integer.MIN_VALUE;

  private static final AtomicInteger CONNECTIONS = new AtomicInteger();
  private static volatile boolean prepared;

  private final IoHandler ring;
  private final IoRegistration registration;
  private final Send[] sends = new Send[MAX_SENDS];
  private int count;
  private boolean completing;

  /** The frames that wait for a socket. The object is used again. */
  private static final class Send {
    private @Nullable FrameWriter writer;
    private List<SharedFrame> frames = List.of();
    private int length;
    private int result;
  }

  private SendRing() throws Exception {
    OwnerThread owner = new OwnerThread(Thread.currentThread());
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig().setRingSize(2 * MAX_SENDS);
    ring = IoUringIoHandler.newFactory(config).newHandler(owner);
    ring.initialize();
    registration = ring.register(new Results());
    for (int i = 0; i < MAX_SENDS; i++) {
      sends[i] = new Send();
    }
  }

  /**
   * Counts a connection that may use a ring. The first one with enough others starts a thread that
   * prepares the process. Any thread.
   */
  static void connectionOpened() {
    if (CONNECTIONS.incrementAndGet() == MIN_CONNECTIONS) {
      Thread thread = new Thread(SendRing::prepare, "feedhorn-send-ring");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Returns true if {@link #open} takes no time. Any thread. */
  static boolean isPrepared() {
    return prepared;
  }

  /**
   * Loads the native library and the classes, and uses a ring until its code is compiled. In a new
   * process that takes 100 ms, in which an event loop would read and send nothing. Any thread.
   */
  private static void prepare() {
    SendRing first = open();
    if (first != null) {
      for (int i = 0; i < WARM_UP_BATCHES; i++) {
        for (int j = 0; j < MAX_SENDS; j++) {
          first.submit(OPCODE_NOTHING, -1, 0, 0, j);
        }
        first.ring.run(Now.INSTANCE);
      }
      first.close();
    }
    prepared = true;
  }

  /** Returns the ring of the current thread, or null if the system does not permit one. */
  static @Nullable SendRing open() {
    if (!IoUring.isAvailable()) {
      return null;
    }
    try {
      return new SendRing();
    } catch (Exception refused) { // Any failure: sends need no ring.
      LOG.info("Sends use no io_uring: {}", refused.toString());
      return null;
    }
  }

  /** Adds frames that are one piece of memory. They wait for {@link #send}. */
  void add(FrameWriter writer, Socket socket, long address, int length, List<SharedFrame> frames) {
    if (count == MAX_SENDS) {
      send();
    }
    Send send = sends[count];
    send.writer = writer;
    // Mostly those of the connection before.
    List<SharedFrame> before = count == 0 ? List.of() : sends[count - 1].frames;
    send.frames = before.equals(frames) ? before : new ArrayList<>(frames);
    send.length = length;
    send.result = MISSING;
    submit(OPCODE_SEND, socket.intValue(), address, length, count);
    count++;
  }

  private void submit(byte opcode, int file, long address, int length, int number) {
    registration.submit(
        new IoUringIoOps(
            opcode,
            (byte) 0,
            (short) 0,
            file,
            0,
            address,
            length,
            opcode == OPCODE_SEND ? DONTWAIT_NOSIGNAL : 0,
            (short) number,
            (short) 0,
            (short) 0,
            0,
            0));
  }

  /** Sends everything that waits. Bytes that the kernel does not accept go to the channel. */
  void send() {
    if (count == 0) {
      return;
    }
    ring.run(Now.INSTANCE);
    int waiting = count;
    count = 0;
    completing = true;
    try {
      for (int i = 0; i < waiting; i++) {
        Send send = sends[i];
        FrameWriter writer = send.writer;
        send.writer = null;
        if (writer != null) {
          complete(writer, send);
        }
      }
    } finally {
      completing = false;
    }
    // The frames of the last round may be garbage before the next one.
    for (int i = 0; i < waiting; i++) {
      sends[i].frames = List.of();
    }
  }

  /** Returns false while the results of sends are processed, which can write to connections. */
  boolean accepts() {
    return !completing;
  }

  private static void complete(FrameWriter writer, Send send) {
    if (send.result == MISSING) {
      // Which bytes were sent is not known, so nothing can follow them.
      LOG.error("A send has no result, closing its connection");
      writer.abort();
    } else {
      // After a failure nothing was sent; the channel detects it again.
      writer.sent(Math.max(0, send.result), send.length, send.frames);
    }
  }

  void close() {
    ring.prepareToDestroy();
    ring.destroy();
  }

  private final class Results implements IoUringIoHandle {
    @Override
    public void handle(IoRegistration unused, IoEvent event) {
      if (event instanceof IoUringIoEvent done && done.opcode() == OPCODE_SEND) {
        sends[done.data()].result = done.res();
      }
    }

    @Override
    public void close() {}
  }

  private record OwnerThread(Thread owner) implements ThreadAwareExecutor {
    @Override
    public boolean isExecutorThread(Thread thread) {
      return thread == owner;
    }

    @Override
    public void execute(Runnable task) {
      throw new UnsupportedOperationException("called on another thread than the event loop's");
    }
  }

  /** Submits without waiting. */
  private enum Now implements IoHandlerContext {
    INSTANCE;

    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return 0;
    }
  }
}
