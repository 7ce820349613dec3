package io.feedhorn.lab;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Load and bad networks for the pages of the latency laboratory, bounded in number, size and time.
 * Asked over the event bus; everything it has lives on its event loop.
 */
public final class LabVerticle extends VerticleBase {
  /**
   * Where it is asked: {@code {"run":…?,"end":true?,"rate":…,…}}. Answers an object; with {@code
   * refused} and {@code code} in it where it refuses.
   */
  public static final String ADDRESS = "feedhorn.lab";

  private static final int MOST_RUNS = 4;
  private static final int ID_BYTES = 8;
  private static final long SWEEP_MILLIS = 1_000;

  private final String host;
  private final int port;
  private final SecureRandom random = new SecureRandom();
  private final List<Run> runs = new ArrayList<>();

  /**
   * @param host where this server listens
   * @param port the port it listens on
   */
  public LabVerticle(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_MILLIS, due -> endWhatWasLeft());
    return vertx.eventBus().<JsonObject>localConsumer(ADDRESS, this::answer).completion();
  }

  private void answer(Message<JsonObject> asked) {
    Future<JsonObject> answer;
    try {
      answer = handle(asked.body());
    } catch (Refusal refusal) {
      answer = Future.failedFuture(refusal);
    }
    answer.otherwise(LabVerticle::refused).onSuccess(asked::reply);
  }

  private static JsonObject refused(Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    return new JsonObject().put("refused", refusal.reason()).put("code", refusal.code().name());
  }

  private Future<JsonObject> handle(JsonObject asked) {
    if (asked.getValue("ask") != null) {
      return Future.succeededFuture(
          new JsonObject()
              .put("enabled", true)
              .put("runs", runs.size())
              .put("most", MOST_RUNS)
              .put("bounds", Wanted.bounds()));
    }
    Run known = find(asked.getValue("run"));
    if (asked.getValue("end") != null) {
      return known == null ? missing() : end(known).map(new JsonObject());
    }
    Wanted wanted = Wanted.read(asked);
    if (known == null && asked.getValue("run") != null) {
      return missing();
    }
    Run run = known != null ? known : begin();
    return run.have(wanted);
  }

  private static Future<JsonObject> missing() {
    return Future.failedFuture(
        new Refusal(Code.NOT_FOUND, "There is no such run, or its page was not heard of in time."));
  }

  private @Nullable Run find(@Nullable Object id) {
    return runs.stream().filter(run -> run.id().equals(id)).findFirst().orElse(null);
  }

  private Run begin() {
    for (int slot = 1; slot <= MOST_RUNS; slot++) {
      int free = slot;
      if (runs.stream().noneMatch(run -> run.slot() == free)) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Run run = new Run(vertx, HexFormat.of().formatHex(id), slot, host, port);
        runs.add(run);
        return run;
      }
    }
    throw new Refusal(
        Code.TOO_MANY,
        "All " + MOST_RUNS + " places of the laboratory are taken; try again later.");
  }

  private Future<?> end(Run run) {
    runs.remove(run);
    return run.end();
  }

  private void endWhatWasLeft() {
    List.copyOf(runs).stream().filter(Run::isLeft).forEach(this::end);
  }

  @Override
  public Future<?> stop() {
    return Future.join(List.copyOf(runs).stream().map(this::end).toList());
  }
}
