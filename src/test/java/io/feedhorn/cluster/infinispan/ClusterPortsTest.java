package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.voters.VoterOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterPortsTest {
  private static ClusterOptions options(String host, int port, int eventBusPort) {
    return new ClusterOptions(
        true,
        host,
        port,
        eventBusPort,
        List.of("127.0.0.1:1", host + ":" + port),
        1,
        BootstrapMode.AUTO,
        null,
        new VoterOptions("a", List.of(), 0));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aPortInUseEndsTheStartWithItsSetting() throws IOException {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClusterOptions options = options("127.0.0.1", used.getLocalPort(), 0);

      assertThatThrownBy(() -> InfinispanCluster.join(options, "a", FormatVersion.CURRENT))
          .isInstanceOf(IOException.class)
          .hasNoCause()
          .hasMessageMatching("cluster\\.port 127\\.0\\.0\\.1:\\d+: Address already in use.*");
    }
  }

  @Test
  void theFixedPortOfTheEventBusAndTheAddressAreCheckedToo() throws IOException {
    int free = freePort();
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClusterOptions options = options("127.0.0.1", free, used.getLocalPort());

      assertThatThrownBy(() -> ClusterPorts.requireFree(options))
          .hasMessageStartingWith("cluster.event-bus-port 127.0.0.1:" + used.getLocalPort() + ": ");
      assertThatThrownBy(() -> ClusterPorts.requireFree(options("192.0.2.1", free, 0)))
          .hasMessageStartingWith("cluster.port 192.0.2.1:" + free + ": ");
    }
    assertThatCode(() -> ClusterPorts.requireFree(options("127.0.0.1", free, 0)))
        .doesNotThrowAnyException();
  }
}
