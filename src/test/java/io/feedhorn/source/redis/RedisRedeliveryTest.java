package io.feedhorn.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.SourceServer;
import io.feedhorn.source.redis.HeldRedis.Call;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of Redis in an order that a real one gives only by chance. */
class RedisRedeliveryTest {
  private static final String NO_ENTRIES = "*-1\n";

  private final Vertx vertx = Vertx.vertx();
  private final List<Call> reads = new CopyOnWriteArrayList<>();
  private final List<Call> acknowledgements = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void on(Call call) {
    switch (call.name()) {
      case "XREADGROUP" -> reads.add(call);
      case "XACK" -> acknowledgements.add(call);
      default -> call.answer("+OK\n");
    }
  }

  private static String entry(String id, char data) {
    return "*1\n*2\n$1\ns\n*1\n*2\n$3\n%s\n*2\n$4\ndata\n$1\n%s\n".formatted(id, data);
  }

  private static Call next(List<Call> calls) {
    await().atMost(SourceServer.PATIENCE).until(() -> !calls.isEmpty());
    return calls.remove(0);
  }

  @Test
  void anEntryThatWasReadBeforeItsAcknowledgementIsCountedOnce() throws Exception {
    HeldRedis redis = new HeldRedis(vertx, this::on);
    Map<String, Object> keys =
        Map.of(
            "type", "redis",
            "url", "redis://127.0.0.1:" + redis.port(),
            "stream", "s",
            "topic", "n.x",
            "backoff.min", "20ms");
    try (SourceServer server = SourceServer.start(keys)) {
      next(reads).answer(NO_ENTRIES);
      next(reads).answer(entry("1-1", '7'));
      next(acknowledgements);
      next(reads);
      redis.disconnectAll(); // It may have taken the acknowledgement or not.

      Call acknowledgement = next(acknowledgements);
      assertThat(acknowledgement.arguments()).endsWith("1-1");
      Call read = next(reads);
      assertThat(read.arguments()).endsWith("0");
      acknowledgement.answerNow(":1\n");
      read.answer(entry("1-1", '7')); // It was executed before the acknowledgement.
      next(reads).answer(NO_ENTRIES);
      next(reads).answer(entry("1-2", 'x'));
      next(acknowledgements).answer(":1\n");

      JsonObject status = server.status(found -> found.getInteger("errors") > 1);
      assertThat(status.getInteger("messages")).isEqualTo(2);
      assertThat(server.values("n.x")).containsExactly(7);
    }
  }
}
