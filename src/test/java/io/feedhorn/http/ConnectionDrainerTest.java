package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gradual closing of connections. */
class ConnectionDrainerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Integer> closed = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Drains, and returns how many connections were closed at once. */
  private int drain(int connections) {
    List<Runnable> closeActions =
        IntStream.range(0, connections).<Runnable>mapToObj(one -> () -> closed.add(one)).toList();
    Promise<Integer> atOnce = Promise.promise();
    Promise<Void> drained = Promise.promise();
    loop.runOnContext(
        start -> {
          new ConnectionDrainer(vertx, closeActions).drain().onComplete(drained);
          atOnce.complete(closed.size());
        });
    drained.future().await();
    return atOnce.future().await();
  }

  @Test
  void fewConnectionsAreClosedAtOnce() {
    assertThat(drain(50)).isEqualTo(50);
    assertThat(drain(0)).isEqualTo(50);
  }

  @Test
  void manyConnectionsAreClosedInGroups() {
    assertThat(drain(120)).isEqualTo(50);
    assertThat(closed).containsExactlyElementsOf(IntStream.range(0, 120).boxed().toList());
  }
}
