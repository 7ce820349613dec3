package io.feedhorn.compare;

import java.io.IOException;

/** The connection of a SockJS client for its requests besides the stream. Used by one thread. */
final class SockJsRequest {
  private final Run run;
  private final Target target;
  private final Ledger ledger;
  private final Connection connection;

  SockJsRequest(Run run, Target target, Ledger ledger) throws IOException {
    this.run = run;
    this.target = target;
    this.ledger = ledger;
    this.connection = new Connection(target, ledger, run.clock(), Part.HANDSHAKE);
  }

  Connection connection() {
    return connection;
  }

  /** What every SockJS client asks first. */
  void info() throws IOException {
    exchange(target.request("GET", "/eventbus/info", null), 200, Part.HANDSHAKE);
  }

  /**
   * Sends a message of the client.
   *
   * @param session the path of the session
   */
  void send(String session, String message, Part part) throws IOException {
    exchange(target.request("POST", session + "/xhr_send", message), 204, part);
  }

  private void exchange(byte[] request, int status, Part part) throws IOException {
    ledger.requested(part, run.clock().micros());
    connection.send(request, part);
    HttpHead.read(connection, part).must(status, "a request of SockJS").body(connection, part);
  }
}
