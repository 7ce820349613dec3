package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Answers to sources that are gzip of several members (RFC 1952, section 2.2). */
class GzipMembersIT {
  private static Buffer member(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Buffer.buffer(text).getBytes());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static HttpServerResponse gzip(HttpServerRequest request, String type) {
    return request
        .response()
        .setChunked(true)
        .putHeader("Content-Type", type)
        .putHeader("Content-Encoding", "gzip");
  }

  private static SourceServer start(String type, HttpUpstream upstream) {
    return SourceServer.start(Map.of("type", type, "url", upstream.url(), "topic", "n.x"));
  }

  @Test
  void eachEventOfAStreamMayBeAMember() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  HttpServerResponse response = gzip(request, "text/event-stream");
                  response.write(member("id: 1\ndata: 1\n\n").appendBuffer(member("data: 2\n\n")));
                  Vertx vertx = Vertx.currentContext().owner();
                  vertx.setTimer(100, timer -> response.write(member("data: 3\n\n")));
                });
        SourceServer server = start("sse", upstream)) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 2, 3);
      assertThat(upstream.requests).hasSize(1);
    }
  }

  @Test
  void aPolledBodyMayHaveSeveralMembers() {
    Buffer body = member("1\n").appendBuffer(member("2\n3\n"));
    try (HttpUpstream upstream =
            new HttpUpstream(request -> gzip(request, "application/x-ndjson").end(body));
        SourceServer server = start("http-poll", upstream)) {
      assertThat(server.values("n.x", 3)).startsWith(1, 2, 3);
    }
  }
}
