package io.feedhorn.transport.sockjs;

import io.feedhorn.access.Client;
import io.feedhorn.access.Grant;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Framed;
import io.feedhorn.transport.Pulse;
import io.feedhorn.transport.TextSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;

/** The bridge on a bare WebSocket, without SockJS's framing. Owned by its event loop. */
final class RawLink implements Link, TextSocket.Listener, Pulse.Beating {
  private static final int ENVELOPE_FACTOR = 4;

  private final Edge edge;
  private final TextSocket socket;
  private final Bridge bridge;
  private final Consumer<RawLink> atTheEnd;

  RawLink(
      Edge edge, Client client, ServerWebSocket socket, Grant grant, Consumer<RawLink> atTheEnd) {
    this.edge = edge;
    this.atTheEnd = atTheEnd;
    this.socket = new TextSocket(socket, edge.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.bridge = new Bridge(edge, client, this, "eventbus-websocket", grant);
    edge.pulse().add(this);
  }

  @Override
  public void text(Buffer utf8) {
    bridge.receive(utf8);
  }

  @Override
  public void binary(Buffer message) {
    // The stock bridge takes a binary frame for text too.
    bridge.receive(message);
  }

  @Override
  public void drained() {
    bridge.drained();
  }

  @Override
  public void closed() {
    edge.pulse().remove(this);
    bridge.closed();
    atTheEnd.accept(this);
  }

  @Override
  public void beat() {
    socket.beat();
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public Received.Shape shape() {
    return Received.Shape.FRAME;
  }

  @Override
  public void write(Framed update, Registration of) {
    socket.write(update);
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public void send(String message) {
    socket.send(message);
  }

  @Override
  public void close(short code, String reason) {
    socket.close(code, reason);
  }
}
