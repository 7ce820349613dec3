package io.feedhorn.bench.restart;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/** All readers on one thread. They connect over ten seconds, and reconnect by themselves. */
final class ReaderLoop extends Thread implements AutoCloseable {
  private static final long FIRST_DELAY_NANOS = 400_000_000L;
  private static final long MAX_DELAY_NANOS = 10_000_000_000L;
  private static final long START_PERIOD_NANOS = 10_000_000_000L;
  private static final int READ_BYTES = 64 * 1024;

  /**
   * The limit for one source address, which has about 28,000 ports; the port of a closed connection
   * cannot be used for a minute.
   */
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 4_000;

  private static final int ADDRESSES = 250;

  private record Reconnect(long dueNanos, ReconnectingReader reader) {}

  private final int port;
  private final RestartStats stats;
  private final List<ReconnectingReader> readers;
  private final Selector selector = Selector.open();
  private final Random random = new Random(7);
  private final PriorityQueue<Reconnect> reconnects =
      new PriorityQueue<>((left, right) -> Long.compare(left.dueNanos, right.dueNanos));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] bytes = new byte[READ_BYTES];
  private int connections;
  private volatile boolean stopped;

  ReaderLoop(int port, int count, RestartStats stats) throws IOException {
    super("restart-readers");
    this.port = port;
    this.stats = stats;
    this.readers = IntStream.range(0, count).mapToObj(i -> new ReconnectingReader(stats)).toList();
    long now = System.nanoTime();
    readers.forEach(
        reader ->
            reconnects.add(
                new Reconnect(now + (long) (START_PERIOD_NANOS * random.nextDouble()), reader)));
    setDaemon(true);
  }

  /** Returns the readers. Their values may be older than those of this thread. */
  List<ReconnectingReader> all() {
    return readers;
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        Reconnect next = reconnects.peek();
        long wait = next == null ? 100 : (next.dueNanos - System.nanoTime()) / 1_000_000;
        if (wait > 0) {
          selector.select(wait);
        } else {
          selector.selectNow();
        }
        connectDueReaders();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          handleReady(ready.next());
          ready.remove();
        }
      }
    } catch (IOException broken) {
      stats.addFault("the selector of the readers failed: " + broken);
    }
  }

  private void connectDueReaders() throws IOException {
    long now = System.nanoTime();
    for (Reconnect next = reconnects.peek();
        next != null && next.dueNanos <= now;
        next = reconnects.peek()) {
      ReconnectingReader reader = reconnects.remove().reader;
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      int address = 1 + connections++ / MAX_CONNECTIONS_PER_ADDRESS % ADDRESSES;
      channel.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 2, (byte) address}), 0));
      channel.register(selector, SelectionKey.OP_CONNECT, reader);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  private void handleReady(SelectionKey key) throws IOException {
    ReconnectingReader reader = (ReconnectingReader) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        reader.connected(channel, port);
      } else if (key.isReadable()) {
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip().get(bytes, 0, Math.max(0, count));
        if (count < 0 || !reader.read(bytes, count)) {
          scheduleReconnect(reader, key);
        }
      }
    } catch (ConnectException down) {
      stats.addRefused("down");
      scheduleReconnect(reader, key);
    } catch (IOException gone) {
      stats.addRefused("disconnected");
      scheduleReconnect(reader, key);
    }
  }

  /** Schedules a random delay below a limit that doubles, as the browser client does. */
  private void scheduleReconnect(ReconnectingReader reader, SelectionKey key) throws IOException {
    key.cancel();
    key.channel().close();
    reader.disconnected();
    long limit = Math.min(MAX_DELAY_NANOS, FIRST_DELAY_NANOS << Math.min(20, reader.attempts++));
    reconnects.add(new Reconnect(System.nanoTime() + (long) (random.nextDouble() * limit), reader));
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    selector.wakeup();
    try {
      join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
