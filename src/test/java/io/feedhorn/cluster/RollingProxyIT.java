package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.SelfSignedCertificate;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes behind real proxies with two of them as upstreams, which are restarted one after the
 * other. A publisher, and a reader that reconnects like a browser, lose nothing through any proxy.
 */
@Timeout(240)
class RollingProxyIT {
  private static final int VALUES_PER_STEP = 20;

  private static final Map<String, RollingClients> CLIENTS = new LinkedHashMap<>();
  private static ThreeNodes nodes;

  /** Restarts two nodes once, while clients of both proxies are connected. */
  @BeforeAll
  static void restartTwoNodes(@TempDir Path folder) throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(folder, "RSA");
    HttpClient client = HttpClient.newBuilder().sslContext(cert.trusting()).build();
    nodes = new ThreeNodes(folder, Map.of());
    nodes.startAll();
    for (String proxy : List.of("NGINX", "HAPROXY")) {
      CLIENTS.put(proxy, RollingClients.start(proxy, folder, cert, client, nodes));
    }
    for (int node : List.of(0, 1)) {
      awaitMore();
      nodes.terminate(node);
      awaitMore();
      nodes.start(node);
      nodes.awaitReady(node, 3);
    }
    awaitMore();
    for (RollingClients each : CLIENTS.values()) {
      each.stop();
    }
  }

  private static void awaitMore() {
    CLIENTS.values().forEach(each -> each.publisher().awaitMore(VALUES_PER_STEP));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    CLIENTS.values().forEach(RollingClients::close);
    nodes.killAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "HAPROXY"})
  void aRollingRestartLosesNoUpdate(String proxy) {
    RollingClients clients = Objects.requireNonNull(CLIENTS.get(proxy));

    assertThat(clients.published()).isGreaterThanOrEqualTo(5L * VALUES_PER_STEP);
    assertThat(clients.stream().values())
        .as(clients.proxy()::output)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, clients.published()).boxed().toList());
    assertThat(clients.stream().statuses()).containsOnly(200);
  }
}
