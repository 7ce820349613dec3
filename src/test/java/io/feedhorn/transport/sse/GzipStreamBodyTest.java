package io.feedhorn.transport.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

  @Test
  void itIsAsUnresponsiveAsItsConnection() {
    assertThat(body.isUnresponsive()).isFalse();
    sent.unresponsive = true;
    assertThat(body.isUnresponsive()).isTrue();
  }
}
