package io.feedhorn.cluster.storm;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A publisher that sends one request at a time, each to a random node. It repeats a request with
 * the same {@code Idempotency-Key} until it is answered, each time to another node. Owned by one
 * event loop.
 */
final class HttpPublisher {
  private static final long ANSWER_TIMEOUT_MILLIS = 2_000;
  private static final long MAX_REPEAT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_MILLIS = 100;

  private final StormContext storm;
  private final Random random;
  private final String key;
  private final long pauseMillis;
  private final Context context;
  private final HttpClient client;
  private final Map<String, Long> offsets = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();
  private volatile boolean stopped;
  private long repeated;
  private long unanswered;

  /**
   * Creates a publisher that is not started.
   *
   * @param perSecond the maximum rate
   */
  HttpPublisher(StormContext storm, long seed, double perSecond) {
    this.storm = storm;
    this.random = new Random(seed);
    this.key = "storm-" + Long.toHexString(seed) + "-";
    this.pauseMillis = Math.max(1, (long) (1_000 / perSecond));
    this.context = storm.vertx().getOrCreateContext();
    this.client =
        storm
            .vertx()
            .createHttpClient(
                new HttpClientOptions().setConnectTimeout(1_000),
                new PoolOptions().setHttp1MaxSize(4));
  }

  void start() {
    context.runOnContext(event -> next());
  }

  /** Stops publishing, and waits for the last answer. */
  Future<Void> stop() {
    stopped = true;
    return ended.future();
  }

  /** Returns the number of repeated requests. */
  long repeated() {
    return repeated;
  }

  long unanswered() {
    return unanswered;
  }

  private void next() {
    if (stopped) {
      ended.tryComplete();
      return;
    }
    long id = storm.ids().getAndIncrement();
    long now = System.nanoTime();
    publish(id, storm.topics().data(id, now), now);
  }

  private void publish(long id, String body, long since) {
    String[] address =
        storm.addresses().get(random.nextInt(storm.addresses().size())).split(":", -1);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(address[0])
            .setPort(Integer.parseInt(address[1]))
            .setURI("/v1/topics/" + storm.topics().topic(id))
            .addHeader("Idempotency-Key", key + id)
            .addHeader("Content-Type", "application/json");
    client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(body)))
        .compose(
            head -> head.body().map(answer -> new Answer(head.statusCode(), answer.toString())))
        .timeout(ANSWER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onSuccess(answer -> answered(answer, id, body, since))
        .onFailure(failure -> repeat(id, body, since));
  }

  private record Answer(int status, String body) {}

  private void answered(Answer answer, long id, String body, long since) {
    if (answer.status >= 500) {
      repeat(id, body, since);
      return;
    }
    if (answer.status != 201) {
      storm.violations().report(Violation.FOREIGN, 1, "a publish was answered " + answer);
    } else {
      storm.onReceipt(id, answer.body);
      requireLater(answer.body);
    }
    storm.vertx().setTimer(pauseMillis, due -> next());
  }

  /** Checks the order: the update was published after the previous one was acknowledged. */
  private void requireLater(String receipt) {
    String[] cursor = StormUpdate.string(receipt, "\"cursor\":\"").split(":", -1);
    long offset = StormUpdate.number(receipt, "\"offset\":", 0);
    Long before = offsets.put(cursor[0] + ":" + cursor[1], offset);
    if (before != null && before >= offset) {
      storm
          .violations()
          .report(Violation.DISORDER, 1, "published after offset " + before + ": " + receipt);
    }
  }

  private void repeat(long id, String body, long since) {
    if (System.nanoTime() - since > MAX_REPEAT_NANOS) {
      unanswered++;
      storm.vertx().setTimer(PAUSE_MILLIS, due -> next());
    } else {
      repeated++;
      storm.vertx().setTimer(PAUSE_MILLIS, due -> publish(id, body, since));
    }
  }
}
