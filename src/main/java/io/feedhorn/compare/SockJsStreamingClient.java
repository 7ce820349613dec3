package io.feedhorn.compare;

import java.io.EOFException;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row {@code sockjs-xhr-streaming}: long responses, renewed when they reach their maximum
 * length.
 */
final class SockJsStreamingClient implements MeasuredClient {
  private final RunContext run;
  private final ServerEndpoint server;
  private final TransportStats stats;
  private final BridgeProtocol messages;
  private String session = "";
  private volatile @Nullable CountingConnection streaming;
  private volatile @Nullable CountingConnection sending;
  private @Nullable ChunkedReader chunks;

  SockJsStreamingClient(RunContext run, ServerEndpoint server, TransportStats stats) {
    this.run = run;
    this.server = server;
    this.stats = stats;
    this.messages = new BridgeProtocol(stats);
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    session = "/eventbus/000/" + UUID.randomUUID();
    SockJsRequestConnection requests = new SockJsRequestConnection(run, server, stats.ledger());
    sending = requests.connection();
    requests.info();
    CountingConnection opened =
        new CountingConnection(server, stats.ledger(), run.clock(), ByteCategory.HANDSHAKE);
    streaming = opened;
    ChunkedReader stream = ask(opened, ByteCategory.HANDSHAKE);
    chunks = stream;
    stream.line(ByteCategory.HANDSHAKE);
    stream.line(ByteCategory.HANDSHAKE);
    for (String register : BridgeProtocol.registerFrames(run.options().topics())) {
      requests.send(session, register, ByteCategory.HANDSHAKE);
    }
    opened.every(
        BridgeProtocol.PING_EVERY,
        () -> requests.send(session, BridgeProtocol.PING, ByteCategory.HEADERS));
    stats.ledger().handshakeCompleted(run.clock().micros() - began);
  }

  private ChunkedReader ask(CountingConnection connection, ByteCategory category)
      throws IOException {
    stats.ledger().requested(category, run.clock().micros());
    connection.send(server.request("POST", session + "/xhr_streaming", ""), category);
    HttpHead.read(connection, category).requireStatus(200, "the stream of SockJS");
    return new ChunkedReader(connection);
  }

  @Override
  public void next() throws IOException {
    ChunkedReader open = chunks;
    CountingConnection connection = streaming;
    if (open == null || connection == null) {
      throw new IOException("not connected");
    }
    String frame;
    try {
      frame = open.line(ByteCategory.FRAMING);
    } catch (EOFException ended) {
      if (!open.hasEnded()) {
        throw ended;
      }
      chunks = ask(connection, ByteCategory.HEADERS);
      return;
    }
    if (!frame.isEmpty() && frame.charAt(0) != 'h') {
      messages.accept(frame, connection.arrivedAt());
    }
  }

  @Override
  public void close() {
    CountingConnection first = streaming;
    CountingConnection second = sending;
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }
}
