package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.proxy.RunningProxy;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes behind a real proxy with two of them as upstreams, which are restarted one after the
 * other. A publisher, and a reader that reconnects like a browser, lose nothing.
 */
@Timeout(240)
class RollingProxyIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int VALUES_PER_STEP = 20;

  private Path folder;

  @BeforeEach
  void createFolder(@TempDir Path empty) {
    folder = empty;
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "HAPROXY"})
  void aRollingRestartLosesNoUpdate(String name) throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(folder, "RSA");
    HttpClient client = HttpClient.newBuilder().sslContext(cert.trusting()).build();
    ThreeNodes nodes = new ThreeNodes(folder, Map.of());
    try {
      nodes.startAll();
      try (RunningProxy proxy =
              RunningProxy.named(name, folder, cert, nodes.httpPort(0), nodes.httpPort(1));
          RollingStream stream = new RollingStream(client, proxy.address(), nodes.token());
          RollingPublisher publisher =
              new RollingPublisher(client, proxy.address(), nodes.token())) {
        stream.start();
        publisher.start();
        for (int node : List.of(0, 1)) {
          publisher.awaitMore(VALUES_PER_STEP);
          nodes.terminate(node);
          publisher.awaitMore(VALUES_PER_STEP);
          nodes.start(node);
          nodes.awaitReady(node, 3);
        }
        publisher.awaitMore(VALUES_PER_STEP);
        long last = publisher.stop();

        Awaitility.await().atMost(TIMEOUT).until(() -> stream.last() >= last);
        assertThat(stream.values())
            .as(proxy::output)
            .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
        assertThat(stream.statuses()).containsOnly(200);
      }
    } finally {
      nodes.killAll();
    }
  }
}
