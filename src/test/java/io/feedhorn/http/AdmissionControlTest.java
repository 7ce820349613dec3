package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is turned away when the server takes nobody new. */
class AdmissionControlTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PrometheusMetrics meters = new PrometheusMetrics();
  private final AtomicBoolean overloaded = new AtomicBoolean();
  private final Promise<AdmissionControl> made = Promise.promise();
  private HttpTestClient here;
  private HttpTestClient later;

  @BeforeEach
  void serve() {
    Promise<HttpServer> serving = Promise.promise();
    loop.runOnContext(
        turn -> {
          AdmissionControl admission =
              new AdmissionControl(
                  vertx,
                  new ClientLimiter(ClientLimits.NONE, request -> "127.0.0.1", System::nanoTime),
                  Limits.DEFAULT,
                  new Origins(List.of("https://app.test"), new TrustedProxies(List.of()), () -> 0),
                  meters,
                  overloaded::get,
                  request -> request.response().end("in"));
          made.complete(admission);
          vertx
              .createHttpServer()
              .connectionHandler(admission::onConnection)
              .requestHandler(admission)
              .listen(0, "127.0.0.1")
              .onComplete(serving);
        });
    URI server = URI.create("http://127.0.0.1:" + serving.future().await().actualPort());
    here = new HttpTestClient(server);
    later = new HttpTestClient(server);
    assertThat(here.get("/").body()).isEqualTo("in");
  }

  @AfterEach
  void close() {
    vertx.close().await();
    meters.close();
  }

  @Test
  void whileOverloadedThoseWhoAreHereAreServedOnAndNobodyNewIsLetIn() {
    overloaded.set(true);

    assertThat(here.get("/").body()).isEqualTo("in");
    HttpResponse<String> stream = here.get("/v1/stream");
    ProblemAssert.assertProblem(stream, 503, "unavailable");
    ProblemAssert.assertProblem(later.get("/"), 503, "unavailable");
    assertThat(stream.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 5L);
    assertThat(later.get("/metrics").body()).isEqualTo("in");

    overloaded.set(false);
    assertThat(later.get("/v1/stream").body()).isEqualTo("in");
  }

  @Test
  void whileLeavingNobodyNewIsLetIn() {
    AdmissionControl admission = made.future().await();
    Promise<Void> left = Promise.promise();
    loop.runOnContext(
        turn -> {
          admission.leave(Duration.ofSeconds(4));
          left.complete();
        });
    left.future().await();

    ProblemAssert.assertProblem(later.get("/"), 503, "unavailable");
    HttpResponse<String> stream = here.get("/v1/stream");
    ProblemAssert.assertProblem(stream, 503, "unavailable");
    assertThat(stream.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(4L, 9L);
    assertThat(here.get("/v1/stream", "Accept", "text/event-stream").body())
        .matches("(?s)retry: [4-9]\\d{3}\nevent: unavailable\ndata: \\{.*leaving.*}\n\n");
    assertThat(here.get("/").body()).isEqualTo("in");
    assertThat(later.get("/health/ready").body()).isEqualTo("in");
  }

  @Test
  void anAllowedPageMayReadWhyItWasRefused() {
    overloaded.set(true);

    HttpResponse<String> allowed = later.get("/", "Origin", "https://app.test");
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.test");
    HttpResponse<String> other = later.get("/", "Origin", "https://other.test");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
