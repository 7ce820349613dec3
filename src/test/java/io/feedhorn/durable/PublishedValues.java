package io.feedhorn.durable;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that were published, their receipts, and what is wrong with them. Safe on any thread.
 */
final class PublishedValues {
  private static final int MAX_FAULTS = 20;

  private final Map<String, JsonObject> receipts = new HashMap<>();
  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final Map<String, String> epochs = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Returns the next number of a writer. */
  synchronized int next(int writer) {
    return numbers.merge(writer, 1, Integer::sum);
  }

  synchronized void answered(List<JsonObject> lines, List<JsonObject> answers) {
    require(lines.size() == answers.size(), "a batch has too few answers: " + answers);
    for (int i = 0; i < lines.size(); i++) {
      JsonObject receipt = answers.get(i);
      if (receipt.getString("cursor") == null) {
        fault("a value was refused: " + receipt);
        continue;
      }
      receipts.put(id(lines.get(i).getJsonObject("data")), receipt);
      String[] cursor = receipt.getString("cursor").split(":", -1);
      String epoch = epochs.computeIfAbsent(cursor[0], feed -> cursor[1]);
      require(epoch.equals(cursor[1]), "another epoch than " + epoch + ": " + receipt);
    }
  }

  /** Checks the answer to the repetition of an answered batch. */
  synchronized void repeated(List<JsonObject> first, List<JsonObject> second) {
    require(first.equals(second), "a key has other receipts: " + first + " and " + second);
  }

  /** Returns the number of answered values. */
  synchronized int answered() {
    return receipts.size();
  }

  /**
   * Checks the complete log of a feed: all that was answered is there once, at its place and in the
   * order in which each writer published it.
   */
  synchronized void check(String feed, List<JsonObject> updates) {
    Set<String> found = new HashSet<>();
    Map<Integer, Integer> newestOfWriter = new HashMap<>();
    Map<String, Long> seqs = new HashMap<>();
    long offset = 0;
    for (JsonObject update : updates) {
      JsonObject data = update.getJsonObject("data");
      offset++;
      require(update.getLong("offset") == offset, "instead of offset " + offset + ": " + update);
      long seq = seqs.merge(update.getString("topic"), 1L, Long::sum);
      require(update.getLong("seq") == seq, "instead of seq " + seq + ": " + update);
      require(found.add(id(data)), "published twice: " + update);
      Integer before = newestOfWriter.put(data.getInteger("w"), data.getInteger("n"));
      require(before == null || before < data.getInteger("n"), "out of order: " + update);
      JsonObject receipt = receipts.get(id(data));
      require(
          receipt == null
              || (receipt.getLong("offset").equals(update.getLong("offset"))
                  && receipt.getLong("seq").equals(update.getLong("seq"))
                  && receipt.getValue("ts").equals(update.getValue("ts"))
                  && receipt.getString("topic").equals(update.getString("topic"))),
          "another position than its receipt: " + update + " and " + receipt);
    }
    receipts.forEach(
        (id, receipt) ->
            require(
                !receipt.getString("topic").startsWith(feed + ".") || found.contains(id),
                "answered and not in the log: " + receipt));
  }

  private static String id(JsonObject data) {
    return data.getInteger("w") + "-" + data.getInteger("n");
  }

  synchronized void require(boolean condition, String fault) {
    if (!condition) {
      fault(fault);
    }
  }

  private void fault(String fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    }
  }

  /** Returns what was wrong, at most 20 of it. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
