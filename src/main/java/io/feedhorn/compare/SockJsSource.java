package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code sockjs}: the event-bus bridge on a WebSocket inside SockJS. */
final class SockJsSource implements Source {
  private final Run run;
  private final Target target;
  private final Tally tally;
  private final BusMessages messages;
  private volatile @Nullable Connection connection;
  private @Nullable Frames frames;

  SockJsSource(Run run, Target target, Tally tally) {
    this.run = run;
    this.target = target;
    this.tally = tally;
    this.messages = new BusMessages(tally);
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    SockJsRequest info = new SockJsRequest(run, target, tally.ledger());
    connection = info.connection();
    info.info();
    info.connection().close();
    Connection opened = new Connection(target, tally.ledger(), run.clock(), Part.HANDSHAKE);
    connection = opened;
    String path = "/eventbus/000/" + UUID.randomUUID() + "/websocket";
    Frames upgraded = Frames.upgrade(opened, target, tally.ledger(), path, null);
    upgraded.next(Part.HANDSHAKE);
    for (String register : BusMessages.registering(run.plan().topics())) {
      upgraded.send(register, Part.HANDSHAKE);
    }
    opened.every(BusMessages.PING_EVERY, () -> upgraded.send(BusMessages.PING, Part.FRAMING));
    frames = upgraded;
    tally.ledger().handshakeDone(run.clock().micros() - began);
  }

  @Override
  public void next() throws IOException {
    Frames open = frames;
    Connection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    String frame = new String(open.next(Part.FRAMING), StandardCharsets.UTF_8);
    messages.take(frame, socket.arrivedAt());
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
