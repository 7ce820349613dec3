package io.feedhorn.push;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A push service of a test (RFC 8030), which answers 201 or what the test says. It never answers
 * for paths that begin with {@link #SILENT}.
 */
public final class TestPushService {
  static final String SILENT = "/silent";
  private static final long PATIENCE_SECONDS = 60;
  private static final int NEVER = 0;

  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /** A request that the service received. Never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(String path, MultiMap headers, byte[] body, long nanoTime) {}

  /**
   * @param retryAfter empty for none
   */
  record Answer(int status, String retryAfter) {}

  public TestPushService(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              received.add(
                  new Received(
                      request.uri(), request.headers(), body.getBytes(), System.nanoTime()));
              if (request.uri().startsWith(SILENT)) {
                return;
              }
              Answer answer = answers.poll();
              if (answer != null && answer.status() == NEVER) {
                return;
              }
              if (answer != null && !answer.retryAfter().isEmpty()) {
                request.response().putHeader("Retry-After", answer.retryAfter());
              }
              request.response().setStatusCode(answer == null ? 201 : answer.status()).end();
            });
  }

  public String origin() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Answers the next request that has no answer yet in another way. */
  public void answerNext(int status, String retryAfter) {
    answers.add(new Answer(status, retryAfter));
  }

  /** Never answers the next request that has no answer yet. */
  public void holdNext() {
    answers.add(new Answer(NEVER, ""));
  }

  /** Returns the number of requests that {@link #next} has not returned. */
  public int waiting() {
    return received.size();
  }

  public Received next() throws InterruptedException {
    return Objects.requireNonNull(
        received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no push was received");
  }
}
