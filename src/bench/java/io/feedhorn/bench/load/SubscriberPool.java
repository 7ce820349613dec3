package io.feedhorn.bench.load;

import io.feedhorn.bench.protocol.PeerProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The subscribers of one run, and the connection of its publisher. */
final class SubscriberPool {
  /** A larger number would overflow the accept queue of some peers. */
  private static final int MAX_OPENING = 100;

  /**
   * The limit for one source address, which has about 28,000 ports; the port of a closed connection
   * cannot be used for a minute.
   */
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 4_000;

  /** The receive buffer of a reader that stalls; the kernel's default is megabytes. */
  private static final int STALLING_RECEIVE_BUFFER_BYTES = 4_096;

  private static final int OPEN_TIMEOUT_MILLIS = 60_000;
  private static int addresses;

  private static final LoadConnection.Receiver IGNORED =
      new LoadConnection.Receiver() {
        @Override
        public void receive(byte[] bytes, int from, int to) {}

        @Override
        public void read(int count) {}
      };

  private final LoadLoop loop;
  private final PeerProtocol protocol;
  private final int port;
  private final List<LoadConnection> subscribers = new ArrayList<>();
  private final List<LoadConnection> publishers = new ArrayList<>();

  SubscriberPool(LoadLoop loop, PeerProtocol protocol, int port) {
    this.loop = loop;
    this.protocol = protocol;
    this.port = port;
  }

  /** Opens subscribers and waits until the handshake of each is complete. */
  void open(
      int count,
      String[] topics,
      int each,
      int stalling,
      DeliveryStatsPair stats,
      Subscriber.Clock clock)
      throws Exception {
    long deadline = System.nanoTime() + OPEN_TIMEOUT_MILLIS * 1_000_000L;
    for (int i = 0; i < count; i++) {
      if (i % MAX_CONNECTIONS_PER_ADDRESS == 0) {
        addresses = addresses % 250 + 1;
      }
      int first = i * each % topics.length;
      List<String> own = new ArrayList<>();
      for (int k = 0; k < each; k++) {
        own.add(topics[(first + k) % topics.length]);
      }
      Subscriber subscriber =
          new Subscriber(
              clock, i < stalling ? stats.stalling() : stats.reading(), first, each, topics.length);
      subscribers.add(
          connect(
              i < stalling,
              new LoadConnection(
                  SocketChannel.open(), protocol.subscribe(port, own), parser(), subscriber)));
      awaitOpen(subscribers, MAX_OPENING, deadline);
    }
    awaitOpen(subscribers, 1, deadline);
  }

  private @Nullable FrameParser parser() {
    if (protocol.usesWebSocketFrames()) {
      return new WebSocketFrameParser();
    }
    return protocol.usesGzipChunks() ? new GzipChunkParser() : null;
  }

  /** Opens the connection of the publisher. Data from the server is ignored. */
  LoadConnection publisher() throws Exception {
    LoadConnection connection =
        connect(
            false,
            new LoadConnection(
                SocketChannel.open(),
                protocol.publisher(port),
                protocol.publisherUsesWebSocketFrames() ? new WebSocketFrameParser() : null,
                IGNORED));
    publishers.add(connection);
    awaitOpen(publishers, 1, System.nanoTime() + OPEN_TIMEOUT_MILLIS * 1_000_000L);
    return connection;
  }

  /** Stops or continues reading by the first subscribers. */
  void setReading(int count, boolean reading) throws ExecutionException, InterruptedException {
    loop.submit(
            () -> {
              subscribers
                  .subList(0, count)
                  .forEach(connection -> loop.setReading(connection, reading));
              return count;
            })
        .get();
  }

  /** Returns the failures of subscribers. */
  List<String> failures() {
    return subscribers.stream()
        .map(LoadConnection::failure)
        .filter(failure -> failure != null)
        .toList();
  }

  void close() throws Exception {
    loop.submit(
            () -> {
              close(publishers);
              close(subscribers);
              return true;
            })
        .get();
  }

  private static void close(List<LoadConnection> connections) throws IOException {
    for (LoadConnection connection : connections) {
      connection.channel.close();
    }
  }

  private LoadConnection connect(boolean stalling, LoadConnection connection) throws Exception {
    SocketChannel channel = connection.channel;
    if (stalling) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, STALLING_RECEIVE_BUFFER_BYTES);
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.bind(new InetSocketAddress(sourceAddress(), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    loop.submit(
            () -> {
              loop.add(connection);
              return true;
            })
        .get();
    return connection;
  }

  /** Returns the current source address, 127.0.1.1 to 127.0.1.250. */
  private static InetAddress sourceAddress() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) Math.max(1, addresses)});
  }

  private void awaitOpen(List<LoadConnection> all, int fewerThan, long deadline) throws Exception {
    List<LoadConnection> recent = all.subList(Math.max(0, all.size() - MAX_OPENING), all.size());
    while (true) {
      long opening = loop.submit(() -> recent.stream().filter(c -> !c.isLive()).count()).get();
      String failure = loop.submit(() -> firstFailure(recent)).get();
      if (!failure.isEmpty()) {
        throw new IOException(failure);
      }
      if (opening < fewerThan) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            opening + " of " + all.size() + " connections did not complete their handshake");
      }
      Thread.sleep(1);
    }
  }

  private static String firstFailure(List<LoadConnection> connections) {
    for (LoadConnection connection : connections) {
      String failure = connection.failure();
      if (failure != null) {
        return failure;
      }
    }
    return "";
  }
}
