package io.feedhorn.bench.sources;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kills brokers and servers while sources publish, and checks that each message is published once
 * and in the order of its partition. Exit code 1 if not.
 */
public final class SourcesMain {
  private static final int MESSAGES = 100_000;
  private static final int KILLS = 10;

  /** Starts an upstream with its data in a folder. */
  private interface Starter {
    NumberedUpstream start(Path folder) throws Exception;
  }

  private static final Map<String, Starter> UPSTREAMS =
      new TreeMap<>(
          Map.of(
              "kafka", KafkaUpstream::new,
              "nats", NatsUpstream::new,
              "postgresql", PostgresqlUpstream::new,
              "redis", RedisUpstream::new));

  private SourcesMain() {}

  /** Arguments: types of sources, none for all; {@code --messages} and {@code --kills}. */
  public static void main(String[] arguments) throws Exception {
    List<String> types = new ArrayList<>();
    int messages = MESSAGES;
    int kills = KILLS;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--messages" -> messages = number(arguments, ++i);
        case "--kills" -> kills = number(arguments, ++i);
        default -> types.add(known(arguments[i]));
      }
    }
    boolean isFaultless = true;
    for (String type : types.isEmpty() ? List.copyOf(UPSTREAMS.keySet()) : types) {
      isFaultless &= run(type, messages, kills);
    }
    System.exit(isFaultless ? 0 : 1);
  }

  static int number(String[] arguments, int index) {
    if (index == arguments.length || !arguments[index].matches("\\d{1,9}")) {
      throw new IllegalArgumentException(arguments[index - 1] + " must be followed by a number");
    }
    return Integer.parseInt(arguments[index]);
  }

  static String known(String type) {
    if (!UPSTREAMS.containsKey(type)) {
      throw new IllegalArgumentException(
          "\"%s\": must be one of %s".formatted(type, String.join(", ", UPSTREAMS.keySet())));
    }
    return type;
  }

  /** Starts an upstream of a known type. */
  static NumberedUpstream start(String type, Path folder) throws Exception {
    return Objects.requireNonNull(UPSTREAMS.get(type)).start(folder);
  }

  private static boolean run(String type, int messages, int kills) throws Exception {
    long seed = System.nanoTime();
    Path folder = Files.createTempDirectory("feedhorn-sources");
    System.out.printf("%s: seed %d, folder %s%n", type, seed, folder);
    long start = System.nanoTime();
    try (NumberedUpstream upstream = start(type, folder)) {
      SourceKills scenario = new SourceKills(upstream, folder, messages, new Random(seed));
      boolean isFaultless = scenario.run(kills);
      System.out.printf(
          Locale.ROOT,
          "%s: %s, in %d s%n",
          type,
          scenario,
          (System.nanoTime() - start) / 1_000_000_000);
      return isFaultless;
    }
  }
}
