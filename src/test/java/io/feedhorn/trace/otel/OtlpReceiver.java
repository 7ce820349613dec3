package io.feedhorn.trace.otel;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A collector that receives traces by OTLP over HTTP, on a free port. */
public final class OtlpReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  public OtlpReceiver() {
    this.server =
        vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1").await();
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .map(body -> request.path().equals("/v1/traces") && add(body))
        .onSuccess(known -> request.response().setStatusCode(known ? 200 : 400).end());
  }

  private boolean add(Buffer body) {
    try {
      ExportTraceServiceRequest.parseFrom(body.getBytes()).getResourceSpansList().stream()
          .flatMap(ReceivedSpan::of)
          .forEach(spans::add);
      return true;
    } catch (InvalidProtocolBufferException broken) {
      return false;
    }
  }

  /** Returns the value of {@code tracing.endpoint}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Returns all spans so far. */
  public List<ReceivedSpan> all() {
    return List.copyOf(spans);
  }

  /** Returns the spans of a trace with a name, as soon as there are so many. */
  public List<ReceivedSpan> await(String traceId, String name, int number) {
    Awaitility.await(name + " in trace " + traceId)
        .atMost(PATIENCE)
        .until(() -> named(traceId, name).size() >= number);
    return named(traceId, name);
  }

  /** Returns the only span of a trace with a name, as soon as it is there. */
  public ReceivedSpan awaitOne(String traceId, String name) {
    return await(traceId, name, 1).get(0);
  }

  private List<ReceivedSpan> named(String traceId, String name) {
    return spans.stream()
        .filter(span -> span.traceId().equals(traceId) && span.name().equals(name))
        .toList();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
