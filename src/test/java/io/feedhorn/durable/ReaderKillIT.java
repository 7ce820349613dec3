package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader survives the kill of the server and of its clients: what was acknowledged is not sent
 * again, and nothing is skipped.
 */
@Timeout(240)
class ReaderKillIT {
  private static final String TOPIC = "orders.a";
  private static final String READER = "alice.phone";
  private static final int ROUNDS = 5;
  private static final int MIN_ROUND_MILLIS = 300;
  private static final int MAX_ROUND_MILLIS = 1_500;

  @TempDir Path folder;

  private final Random random = new Random(7);
  // Up to here the acknowledgement was answered, and up to here one was sent.
  private long answered;
  private long sent;

  @Test
  void nothingIsSentAgainOrSkippedAfterAKill() throws Exception {
    AtomicLong published = new AtomicLong();
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = DurableServer.start(folder);
          FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
        CompletableFuture<Void> publishing =
            CompletableFuture.runAsync(() -> publish(client, published));
        int millis = MIN_ROUND_MILLIS + random.nextInt(MAX_ROUND_MILLIS - MIN_ROUND_MILLIS);
        // After the first acknowledgement of the round, so that a busy machine tests something,
        // too.
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        CompletableFuture<Void> kill =
            acknowledged.thenRunAsync(
                server::close, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        long before = answered;
        consumeUntilLost(client, acknowledged);
        assertThat(answered).as("acknowledged in round " + round).isGreaterThan(before);
        kill.get(60, TimeUnit.SECONDS);
        publishing.get(60, TimeUnit.SECONDS);
      }
    }
    try (ServerProcess server = DurableServer.start(folder);
        FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      while (consume(client, true)) {
        assertThat(answered).isEqualTo(sent);
      }
      // The last acknowledgement may have been stored without an answer.
      assertThat(sent).as("all of what was published").isGreaterThanOrEqualTo(published.get());
      JsonObject status = status(client);
      assertThat(status.getBoolean("durable")).isTrue();
      assertThat(status.getJsonObject("unread").getLong(TOPIC)).isZero();
    }
  }

  private static void publish(FeedhornClient client, AtomicLong published) {
    try {
      while (true) {
        PublishReceipt receipt = client.publish(TOPIC, "1");
        published.set(receipt.seq());
      }
    } catch (ClientException killed) {
      // The server is gone.
    }
  }

  private void consumeUntilLost(FeedhornClient client, CompletableFuture<Void> acknowledged) {
    long before = answered;
    try {
      while (true) {
        // Every third time the client is lost before it acknowledges.
        consume(client, random.nextInt(3) > 0);
        if (answered > before) {
          acknowledged.complete(null);
        }
      }
    } catch (ClientException killed) {
      // The server is gone.
    }
  }

  /** Reads as a client that knows nothing but the reader. Returns false if there is nothing. */
  private boolean consume(FeedhornClient client, boolean acknowledges) {
    JsonObject answer =
        new JsonObject(
            client
                .get("/v1/updates?topics=" + TOPIC + "&limit=20&reader=" + READER)
                .requireStatus(200)
                .body());
    List<Long> seqs =
        answer.getJsonArray("updates").stream()
            .map(update -> ((JsonObject) update).getLong("seq"))
            .toList();
    if (seqs.isEmpty()) {
      return false;
    }
    long first = seqs.get(0);
    // An acknowledgement without an answer may have been stored.
    assertThat(first).as("the first update").isBetween(answered + 1, sent + 1);
    for (int i = 0; i < seqs.size(); i++) {
      assertThat(seqs.get(i)).isEqualTo(first + i);
    }
    if (acknowledges) {
      sent = Math.max(sent, first + seqs.size() - 1);
      client.acknowledge(READER, answer.getString("cursor"));
      answered = sent;
    }
    return true;
  }

  private static JsonObject status(FeedhornClient client) {
    return new JsonObject(client.get("/v1/readers/" + READER).requireStatus(200).body());
  }
}
