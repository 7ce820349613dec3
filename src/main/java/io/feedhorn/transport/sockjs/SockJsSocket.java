package io.feedhorn.transport.sockjs;

import io.feedhorn.access.Client;
import io.feedhorn.access.Grant;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Framed;
import io.feedhorn.transport.Pulse;
import io.feedhorn.transport.TextFrame;
import io.feedhorn.transport.TextSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The bridge over SockJS's {@code websocket}: a session that begins and ends with its connection.
 * Owned by its event loop, not thread-safe.
 */
final class SockJsSocket implements Link, TextSocket.Listener, Pulse.Beating {
  private static final int ENVELOPE_FACTOR = 4;
  private static final Framed HEARTBEAT =
      Framed.of(TextFrame.of(Buffer.buffer(SockJsText.HEARTBEAT)));

  private final Edge edge;
  private final TextSocket socket;
  private final Bridge bridge;
  private final Consumer<SockJsSocket> atTheEnd;
  private boolean closing;

  SockJsSocket(
      Edge edge,
      Client client,
      ServerWebSocket socket,
      Grant grant,
      Consumer<SockJsSocket> atTheEnd) {
    this.edge = edge;
    this.atTheEnd = atTheEnd;
    this.socket = new TextSocket(socket, edge.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.socket.send(SockJsText.OPEN);
    this.bridge = new Bridge(edge, client, this, SockJsTransport.NAME, grant);
    edge.pulse().add(this);
  }

  /** What is not SockJS ends the connection without a word, as its protocol has it. */
  @Override
  public void text(Buffer utf8) {
    if (closing) {
      return;
    }
    try {
      SockJsText.messages(JsonText.decode(utf8)).forEach(bridge::receive);
    } catch (Refusal | DecodeException broken) {
      socket.cut();
    }
  }

  @Override
  public void binary(Buffer message) {
    socket.cut();
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

  /** Pages see the heartbeat of SockJS; the ping, which flushes it, finds those that are gone. */
  @Override
  public void beat() {
    if (socket.writable()) {
      socket.write(HEARTBEAT);
    }
    socket.beat();
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public Received.Shape shape() {
    return Received.Shape.SOCKJS_FRAME;
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
    if (!closing) {
      socket.send(SockJsText.array(List.of(SockJsText.string(message))).toString());
    }
  }

  @Override
  public void close(short code, String reason) {
    if (!closing) {
      closing = true;
      socket.send(SockJsText.close(code, reason));
      socket.close(code, reason);
    }
  }
}
