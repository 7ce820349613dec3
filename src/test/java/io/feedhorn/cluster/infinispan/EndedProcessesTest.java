package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class EndedProcessesTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void onlyAClosedPortRefuses() throws IOException {
    InetSocketAddress address;
    // Nothing accepts the connections, as in a suspended process.
    try (ServerSocket listening = new ServerSocket(0, 1, LOOPBACK)) {
      address = new InetSocketAddress(LOOPBACK, listening.getLocalPort());

      for (int i = 0; i < 5; i++) {
        assertThat(EndedProcesses.refuses(address)).isFalse();
      }
    }

    assertThat(EndedProcesses.refuses(address)).isTrue();
  }
}
