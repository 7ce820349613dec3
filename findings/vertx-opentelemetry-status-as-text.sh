#!/usr/bin/env bash
# Guess: the span of a request to a Vert.x HTTP server has `http.response.status_code` as an integer, as the semantic
#   conventions of OpenTelemetry define it.
# Seen: it is the text "503". A query such as `http.response.status_code >= 500` in a tracing backend, or a sampling
#   rule that compares numbers, finds no failed request.
# Version: vertx-opentelemetry 5.0.8 with vertx-core 5.0.8, opentelemetry-sdk 1.68.0.
# Why it matters: failed publishes and refused streams are looked for by status.
# Feedhorn: the server sets the attribute itself (docs/compatibility.md, "Libraries of the server").
source "$(dirname "$0")/support/maven-packages.sh" \
  io.opentelemetry:opentelemetry-sdk:1.68.0 io.opentelemetry:opentelemetry-sdk-testing:1.68.0 io.vertx:vertx-opentelemetry:5.0.8
cat > Status.java <<'JAVA'
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;

public class Status {
  public static void main(String[] arguments) throws Exception {
    var exporter = InMemorySpanExporter.create();
    var sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    Vertx vertx = Vertx.builder().withTracer(new OpenTelemetryTracingFactory(sdk)).build();
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(503).end())
            .listen(0, "127.0.0.1")
            .await();
    // A client without a tracer of its own.
    var url = java.net.URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    var connection = (java.net.HttpURLConnection) url.toURL().openConnection();
    if (connection.getResponseCode() != 503) throw new AssertionError("the server answered another status");
    while (exporter.getFinishedSpanItems().isEmpty()) Thread.sleep(10);
    Object status = null;
    for (var entry : exporter.getFinishedSpanItems().get(0).getAttributes().asMap().entrySet()) {
      if (entry.getKey().getKey().equals("http.response.status_code")) status = entry.getValue();
    }
    if (!"503".equals(status)) throw new AssertionError("status: " + status + (status == null ? "" : " " + status.getClass()));
    System.out.println("as described");
    System.exit(0);
  }
}
JAVA
timeout 60 java -cp 'lib/*' Status.java 2> errors || { cat errors >&2; exit 1; }
