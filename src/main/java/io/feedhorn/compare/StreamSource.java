package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code sse}: what {@code EventSource} does. */
final class StreamSource implements Source {
  private static final String DATA = "data:";
  private static final String ID = "id:";

  private final Run run;
  private final Target target;
  private final Tally tally;
  private final String path;
  private volatile @Nullable Connection connection;
  private @Nullable Chunks chunks;
  private String lastEventId = "";

  StreamSource(Run run, Target target, Tally tally) {
    this.run = run;
    this.target = target;
    this.tally = tally;
    this.path = "/v1/stream?topics=" + Polls.encoded(run.plan().topics());
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    Connection opened = new Connection(target, tally.ledger(), run.clock(), Part.HANDSHAKE);
    connection = opened;
    tally.ledger().requested(Part.HANDSHAKE, began);
    byte[] request =
        lastEventId.isEmpty()
            ? target.request("GET", path, null, "Accept", "text/event-stream")
            : target.request(
                "GET", path, null, "Accept", "text/event-stream", "Last-Event-ID", lastEventId);
    opened.send(request, Part.HANDSHAKE);
    HttpHead head = HttpHead.read(opened, Part.HANDSHAKE).must(200, path);
    if (!head.isChunked()) {
      throw new IOException("an event stream that does not come in chunks");
    }
    chunks = new Chunks(opened);
    tally.ledger().handshakeDone(run.clock().micros() - began);
  }

  /** One line; an update is on one. */
  @Override
  public void next() throws IOException {
    Chunks open = chunks;
    Connection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    String line = open.line(Part.FRAMING);
    if (line.startsWith(DATA)) {
      String data = line.substring(DATA.length()).strip();
      if (Seen.isUpdate(data)) {
        int bytes = data.getBytes(StandardCharsets.UTF_8).length;
        tally.add(Seen.of(data, bytes), socket.arrivedAt());
      }
    } else if (line.startsWith(ID)) {
      lastEventId = line.substring(ID.length()).strip();
    } else if (line.equals("event: reset")) {
      tally.brokenOff();
    }
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
