package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * The requirements of the published tests of the SockJS protocol 0.3.3, one by one, by subject. The
 * bridge replaces the echo service of those tests. Omitted are the drafts by Hixie before RFC 6455,
 * and the cookie, which this server does not need.
 *
 * <p>Two differ on purpose: origins are allowed by name, so {@code null} and a request without an
 * origin get no {@code Access-Control-Allow-Origin: *}; and a response of {@code jsonp} starts with
 * an empty comment, so that it cannot be mistaken for another type of file.
 */
@Timeout(60)
class SockJsProtocolIT
    implements SockJsPageRequirements,
        SockJsSessionRequirements,
        SockJsWebSocketRequirements,
        SockJsStreamRequirements,
        SockJsScriptRequirements,
        SockJsSessionEndRequirements,
        SockJsEscapeRequirements {
  private static RunningServer server;

  private final String session = "/eventbus/000/" + UUID.randomUUID();

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.origins(ORIGIN));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public String session() {
    return session;
  }
}
