package io.feedhorn.compare;

import java.io.IOException;

/** The connection for the requests of a SockJS client other than its stream. Used by one thread. */
final class SockJsRequestConnection {
  private final RunContext run;
  private final ServerEndpoint server;
  private final TrafficLedger ledger;
  private final CountingConnection connection;

  SockJsRequestConnection(RunContext run, ServerEndpoint server, TrafficLedger ledger)
      throws IOException {
    this.run = run;
    this.server = server;
    this.ledger = ledger;
    this.connection = new CountingConnection(server, ledger, run.clock(), ByteCategory.HANDSHAKE);
  }

  CountingConnection connection() {
    return connection;
  }

  /** Sends the first request of every SockJS client. */
  void info() throws IOException {
    exchange(server.request("GET", "/eventbus/info", null), 200, ByteCategory.HANDSHAKE);
  }

  /**
   * Sends a message of the client.
   *
   * @param session the path of the session
   */
  void send(String session, String message, ByteCategory category) throws IOException {
    exchange(server.request("POST", session + "/xhr_send", message), 204, category);
  }

  private void exchange(byte[] request, int status, ByteCategory category) throws IOException {
    ledger.requested(category, run.clock().micros());
    connection.send(request, category);
    HttpHead.read(connection, category)
        .requireStatus(status, "a request of SockJS")
        .body(connection, category);
  }
}
