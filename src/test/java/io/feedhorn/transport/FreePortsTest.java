package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final int BLOCK = 2_000;

  @Test
  void portsAreOutsideTheRangeOfOutgoingConnections() {
    Set<Integer> ports =
        IntStream.range(0, 20).map(i -> FreePorts.next()).boxed().collect(Collectors.toSet());

    assertThat(ports).hasSize(20).allMatch(port -> port > 10_000 && port < 32_000);
  }

  @Test
  void aPortInUseIsNotReturned() throws IOException {
    int used = FreePorts.next();
    try (ServerSocket socket = new ServerSocket(used)) {
      assertThat(IntStream.range(0, 2 * BLOCK).map(i -> FreePorts.next()))
          .doesNotContain(socket.getLocalPort());
    }
  }

  @Test
  void anotherProcessGetsAnotherBlock() throws IOException {
    int own = FreePorts.next() / BLOCK;
    try (ServerSocket other = FreePorts.lockBlock()) {
      assertThat(other.getLocalPort() % BLOCK).isZero();
      assertThat(other.getLocalPort() / BLOCK).isNotEqualTo(own);
    }
  }
}
