package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** The contract of all transports, on one server. */
@Timeout(60)
abstract class TransportContract
    implements DeliveryContract, ResumeContract, RefusalContract, SubscribeOptionsContract {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  public RunningServer server() {
    return server;
  }
}
