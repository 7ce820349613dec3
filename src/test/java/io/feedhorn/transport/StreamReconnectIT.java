package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Event streams that reconnect while the planned stop that ended them is still in progress: an
 * EventSource never reconnects after a status other than 200.
 */
@Timeout(150)
class StreamReconnectIT {
  private static final int STREAMS = 300;
  private static final Duration DRAIN = Duration.ofMillis(300);

  /** The drain, and the second in which connections can end; a busy machine may take longer. */
  private static final Duration PLANNED = DRAIN.plusSeconds(1);

  private static final Pattern RETRY = Pattern.compile("^retry: (\\d+)\n");

  private final CountDownLatch open = new CountDownLatch(STREAMS);
  private final CountDownLatch finished = new CountDownLatch(STREAMS);
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  /** An answer to a reader that reconnected. */
  private record Answer(long atNanos, long retryMillis, String body) {}

  @Test
  void streamsAreToldToReconnectAfterTheStop() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.drain(DRAIN))) {
      HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(STREAMS));
      for (int i = 0; i < STREAMS; i++) {
        read(client, server.port());
      }
      assertThat(open.await(50, TimeUnit.SECONDS)).isTrue();

      long began = System.nanoTime();
      server.stop();
      long stopped = Math.min(System.nanoTime(), began + PLANNED.toNanos());

      assertThat(finished.await(50, TimeUnit.SECONDS)).isTrue();
      assertThat(statuses).containsOnly(200);
      assertThat(answers)
          .isNotEmpty()
          .allSatisfy(
              each -> {
                assertThat(each.body()).contains("event: unavailable\ndata: {", "stopping");
                assertThat(each.atNanos() + TimeUnit.MILLISECONDS.toNanos(each.retryMillis()))
                    .isGreaterThan(stopped);
              });
      List<Long> retries = answers.stream().map(Answer::retryMillis).distinct().toList();
      assertThat(retries).as("spread").hasSizeGreaterThan(answers.size() / 4);
    } finally {
      vertx.close().await();
    }
  }

  /** Reads a stream to its end, and reconnects once. */
  private void read(HttpClient client, int port) {
    get(client, port)
        .compose(
            answer -> {
              statuses.add(answer.statusCode());
              open.countDown();
              return answer.handler(chunk -> {}).end();
            })
        .transform(ended -> get(client, port).compose(this::readAnswer))
        // The port is closed already; an EventSource reconnects after that, too.
        .onComplete(done -> finished.countDown());
  }

  private static Future<HttpClientResponse> get(HttpClient client, int port) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/v1/stream?topics=t0.a")
            .putHeader("Accept", "text/event-stream");
    return client.request(options).compose(request -> request.send());
  }

  private Future<Void> readAnswer(HttpClientResponse answer) {
    statuses.add(answer.statusCode());
    return answer
        .body()
        .map(
            body -> {
              String text = body.toString();
              Matcher retry = RETRY.matcher(text);
              long millis = retry.find() ? Long.parseLong(retry.group(1)) : 0;
              answers.add(new Answer(System.nanoTime(), millis, text));
              return null;
            });
  }
}
