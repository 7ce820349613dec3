package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTimerTest {
  private static final int CONNECTIONS = 200;
  private static final int ROUNDS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Map<Integer, Integer> beats = new HashMap<>();
  private int mostInOneTurn;
  private int inThisTurn;

  private record Heard(Map<Integer, Integer> beats, int mostInOneTurn) {}

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void callsAllConnectionsEquallyOftenAndNeverAllAtOnce() {
    Promise<Heard> done = Promise.promise();
    loop.runOnContext(turn -> start(done));
    Heard heard = done.future().await();

    assertThat(heard.beats()).hasSize(CONNECTIONS);
    assertThat(Set.copyOf(heard.beats().values())).isSubsetOf(ROUNDS, ROUNDS + 1);
    assertThat(heard.mostInOneTurn()).isLessThan(CONNECTIONS / 4);
  }

  private void start(Promise<Heard> done) {
    HeartbeatTimer heartbeat = new HeartbeatTimer(vertx, Duration.ofMillis(100));
    IntStream.range(0, CONNECTIONS).forEach(one -> heartbeat.add(() -> beat(one, done)));
    HeartbeatTimer.HeartbeatListener gone = () -> done.tryFail("one that was removed was woken");
    heartbeat.add(gone);
    heartbeat.remove(gone);
  }

  private void beat(int one, Promise<Heard> done) {
    if (beats.merge(one, 1, Integer::sum) > ROUNDS) {
      done.tryComplete(new Heard(Map.copyOf(beats), mostInOneTurn));
    }
    if (inThisTurn++ == 0) {
      vertx.runOnContext(over -> inThisTurn = 0);
    }
    mostInOneTurn = Math.max(mostInOneTurn, inThisTurn);
  }
}
