package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Outbox;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DisconnectReason;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientSessionTest {
  private static final int BACKLOG_BYTES = 10;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final RecordingConnection connection = new RecordingConnection();
  private ClientSession session;

  @BeforeEach
  void open() {
    session = LoopCalls.call(loop, () -> open(loopContext()));
  }

  private ClientSession open(LoopContext context) {
    return new ClientSession(
        context, "test", context.limiter().at("203.0.113.9"), Permissions.ALL, connection);
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
    metrics.close();
  }

  private LoopContext loopContext() {
    Limits limits = new Limits(1_000, 10, BACKLOG_BYTES);
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
    return OpenLoopContext.of(vertx, feeds, metrics, limits, Duration.ofMillis(20));
  }

  @Test
  void closingUnsubscribesFirstAndDisconnectsOnce() {
    onLoop(
        () -> {
          session.close(DisconnectReason.LEAVING);
          session.close(DisconnectReason.TOO_SLOW);
        });

    assertThat(connection.events)
        .containsExactly("unsubscribeAll", "disconnect LEAVING: the server is leaving");
    assertThat(metrics.scrape())
        .contains("feedhorn_disconnects_total{reason=\"leaving\",transport=\"test\"} 1")
        .contains("feedhorn_disconnects_total{reason=\"too_slow\",transport=\"test\"} 0")
        .contains("feedhorn_connections_closing{transport=\"test\"} 1");
  }

  @Test
  void theConnectionCountsUntilItIsGone() {
    onLoop(() -> session.close(DisconnectReason.LEAVING));
    assertThat(metrics.openConnections()).isEqualTo(1);

    onLoop(
        () -> {
          session.closed();
          session.closed();
        });

    assertThat(metrics.openConnections()).isZero();
    assertThat(metrics.scrape()).contains("feedhorn_connections_closing{transport=\"test\"} 0");
    assertThat(connection.events).hasSize(2);
  }

  @Test
  void aConnectionThatIsGoneIsNotDisconnected() {
    onLoop(
        () -> {
          session.closed();
          session.close(DisconnectReason.TOO_SLOW);
        });

    assertThat(connection.events).containsExactly("unsubscribeAll");
    assertThat(metrics.scrape()).doesNotContainPattern("feedhorn_disconnects_total\\{.*} [^0]");
  }

  @Test
  void tooManyWaitingMessagesCloseTheSessionAndAreNotProcessed() {
    Promise<Void> result = Promise.promise();
    onLoop(
        () -> {
          MessageSequencer sequencer = session.newSequencer();
          sequencer.submit(1, () -> sequencer.suspendUntil(result.future()));
          sequencer.submit(BACKLOG_BYTES, () -> connection.events.add("processed"));
          sequencer.submit(1, () -> connection.events.add("processed"));
          result.complete();
        });

    assertThat(connection.events)
        .containsExactly(
            "unsubscribeAll",
            "disconnect MESSAGE_BACKLOG: " + DisconnectReason.MESSAGE_BACKLOG.text());
  }

  @Test
  void permissionsThatExpireMayReplaceThoseThatDoNot() {
    Permissions expired = new Permissions(true, List.of(), List.of(), false, 1);
    onLoop(() -> session.renew(expired));

    await()
        .untilAsserted(
            () ->
                assertThat(connection.events)
                    .containsExactly(
                        "unsubscribeAll",
                        "disconnect TOKEN_EXPIRED: " + DisconnectReason.TOKEN_EXPIRED.text()));
    assertThat(LoopCalls.call(loop, session::permissions)).isEqualTo(expired);
  }

  @Test
  void permissionsThatDoNotExpireMayReplaceThoseThatDo() {
    Promise<Void> later = Promise.promise();
    onLoop(
        () -> {
          session.renew(new Permissions(true, List.of(), List.of(), false, 1));
          session.renew(Permissions.ALL);
          // After the timer of the permissions, which is one millisecond.
          vertx.setTimer(20, timer -> later.complete());
        });
    LoopCalls.await(later.future());

    assertThat(connection.events).isEmpty();
  }

  @Test
  void aClosedSessionHasNoHeartbeat() {
    HeartbeatTimer timer =
        LoopCalls.call(loop, () -> new HeartbeatTimer(vertx, Duration.ofMillis(20)));
    Promise<Void> beat = Promise.promise();
    connection.onBeat = beat::tryComplete;
    onLoop(() -> session.startHeartbeat(timer));
    LoopCalls.await(beat.future());

    onLoop(() -> session.close(DisconnectReason.LEAVING));

    List<String> beats = new ArrayList<>();
    Promise<Void> anotherBeat = Promise.promise();
    connection.onBeat = () -> beats.add("of the closed session");
    onLoop(
        () ->
            timer.add(
                () -> {
                  beats.add("of another connection");
                  if (beats.size() == 3) {
                    anotherBeat.complete();
                  }
                }));
    LoopCalls.await(anotherBeat.future());

    assertThat(beats).containsOnly("of another connection");
  }

  private void onLoop(Runnable action) {
    LoopCalls.call(
        loop,
        () -> {
          action.run();
          return true;
        });
  }

  private static final class RecordingConnection implements ClientSession.Connection {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Runnable onBeat = () -> {};

    @Override
    public Collection<Outbox> outboxes() {
      return List.of();
    }

    @Override
    public void unsubscribeAll() {
      events.add("unsubscribeAll");
    }

    @Override
    public void disconnect(DisconnectReason reason, String text) {
      events.add("disconnect " + reason + ": " + text);
    }

    @Override
    public void beat() {
      onBeat.run();
    }
  }
}
