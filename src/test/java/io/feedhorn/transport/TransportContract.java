package io.feedhorn.transport;

import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.http.RunningServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** The guarantees of every transport, on one server, read by {@code io.feedhorn.client}. */
@Timeout(60)
abstract class TransportContract
    implements DeliveryContract,
        DeletionContract,
        ResumeContract,
        ReaderContract,
        RefusalContract,
        SubscribeOptionsContract,
        DeltaContract,
        NotificationContract {
  private static RunningServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
    client = new FeedhornClient(server.vertx(), ClientOptions.of(URI.create(server.address())));
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public FeedhornClient client() {
    return client;
  }
}
