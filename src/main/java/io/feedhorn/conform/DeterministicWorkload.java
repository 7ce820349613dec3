package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What is published under load: value and topic follow from the number alone, so that whoever reads
 * an update knows what must be in it. Immutable.
 */
final class DeterministicWorkload {
  private static final int GROUPS = 3;
  private static final int MAX = 160;
  private static final String TEXT =
      "é日\\n\\\"\\\\ 0123456789 abcdefghijklmnopqrstuvwxyz ".repeat(4);

  private final long seed;
  private final List<String> topics;

  /**
   * @param prefixes one for each feed
   * @param topics how many topics on all of them together
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
    int length = (int) Math.floorMod(mixed(~number), (long) MAX);
    String text = TEXT.substring(0, length);
    // An escape is not to be cut in two.
    String whole = text.endsWith("\\") && !text.endsWith("\\\\") ? text + "n" : text;
    return "{\"n\":" + number + ",\"v\":" + number % 100 + ".50,\"text\":\"" + whole + "\"}";
  }

  /** The number of what is in an update; -1 where that cannot be told. */
  static long number(ReceivedUpdate update) {
    try {
      Double number = JsonMessage.parse(update.data()).number("n");
      return number == null ? -1 : number.longValue();
    } catch (RuntimeException unreadable) {
      return -1;
    }
  }

  /** The finalizer of SplitMix64: neighbours become far apart. */
  private long mixed(long number) {
    long z = seed + number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
