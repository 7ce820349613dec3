package io.feedhorn.transport.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.model.Update;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipStreamBodyTest {
  private final RecordingBody sent = new RecordingBody();
  private final StreamBody body = new GzipStreamBody(sent);

  /** A body that sends with each flush, as its contract permits, and nothing at its end. */
  private static final class RecordingBody implements StreamBody {
    private final Buffer bytes = Buffer.buffer();
    private Buffer unsent = Buffer.buffer();
    private boolean ended;
    private boolean unresponsive;

    @Override
    public void open(Buffer blocks) {
      bytes.appendBuffer(blocks);
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void write(Update update, SseEvents encoder) {
      unsent.appendBuffer(update.encoded(encoder));
    }

    @Override
    public void write(Buffer blocks) {
      unsent.appendBuffer(blocks);
    }

    @Override
    public void flush() {
      bytes.appendBuffer(unsent);
      unsent = Buffer.buffer();
    }

    @Override
    public boolean isUnresponsive() {
      return unresponsive;
    }

    @Override
    public void end() {
      ended = true;
    }
  }

  @Test
  void theEndOfTheStreamIsSentBeforeTheBodyEnds() throws IOException {
    body.open(Buffer.buffer("retry: 1\n"));
    body.write(SseEvents.HEARTBEAT);
    body.flush();
    body.end();

    assertThat(sent.ended).isTrue();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(sent.bytes.getBytes())).readAllBytes())
        .asString()
        .isEqualTo("retry: 1\n:\n");
  }

  /** A stream can end before the channel has its head, for example with its token. */
  @Test
  void aStreamThatEndsAtOnceIsComplete() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          LoopCalls.await(
              vertx
                  .createHttpServer()
                  .requestHandler(GzipStreamBodyTest::openAndEnd)
                  .listen(0, "127.0.0.1"));
      URI uri = URI.create("http://127.0.0.1:" + server.actualPort());
      HttpResponse<byte[]> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());

      assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
          .asString()
          .isEqualTo("retry: 1\n:\n");
    } finally {
      LoopCalls.await(vertx.close());
    }
  }

  private static void openAndEnd(HttpServerRequest request) {
    request.response().setChunked(true);
    StreamBody stream = StreamBody.of(request, true, () -> {});
    stream.open(Buffer.buffer("retry: 1\n"));
    stream.write(SseEvents.HEARTBEAT);
    stream.end();
  }

  @Test
  void itIsAsUnresponsiveAsItsConnection() {
    assertThat(body.isUnresponsive()).isFalse();
    sent.unresponsive = true;
    assertThat(body.isUnresponsive()).isTrue();
  }
}
