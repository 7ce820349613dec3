package io.feedhorn.conform;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.conform.CheckResult.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run of the contract checks against one server. Runs on the calling thread and blocks it; the
 * thread must not be an event loop.
 */
public final class ConformanceSuite {
  private static final String NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int NAME_LENGTH = 6;

  private final Vertx vertx;
  private final ConformanceOptions options;
  private final String run = "conform-" + randomName();

  /**
   * @param vertx provides the event loops of the clients
   */
  public ConformanceSuite(Vertx vertx, ConformanceOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Returns the name that all topics of this run contain. */
  public String run() {
    return run;
  }

  /**
   * Validates the options and connects to the server.
   *
   * @throws IOException if no server can be reached at the address
   * @throws IllegalArgumentException if a selected check does not exist
   */
  public void requireUsable() throws IOException {
    ContractChecks.requireKnown(options);
    try {
      new CheckContext(vertx, options, run).client().get("/v1/time");
    } catch (ConnectionLostException unreachable) {
      throw new IOException(unreachable.getMessage(), unreachable);
    }
  }

  /**
   * Runs the selected checks.
   *
   * @param onResult receives each result as soon as it is known
   */
  public ConformanceReport run(Consumer<CheckResult> onResult) {
    long start = System.nanoTime();
    CheckContext context = new CheckContext(vertx, options, run);
    List<CheckResult> results = new ArrayList<>();
    for (ContractCheck check : ContractChecks.selected(context)) {
      CheckResult result = run(check, context);
      results.add(result);
      onResult.accept(result);
    }
    return new ConformanceReport(options, run, results, since(start));
  }

  private static CheckResult run(ContractCheck check, CheckContext context) {
    long start = System.nanoTime();
    Outcome outcome;
    String note;
    try {
      note = check.check().on(context);
      outcome = Outcome.PASS;
    } catch (CheckSkipped skipped) {
      note = String.valueOf(skipped.getMessage());
      outcome = Outcome.SKIP;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      note = "interrupted";
      outcome = Outcome.SKIP;
    } catch (RuntimeException failure) {
      // Malformed data from the server causes many kinds of exceptions; each fails the check.
      note = evidence(failure);
      outcome = Outcome.FAIL;
    }
    return new CheckResult(check.name(), check.promise(), outcome, note, since(start));
  }

  private static String evidence(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof CheckFailed || failure instanceof ClientException
        ? message
        : failure.getClass().getSimpleName() + ": " + message;
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static String randomName() {
    SecureRandom random = new SecureRandom();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < NAME_LENGTH; i++) {
      name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
    }
    return name.toString();
  }
}
