package io.feedhorn.conform;

import io.feedhorn.conform.CheckResult.Outcome;
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
public final class ConformanceSuite {
  private static final int RUN_CHARACTERS = 6;

  private final Vertx vertx;
  private final ConformanceOptions suiteOptions;
  private final String run = "conform-" + random();

  /**
   * @param vertx lends its event loops to the clients of the suite
   */
  public ConformanceSuite(Vertx vertx, ConformanceOptions suiteOptions) {
    this.vertx = vertx;
    this.suiteOptions = suiteOptions;
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
    ContractChecks.requireKnown(suiteOptions);
    try {
      new CheckContext(vertx, suiteOptions, run).target().get("/v1/time");
    } catch (ConnectionLost unreachable) {
      throw new IOException(unreachable.getMessage(), unreachable);
    }
  }

  /**
   * Checks every claim that is asked for.
   *
   * @param each told each verdict as it is found
   */
  public ConformanceReport check(Consumer<CheckResult> each) {
    long start = System.nanoTime();
    CheckContext checkContext = new CheckContext(vertx, suiteOptions, run);
    List<CheckResult> verdicts = new ArrayList<>();
    for (ContractCheck check : ContractChecks.wanted(checkContext)) {
      CheckResult verdict = verdict(check, checkContext);
      verdicts.add(verdict);
      each.accept(verdict);
    }
    return new ConformanceReport(suiteOptions, run, verdicts, since(start));
  }

  private static CheckResult verdict(ContractCheck check, CheckContext checkContext) {
    long start = System.nanoTime();
    Outcome outcome;
    String note;
    try {
      note = check.check().on(checkContext);
      outcome = Outcome.PASS;
    } catch (CheckSkipped skipped) {
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
    return new CheckResult(check.name(), check.promise(), outcome, note, since(start));
  }

  private static String evidence(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean told =
        failure instanceof CheckFailed
            || failure instanceof ConnectionLost
            || failure instanceof RequestRefused;
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
