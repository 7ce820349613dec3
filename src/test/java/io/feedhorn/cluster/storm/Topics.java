package io.feedhorn.cluster.storm;

import java.util.ArrayList;
import java.util.List;

/** The feeds and topics of a storm. The number of a publish determines its topic. Immutable. */
final class Topics {
  private static final int GROUPS = 3;
  private static final String PADDING = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(5);

  private final long seed;
  private final List<String> feeds = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  Topics(long seed, int feeds, int topics) {
    this.seed = seed;
    for (int i = 0; i < feeds; i++) {
      this.feeds.add("storm" + i);
    }
    for (int i = 0; i < topics; i++) {
      names.add("%s.g%d.t%d".formatted(this.feeds.get(i % feeds), i / feeds % GROUPS, i));
    }
  }

  List<String> feeds() {
    return feeds;
  }

  List<String> names() {
    return names;
  }

  /** Returns a pattern for all topics of a feed. */
  static String whole(String feed) {
    return feed + ".>";
  }

  /** Returns a pattern for a third of the topics of a feed. */
  static String part(String feed, int group) {
    return feed + ".g" + group % GROUPS + ".*";
  }

  String topic(long id) {
    return names.get((int) Math.floorMod(mixed(id), (long) names.size()));
  }

  String data(long id, long at) {
    int padding = (int) Math.floorMod(mixed(~id), (long) PADDING.length());
    return "{\"id\":" + id + ",\"at\":" + at + ",\"pad\":\"" + PADDING.substring(padding) + "\"}";
  }

  /** Mixes the bits of a number with the finalizer of SplitMix64. */
  private long mixed(long number) {
    long z = seed + number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
