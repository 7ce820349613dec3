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

class ConnectionDrainerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Integer> gone = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** How many were gone when the first turn of the loop was over. */
  private int sayTo(int connections) {
    List<Runnable> ends =
        IntStream.range(0, connections).<Runnable>mapToObj(one -> () -> gone.add(one)).toList();
    Promise<Integer> atOnce = Promise.promise();
    Promise<Void> said = Promise.promise();
    loop.runOnContext(
        turn -> {
          new ConnectionDrainer(vertx, ends).drain().onComplete(said);
          atOnce.complete(gone.size());
        });
    said.future().await();
    return atOnce.future().await();
  }

  @Test
  void aFewAreEndedAtOnce() {
    assertThat(sayTo(50)).isEqualTo(50);
    assertThat(sayTo(0)).isEqualTo(50);
  }

  @Test
  void manyAreEndedOneAfterTheOther() {
    assertThat(sayTo(120)).isEqualTo(50);
    assertThat(gone).containsExactlyElementsOf(IntStream.range(0, 120).boxed().toList());
  }
}
