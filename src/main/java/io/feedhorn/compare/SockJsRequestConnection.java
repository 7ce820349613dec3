package io.feedhorn.compare;

import java.io.IOException;

/** The connection of a SockJS client for its requests besides the stream. Used by one thread. */
final class SockJsRequestConnection {
  private final RunContext run;
  private final ServerEndpoint target;
  private final TrafficLedger ledger;
  private final CountingConnection connection;

  SockJsRequestConnection(RunContext run, ServerEndpoint target, TrafficLedger ledger)
      throws IOException {
    this.run = run;
    this.target = target;
    this.ledger = ledger;
    this.connection = new CountingConnection(target, ledger, run.clock(), ByteCategory.HANDSHAKE);
  }

  CountingConnection connection() {
    return connection;
  }

  /** What every SockJS client asks first. */
  void info() throws IOException {
    exchange(target.request("GET", "/eventbus/info", null), 200, ByteCategory.HANDSHAKE);
  }

  /**
   * Sends a message of the client.
   *
   * @param session the path of the session
   */
  void send(String session, String message, ByteCategory part) throws IOException {
    exchange(target.request("POST", session + "/xhr_send", message), 204, part);
  }

  private void exchange(byte[] request, int status, ByteCategory part) throws IOException {
    ledger.requested(part, run.clock().micros());
    connection.send(request, part);
    HttpHead.read(connection, part).must(status, "a request of SockJS").body(connection, part);
  }
}
