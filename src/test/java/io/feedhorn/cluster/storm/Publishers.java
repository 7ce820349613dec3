package io.feedhorn.cluster.storm;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** All that publishes in a storm: most of it over WebSockets, some by HTTP, one by one. */
final class Publishers {
  private static final int SOCKETS = 4;
  private static final int LANES = 8;
  private static final double SHARE_OF_LANES = 0.08;
  private static final int PATIENCE_SECONDS = 90;

  private final List<SocketPublisher> sockets = new ArrayList<>();
  private final List<HttpPublisher> lanes = new ArrayList<>();

  Publishers(StormStage stage, double perSecond, Random random) {
    for (int i = 0; i < SOCKETS; i++) {
      double rate = perSecond * (1 - SHARE_OF_LANES) / SOCKETS;
      sockets.add(new SocketPublisher(stage, random.nextLong(), rate, true));
    }
    for (int i = 0; i < LANES; i++) {
      lanes.add(new HttpPublisher(stage, random.nextLong(), perSecond * SHARE_OF_LANES / LANES));
    }
  }

  void start() {
    sockets.forEach(SocketPublisher::start);
    lanes.forEach(HttpPublisher::start);
  }

  /** Publishes no more; all was answered, or given up. */
  void stop() throws Exception {
    List<Future<?>> ends = new ArrayList<>();
    sockets.forEach(socket -> ends.add(socket.stop()));
    lanes.forEach(lane -> ends.add(lane.stop()));
    Future.all(ends).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  long unanswered() {
    return sockets.stream().mapToLong(SocketPublisher::unknown).sum()
        + lanes.stream().mapToLong(HttpPublisher::unknown).sum();
  }

  long refused() {
    return sockets.stream().mapToLong(SocketPublisher::refused).sum();
  }

  long retried() {
    return lanes.stream().mapToLong(HttpPublisher::retried).sum();
  }
}
