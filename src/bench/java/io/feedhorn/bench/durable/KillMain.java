package io.feedhorn.bench.durable;

import io.feedhorn.durable.KillScenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Kills a server with durable feeds many times while four writers publish. Exit code 1 if an
 * answered update is missing, doubled or out of order.
 */
public final class KillMain {
  private KillMain() {}

  /** Arguments: {@code --rounds} with a number, none for 100. */
  public static void main(String[] arguments) throws Exception {
    boolean given = arguments.length == 2 && arguments[0].equals("--rounds");
    if (!given && arguments.length > 0) {
      throw new IllegalArgumentException("must be --rounds with a number, or nothing");
    }
    int rounds = given ? Integer.parseInt(arguments[1]) : 100;
    long seed = System.nanoTime();
    Path store = Files.createTempDirectory("feedhorn-store");
    System.out.printf("seed %d, store %s%n", seed, store);
    KillScenario scenario = new KillScenario(store, seed);
    List<String> faults = scenario.run(rounds);
    System.out.printf(
        "%d rounds, %d values answered, %d faults%n", rounds, scenario.answered(), faults.size());
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }
}
