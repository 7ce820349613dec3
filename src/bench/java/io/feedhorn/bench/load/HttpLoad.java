package io.feedhorn.bench.load;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.bench.protocol.PublishRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Connections that publish over HTTP, each of which sends its next request when it has the answer
 * to the one before. One thread serves them all.
 */
final class HttpLoad implements AutoCloseable {
  private static final List<Long> SELF = List.of(ProcessHandle.current().pid());
  private static final int READ_BYTES = 256 * 1024;
  private static final int SELECT_MILLIS = 10;
  private static final long MAX_MICROS = 120_000_000;

  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] bytes = new byte[READ_BYTES];
  private final Histogram latencyMicros = new Histogram(1, MAX_MICROS, 3);
  private final int lines;
  private long answers;

  /** A connection with its request, which is always the same. */
  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer request;
    final HttpAnswers answers;
    long sentNanos;

    Connection(SocketChannel channel, byte[] request, byte[] refusal) {
      this.channel = channel;
      this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
      this.answers = new HttpAnswers(refusal);
    }
  }

  private record Counters(long nanos, long answers, long serverNanos, long loadNanos) {}

  private HttpLoad(LoadMessage command) throws IOException {
    String protocol = command.text("protocol");
    int port = command.integer("port");
    lines = command.integer("lines");
    for (int i = 0; i < command.integer("connections"); i++) {
      byte[] request = PublishRequests.of(protocol, port, i, lines);
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel, request, PublishRequests.refusal(protocol));
      connections.add(connection);
      channel.register(selector, SelectionKey.OP_READ, connection);
    }
  }

  /** Publishes for a time, and returns the response with the figures of the window. */
  static String run(LoadMessage command) throws IOException {
    List<Long> server = LoadGenerator.pids(command.text("pids"));
    try (HttpLoad load = new HttpLoad(command)) {
      for (SelectionKey key : load.selector.keys()) {
        load.send(key);
      }
      load.serve(command.decimal("before"));
      load.latencyMicros.reset();
      Counters begin = load.counters(server);
      load.serve(command.decimal("seconds"));
      return load.result(begin, load.counters(server));
    }
  }

  private void serve(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      selector.select(this::ready, SELECT_MILLIS);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isWritable()) {
        write(key);
      }
      if (key.isReadable()) {
        read(key);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void read(SelectionKey key) throws IOException {
    Connection connection = (Connection) key.attachment();
    buffer.clear();
    int count = connection.channel.read(buffer);
    if (count < 0) {
      throw new IOException("closed by the server");
    }
    buffer.flip().get(bytes, 0, count);
    if (connection.answers.parse(bytes, count) > 0) {
      answers++;
      long micros = (System.nanoTime() - connection.sentNanos) / 1_000;
      latencyMicros.recordValue(Math.max(1, Math.min(micros, MAX_MICROS)));
      send(key);
    }
  }

  private void send(SelectionKey key) throws IOException {
    Connection connection = (Connection) key.attachment();
    connection.sentNanos = System.nanoTime();
    connection.request.rewind();
    write(key);
  }

  private static void write(SelectionKey key) throws IOException {
    Connection connection = (Connection) key.attachment();
    connection.channel.write(connection.request);
    int interest =
        connection.request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  private Counters counters(List<Long> server) {
    return new Counters(
        System.nanoTime(), answers, ProcStat.cpuNanos(server), ProcStat.cpuNanos(SELF));
  }

  private String result(Counters begin, Counters end) {
    long refused = connections.stream().mapToLong(each -> each.answers.refused()).sum();
    if (refused > 0) {
      return "failed " + refused + " publishes were refused";
    }
    return String.join(
        " ",
        "ok",
        "nanos=" + (end.nanos - begin.nanos),
        "published=" + (end.answers - begin.answers) * lines,
        "serverNanos=" + (end.serverNanos - begin.serverNanos),
        "loadNanos=" + (end.loadNanos - begin.loadNanos),
        "p50=" + latencyMicros.getValueAtPercentile(50),
        "p99=" + latencyMicros.getValueAtPercentile(99));
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
