package io.feedhorn.durable;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A writer that publishes batches on all durable feeds, one after the other and without a pause,
 * until its server is gone. With the next server it first repeats the batch that was not answered,
 * and the last one that was.
 */
final class BatchWriter {
  private static final int MAX_LINES = 40;
  private static final int TOPICS = 5;

  private final int number;
  private final PublishedValues values;
  private final Random random;
  private int batches;
  private int count;
  private @Nullable Batch unanswered;
  private @Nullable Batch answered;

  private record Batch(String key, List<JsonObject> lines, List<JsonObject> receipts) {}

  BatchWriter(int number, long seed, PublishedValues values) {
    this.number = number;
    this.values = values;
    this.random = new Random(seed + number);
  }

  /** Publishes until a request fails. Returns the number of answered values. */
  int run(DurableHttp server) throws InterruptedException {
    int before = count;
    try {
      repeat(server);
      while (true) {
        Batch batch = unanswered == null ? next() : unanswered;
        unanswered = batch;
        List<JsonObject> receipts = server.publish(batch.lines, batch.key);
        values.answered(batch.lines, receipts);
        count += receipts.size();
        answered = new Batch(batch.key, batch.lines, receipts);
        unanswered = null;
      }
    } catch (IOException down) {
      return count - before;
    }
  }

  /** Checks that the idempotency key of an answered batch still has its receipts. */
  private void repeat(DurableHttp server) throws IOException, InterruptedException {
    if (answered != null) {
      values.repeated(answered.receipts, server.publish(answered.lines, answered.key));
    }
  }

  private Batch next() {
    List<JsonObject> lines = new ArrayList<>();
    int size = 1 + random.nextInt(MAX_LINES);
    for (int i = 0; i < size; i++) {
      String feed = DurableServer.FEEDS.get(random.nextInt(DurableServer.FEEDS.size()));
      lines.add(
          new JsonObject()
              .put("topic", feed + ".t" + random.nextInt(TOPICS))
              .put("data", new JsonObject().put("w", number).put("n", values.next(number))));
    }
    batches++;
    return new Batch(number + "-" + batches, lines, List.of());
  }
}
