package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row {@code sockjs}: the event-bus bridge in SockJS frames on a WebSocket. */
final class SockJsWebSocketClient implements MeasuredClient {
  private final RunContext run;
  private final ServerEndpoint server;
  private final TransportStats stats;
  private final BridgeProtocol messages;
  private volatile @Nullable CountingConnection connection;
  private @Nullable ClientFrames frames;

  SockJsWebSocketClient(RunContext run, ServerEndpoint server, TransportStats stats) {
    this.run = run;
    this.server = server;
    this.stats = stats;
    this.messages = new BridgeProtocol(stats);
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    SockJsRequestConnection info = new SockJsRequestConnection(run, server, stats.ledger());
    connection = info.connection();
    info.info();
    info.connection().close();
    CountingConnection opened =
        new CountingConnection(server, stats.ledger(), run.clock(), ByteCategory.HANDSHAKE);
    connection = opened;
    String path = "/eventbus/000/" + UUID.randomUUID() + "/websocket";
    ClientFrames upgraded = ClientFrames.upgrade(opened, server, stats.ledger(), path, null);
    upgraded.next(ByteCategory.HANDSHAKE);
    for (String register : BridgeProtocol.registerFrames(run.options().topics())) {
      upgraded.send(register, ByteCategory.HANDSHAKE);
    }
    opened.every(
        BridgeProtocol.PING_EVERY, () -> upgraded.send(BridgeProtocol.PING, ByteCategory.FRAMING));
    frames = upgraded;
    stats.ledger().handshakeCompleted(run.clock().micros() - began);
  }

  @Override
  public void next() throws IOException {
    ClientFrames open = frames;
    CountingConnection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    String frame = new String(open.next(ByteCategory.FRAMING), StandardCharsets.UTF_8);
    messages.accept(frame, socket.arrivedAt());
  }

  @Override
  public void close() {
    CountingConnection current = connection;
    if (current != null) {
      current.close();
    }
  }
}
