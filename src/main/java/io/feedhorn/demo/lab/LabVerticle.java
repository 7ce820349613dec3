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
 * The latency laboratory: starts and stops load and simulated networks for pages, bounded in
 * number, size and time. Receives requests over the event bus; its state belongs to its event loop.
 */
public final class LabVerticle extends VerticleBase {
  /**
   * The address for requests: {@code {"ask":true}}, {@code {"run":…,"end":true}}, or {@code
   * {"wanted":…}} with the body of a client. The answer is an object; a refusal has the fields
   * {@code refused} and {@code code}.
   */
  public static final String ADDRESS = "feedhorn.lab";

  private static final int MAX_SESSIONS = 4;
  private static final int ID_BYTES = 8;
  private static final long SWEEP_INTERVAL_MILLIS = 1_000;

  private final String host;
  private final int port;
  private final SecureRandom random = new SecureRandom();
  private final List<LabSession> sessions = new ArrayList<>();

  /**
   * @param host the address on which this server listens
   * @param port the port on which this server listens
   */
  public LabVerticle(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_INTERVAL_MILLIS, due -> endExpiredSessions());
    return vertx.eventBus().<JsonObject>localConsumer(ADDRESS, this::answer).completion();
  }

  private void answer(Message<JsonObject> request) {
    Future<JsonObject> answer;
    try {
      answer = handle(request.body());
    } catch (FeedException exception) {
      answer = Future.failedFuture(exception);
    }
    answer.otherwise(LabVerticle::refusal).onSuccess(request::reply);
  }

  private static JsonObject refusal(Throwable failure) {
    FeedException exception = FeedException.of(failure);
    return new JsonObject().put("refused", exception.reason()).put("code", exception.code().name());
  }

  private Future<JsonObject> handle(JsonObject request) {
    if (request.getValue("ask") != null) {
      return Future.succeededFuture(
          new JsonObject()
              .put("enabled", true)
              .put("runs", sessions.size())
              .put("most", MAX_SESSIONS)
              .put("bounds", LabRequest.bounds()));
    }
    if (request.getValue("end") != null) {
      LabSession ended = find(request.getString("run"));
      return ended == null ? notFound() : end(ended).map(new JsonObject());
    }
    LabRequest parsed = LabRequest.parse(request.getJsonObject("wanted"));
    LabSession known = find(parsed.run());
    if (known == null && parsed.run() != null) {
      return notFound();
    }
    LabSession session = known != null ? known : begin();
    return session.update(parsed);
  }

  private static Future<JsonObject> notFound() {
    return Future.failedFuture(
        new FeedException(ErrorCode.NOT_FOUND, "There is no such run, or it has expired."));
  }

  private @Nullable LabSession find(@Nullable String id) {
    return sessions.stream().filter(session -> session.id().equals(id)).findFirst().orElse(null);
  }

  private LabSession begin() {
    for (int slot = 1; slot <= MAX_SESSIONS; slot++) {
      int free = slot;
      if (sessions.stream().noneMatch(session -> session.slot() == free)) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        LabSession session = new LabSession(vertx, HexFormat.of().formatHex(id), slot, host, port);
        sessions.add(session);
        return session;
      }
    }
    throw new FeedException(
        ErrorCode.TOO_MANY,
        "All " + MAX_SESSIONS + " runs of the laboratory are in use; try again later.");
  }

  private Future<?> end(LabSession session) {
    sessions.remove(session);
    return session.end();
  }

  private void endExpiredSessions() {
    List.copyOf(sessions).stream().filter(LabSession::isExpired).forEach(this::end);
  }

  @Override
  public Future<?> stop() {
    return Future.join(List.copyOf(sessions).stream().map(this::end).toList());
  }
}
