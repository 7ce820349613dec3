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

/** All readers on one thread. They begin over ten seconds, and come back by themselves. */
final class ReaderLoop extends Thread implements AutoCloseable {
  private static final long FIRST_DELAY_NANOS = 400_000_000L;
  private static final long MAX_DELAY_NANOS = 10_000_000_000L;
  private static final long START_PERIOD_NANOS = 10_000_000_000L;
  private static final int READ_BYTES = 64 * 1024;

  /** There are about 28,000 ports for each address, and closed ones rest a minute. */
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 4_000;

  private static final int ADDRESSES = 250;

  private record Due(long dueNanos, ReconnectingReader reader) {}

  private final int port;
  private final RestartStats stats;
  private final List<ReconnectingReader> readers;
  private final Selector selector = Selector.open();
  private final Random random = new Random(7);
  private final PriorityQueue<Due> reconnects =
      new PriorityQueue<>((one, other) -> Long.compare(one.dueNanos, other.dueNanos));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] bytes = new byte[READ_BYTES];
  private int connections;
  private volatile boolean stopped;

  ReaderLoop(int port, int count, RestartStats stats) throws IOException {
    super("returning");
    this.port = port;
    this.stats = stats;
    this.readers = IntStream.range(0, count).mapToObj(i -> new ReconnectingReader(stats)).toList();
    long now = System.nanoTime();
    readers.forEach(
        reader ->
            reconnects.add(
                new Due(now + (long) (START_PERIOD_NANOS * random.nextDouble()), reader)));
    setDaemon(true);
  }

  /** All of them; what they say of themselves is of their own thread. */
  List<ReconnectingReader> all() {
    return readers;
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        Due next = reconnects.peek();
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
      stats.faults("the readers cannot go on: " + broken);
    }
  }

  private void connectDueReaders() throws IOException {
    long now = System.nanoTime();
    for (Due next = reconnects.peek();
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
      stats.refused("down");
      scheduleReconnect(reader, key);
    } catch (IOException gone) {
      stats.refused("cut");
      scheduleReconnect(reader, key);
    }
  }

  /** As the browser client does: anywhere in a time that doubles. */
  private void scheduleReconnect(ReconnectingReader reader, SelectionKey key) throws IOException {
    key.cancel();
    key.channel().close();
    reader.disconnected();
    long most = Math.min(MAX_DELAY_NANOS, FIRST_DELAY_NANOS << Math.min(20, reader.attempts++));
    reconnects.add(new Due(System.nanoTime() + (long) (random.nextDouble() * most), reader));
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
