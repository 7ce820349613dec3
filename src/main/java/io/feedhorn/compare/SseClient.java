package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rows {@code sse} and {@code sse-delta}: a client like {@code EventSource}. */
final class SseClient implements MeasuredClient {
  private static final String DATA = "data:";
  private static final String ID = "id:";

  private final RunContext run;
  private final ServerEndpoint server;
  private final TransportStats stats;
  private final String path;
  private volatile @Nullable CountingConnection connection;
  private @Nullable ChunkedReader chunks;
  private String lastEventId = "";

  SseClient(RunContext run, TransportSpec spec, ServerEndpoint server, TransportStats stats) {
    this.run = run;
    this.server = server;
    this.stats = stats;
    String topics = PollExchange.encoded(run.options().topics());
    this.path = "/v1/stream?topics=" + topics + (spec.deltas() ? "&delta=true" : "");
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    CountingConnection opened =
        new CountingConnection(server, stats.ledger(), run.clock(), ByteCategory.HANDSHAKE);
    connection = opened;
    stats.ledger().requested(ByteCategory.HANDSHAKE, began);
    byte[] request =
        lastEventId.isEmpty()
            ? server.request("GET", path, null, "Accept", "text/event-stream")
            : server.request(
                "GET", path, null, "Accept", "text/event-stream", "Last-Event-ID", lastEventId);
    opened.send(request, ByteCategory.HANDSHAKE);
    HttpHead head = HttpHead.read(opened, ByteCategory.HANDSHAKE).requireStatus(200, path);
    if (!head.isChunked()) {
      throw new IOException("the event stream is not chunked");
    }
    chunks = new ChunkedReader(opened);
    stats.ledger().handshakeCompleted(run.clock().micros() - began);
  }

  /** Reads one line; an update is on one line. */
  @Override
  public void next() throws IOException {
    ChunkedReader open = chunks;
    CountingConnection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    String line = open.line(ByteCategory.FRAMING);
    if (line.startsWith(DATA)) {
      String data = line.substring(DATA.length()).strip();
      if (MeasuredUpdate.isUpdate(data)) {
        int bytes = data.getBytes(StandardCharsets.UTF_8).length;
        stats.add(MeasuredUpdate.of(data, bytes), socket.arrivedAt());
      }
    } else if (line.startsWith(ID)) {
      lastEventId = line.substring(ID.length()).strip();
    } else if (line.equals("event: reset")) {
      stats.connectionLost();
    }
  }

  @Override
  public void close() {
    CountingConnection current = connection;
    if (current != null) {
      current.close();
    }
  }
}
