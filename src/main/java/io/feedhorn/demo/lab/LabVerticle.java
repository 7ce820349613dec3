package io.feedhorn.demo.lab;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
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

  private static final int MAX_RUNS = 4;
  private static final int ID_BYTES = 8;
  private static final long SWEEP_MILLIS = 1_000;

  private final String host;
  private final int port;
  private final SecureRandom random = new SecureRandom();
  private final List<LabSession> runs = new ArrayList<>();

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
    } catch (FeedException exception) {
      answer = Future.failedFuture(exception);
    }
    answer.otherwise(LabVerticle::refused).onSuccess(asked::reply);
  }

  private static JsonObject refused(Throwable failure) {
    FeedException exception = FeedException.of(failure);
    return new JsonObject().put("refused", exception.reason()).put("code", exception.code().name());
  }

  private Future<JsonObject> handle(JsonObject asked) {
    if (asked.getValue("ask") != null) {
      return Future.succeededFuture(
          new JsonObject()
              .put("enabled", true)
              .put("runs", runs.size())
              .put("most", MAX_RUNS)
              .put("bounds", LabRequest.bounds()));
    }
    LabSession known = find(asked.getValue("run"));
    if (asked.getValue("end") != null) {
      return known == null ? missing() : end(known).map(new JsonObject());
    }
    LabRequest labRequest = LabRequest.read(asked);
    if (known == null && asked.getValue("run") != null) {
      return missing();
    }
    LabSession session = known != null ? known : begin();
    return session.update(labRequest);
  }

  private static Future<JsonObject> missing() {
    return Future.failedFuture(
        new FeedException(
            ErrorCode.NOT_FOUND, "There is no such run, or its page was not heard of in time."));
  }

  private @Nullable LabSession find(@Nullable Object id) {
    return runs.stream().filter(session -> session.id().equals(id)).findFirst().orElse(null);
  }

  private LabSession begin() {
    for (int slot = 1; slot <= MAX_RUNS; slot++) {
      int free = slot;
      if (runs.stream().noneMatch(session -> session.slot() == free)) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        LabSession session = new LabSession(vertx, HexFormat.of().formatHex(id), slot, host, port);
        runs.add(session);
        return session;
      }
    }
    throw new FeedException(
        ErrorCode.TOO_MANY,
        "All " + MAX_RUNS + " places of the laboratory are taken; try again later.");
  }

  private Future<?> end(LabSession session) {
    runs.remove(session);
    return session.end();
  }

  private void endWhatWasLeft() {
    List.copyOf(runs).stream().filter(LabSession::isLeft).forEach(this::end);
  }

  @Override
  public Future<?> stop() {
    return Future.join(List.copyOf(runs).stream().map(this::end).toList());
  }
}
