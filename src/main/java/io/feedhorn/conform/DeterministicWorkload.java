package io.feedhorn.conform;

import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.json.JsonMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * The updates that are published under load. Value and topic follow from the number of an update,
 * so that a reader can verify the content. Immutable.
 */
final class DeterministicWorkload {
  private static final int GROUPS = 3;
  private static final int MAX_TEXT_CHARACTERS = 160;
  private static final String TEXT =
      "é日\\n\\\"\\\\ 0123456789 abcdefghijklmnopqrstuvwxyz ".repeat(4);

  private final long seed;
  private final List<String> topics;

  /**
   * @param prefixes one for each feed
   * @param topics the number of topics on all feeds
   */
  DeterministicWorkload(long seed, List<String> prefixes, int topics) {
    this.seed = seed;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      String prefix = prefixes.get(i % prefixes.size());
      names.add("%s.g%d.t%d".formatted(prefix, i / prefixes.size() % GROUPS, i));
    }
    this.topics = List.copyOf(names);
  }

  List<String> topics() {
    return topics;
  }

  String topic(long number) {
    return topics.get((int) Math.floorMod(mixed(number), (long) topics.size()));
  }

  String data(long number) {
    int length = (int) Math.floorMod(mixed(~number), (long) MAX_TEXT_CHARACTERS);
    String text = TEXT.substring(0, length);
    // Completes an escape sequence that was cut in two.
    String complete = text.endsWith("\\") && !text.endsWith("\\\\") ? text + "n" : text;
    return "{\"n\":" + number + ",\"v\":" + number % 100 + ".50,\"text\":\"" + complete + "\"}";
  }

  /**
   * Verifies topic and bytes of an update.
   *
   * @throws CheckFailed if they differ from the published ones
   */
  void requireContent(ReceivedUpdate update) {
    long number = number(update);
    CheckFailed.requireEqual("the topic of the value", topic(number), update.topic());
    CheckFailed.requireEqual(
        "the update",
        ReceivedUpdate.canonical(
            update.topic(), update.offset(), update.seq(), update.ts(), data(number)),
        update.text());
  }

  /** Returns the number of an update; -1 if it has none. */
  static long number(ReceivedUpdate update) {
    try {
      Double number = JsonMessage.parse(update.data()).number("n");
      return number == null ? -1 : number.longValue();
    } catch (RuntimeException malformed) {
      return -1;
    }
  }

  /** Distributes consecutive numbers evenly, with the finalizer of SplitMix64. */
  private long mixed(long number) {
    long z = seed + number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
