package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Update;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Three nodes on one event loop; the event bus between them is the real one. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class PushTakeoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Map<String, PushTakeover> nodes = new HashMap<>();
  private final Set<String> dead = new HashSet<>();
  private final Set<String> refusing = new HashSet<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private String owner = "a";

  @BeforeEach
  void start() throws Exception {
    for (String name : NAMES) {
      PushTakeover node =
          new PushTakeover(
              new PushNodes(name, () -> others(name)),
              feed -> owner.equals(name),
              update -> send(name, update));
      nodes.put(name, node);
      onLoop(() -> node.start(vertx));
    }
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private PushTakeover node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  private List<String> others(String name) {
    return NAMES.stream().filter(other -> !other.equals(name) && !dead.contains(other)).toList();
  }

  private Future<?> send(String node, Update update) {
    if (refusing.remove(node)) {
      return Future.failedFuture("not started");
    }
    sent.add(node + update.offset());
    return Future.succeededFuture();
  }

  private void onLoop(Runnable action) throws Exception {
    Future.<Void>future(
            done ->
                loop.runOnContext(
                    event -> {
                      action.run();
                      done.complete();
                    }))
        .await(30, TimeUnit.SECONDS);
  }

  private void publish(Update update, String... names) throws Exception {
    for (String name : names) {
      onLoop(() -> node(name).onPublished(update));
    }
  }

  private void die(String name, String next) throws Exception {
    onLoop(
        () -> {
          dead.add(name);
          owner = next;
        });
  }

  private void awaitSent(String... pushes) {
    Awaitility.await().atMost(PATIENCE).until(() -> sent.size() >= pushes.length);
    assertThat(sent).containsExactly(pushes);
  }

  @Test
  void theNextOwnerSendsWhatIsNotFinished() throws Exception {
    Update finished = TestNotification.at(1);
    Update left = TestNotification.at(2);
    publish(finished, "a", "b", "c");
    publish(left, "a", "b", "c");
    awaitSent("a1", "a2");
    onLoop(() -> node("a").onFinished(finished));

    die("a", "b");

    // What is overdue is sent together, the oldest first.
    awaitSent("a1", "a2", "b2");
  }

  @Test
  void aNodeThatIsSendingIsNotTakenOver() throws Exception {
    publish(TestNotification.at(1), "a", "b", "c");
    onLoop(() -> owner = "b");
    // The former owner died before it told anybody.
    publish(TestNotification.at(2), "c");
    onLoop(() -> owner = "c");

    awaitSent("a1", "c2");
  }

  @Test
  void anOwnerThatCouldNotSendTriesAgain() throws Exception {
    onLoop(() -> refusing.add("a"));

    publish(TestNotification.at(1), "a", "b", "c");

    awaitSent("a1");
  }
}
