package io.feedhorn.conform;

import io.feedhorn.conform.Verdict.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole suite against one server. Runs on the calling thread, which must not be an event loop,
 * and blocks it until every claim has its verdict.
 */
public final class Conformance {
  private static final int RUN_CHARACTERS = 6;

  private final Vertx vertx;
  private final Conditions conditions;
  private final String run = "conform-" + random();

  /**
   * @param vertx lends its event loops to the clients of the suite
   */
  public Conformance(Vertx vertx, Conditions conditions) {
    this.vertx = vertx;
    this.conditions = conditions;
  }

  /** The name that all topics of this run have in them. */
  public String run() {
    return run;
  }

  /**
   * Finds out whether anything can be checked.
   *
   * @throws IOException where no server can be reached at the address
   * @throws IllegalArgumentException where a claim is asked for that there is not
   */
  public void requireUsable() throws IOException {
    Claims.requireKnown(conditions);
    try {
      new Bench(vertx, conditions, run).target().get("/v1/time");
    } catch (Lost unreachable) {
      throw new IOException(unreachable.getMessage(), unreachable);
    }
  }

  /**
   * Checks every claim that is asked for.
   *
   * @param each told each verdict as it is found
   */
  public Report check(Consumer<Verdict> each) {
    long start = System.nanoTime();
    Bench bench = new Bench(vertx, conditions, run);
    List<Verdict> verdicts = new ArrayList<>();
    for (Claim claim : Claims.wanted(bench)) {
      Verdict verdict = verdict(claim, bench);
      verdicts.add(verdict);
      each.accept(verdict);
    }
    return new Report(conditions, run, verdicts, since(start));
  }

  private static Verdict verdict(Claim claim, Bench bench) {
    long start = System.nanoTime();
    Outcome outcome;
    String note;
    try {
      note = claim.check().on(bench);
      outcome = Outcome.PASS;
    } catch (Skipped skipped) {
      note = String.valueOf(skipped.getMessage());
      outcome = Outcome.SKIP;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      note = "interrupted";
      outcome = Outcome.SKIP;
    } catch (RuntimeException failure) {
      // What a server says that cannot be read fails in many ways; each is a claim that fails.
      note = evidence(failure);
      outcome = Outcome.FAIL;
    }
    return new Verdict(claim.name(), claim.promise(), outcome, note, since(start));
  }

  private static String evidence(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean told =
        failure instanceof Broken || failure instanceof Lost || failure instanceof Refused;
    return told ? message : failure.getClass().getSimpleName() + ": " + message;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String random() {
    SecureRandom random = new SecureRandom();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < RUN_CHARACTERS; i++) {
      name.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
    }
    return name.toString();
  }
}
