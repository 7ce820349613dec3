package io.feedhorn.cluster.storm;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The publishers of a storm: most updates over WebSocket, some over HTTP one by one. */
final class Publishers {
  private static final int SOCKETS = 4;
  private static final int HTTP_PUBLISHERS = 8;
  private static final double HTTP_SHARE = 0.08;
  private static final int STOP_TIMEOUT_SECONDS = 90;

  private final List<SocketPublisher> sockets = new ArrayList<>();
  private final List<HttpPublisher> httpPublishers = new ArrayList<>();

  Publishers(StormContext storm, double perSecond, Random random) {
    for (int i = 0; i < SOCKETS; i++) {
      double rate = perSecond * (1 - HTTP_SHARE) / SOCKETS;
      sockets.add(new SocketPublisher(storm, random.nextLong(), rate, true));
    }
    for (int i = 0; i < HTTP_PUBLISHERS; i++) {
      httpPublishers.add(
          new HttpPublisher(storm, random.nextLong(), perSecond * HTTP_SHARE / HTTP_PUBLISHERS));
    }
  }

  void start() {
    sockets.forEach(SocketPublisher::start);
    httpPublishers.forEach(HttpPublisher::start);
  }

  /** Stops all publishers and waits until each publish is answered or given up. */
  void stop() throws Exception {
    List<Future<?>> ends = new ArrayList<>();
    sockets.forEach(socket -> ends.add(socket.stop()));
    httpPublishers.forEach(publisher -> ends.add(publisher.stop()));
    Future.all(ends).await(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  long unanswered() {
    return sockets.stream().mapToLong(SocketPublisher::unansweredAtClose).sum()
        + httpPublishers.stream().mapToLong(HttpPublisher::unanswered).sum();
  }

  long refused() {
    return sockets.stream().mapToLong(SocketPublisher::refused).sum();
  }

  long repeated() {
    return httpPublishers.stream().mapToLong(HttpPublisher::repeated).sum();
  }
}
