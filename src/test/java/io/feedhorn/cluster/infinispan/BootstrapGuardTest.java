package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BootstrapGuardTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicInteger members = new AtomicInteger(1);
  private ServerSocket own;
  private ServerSocket second;
  private ServerSocket third;
  private BootstrapGuard guard;

  @BeforeEach
  void listen() throws IOException {
    own = listening();
    second = listening();
    third = listening();
    List<String> addresses =
        List.of(own, second, third).stream()
            .map(socket -> "127.0.0.1:" + socket.getLocalPort())
            .toList();
    guard =
        new BootstrapGuard(
            new ClusterOptions(
                true, "127.0.0.1", own.getLocalPort(), addresses, 2, BootstrapMode.AUTO, null),
            members::get);
  }

  /** Listens on a port that no other process takes when it is closed. */
  private static ServerSocket listening() throws IOException {
    return new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    own.close();
    second.close();
    third.close();
  }

  private CompletableFuture<Void> waiting(Duration longest) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            guard.await(longest);
          } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
          }
        });
  }

  private static boolean awaitGuard(CompletableFuture<Void> waiting, long millis) throws Exception {
    try {
      waiting.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  @Test
  void aSingleNodeWaitsForRunningMembersUntilAMajorityIsInView() throws Exception {
    second.close();
    CompletableFuture<Void> waiting = waiting(LONG);
    assertThat(awaitGuard(waiting, 1_000)).isFalse();

    members.set(2);

    assertThat(awaitGuard(waiting, 30_000)).isTrue();
  }

  @Test
  void aSingleNodeContinuesWhenNoOtherNodeRuns() throws Exception {
    second.close();
    CompletableFuture<Void> waiting = waiting(LONG);
    assertThat(awaitGuard(waiting, 1_000)).isFalse();

    third.close();

    assertThat(awaitGuard(waiting, 30_000)).isTrue();
  }

  @Test
  void aMajorityOfMembersDoesNotWaitForTheOthers() throws Exception {
    members.set(2);

    assertThat(awaitGuard(waiting(LONG), 30_000)).isTrue();
  }

  @Test
  void theWaitEndsAfterTheTimeout() throws Exception {
    assertThat(awaitGuard(waiting(Duration.ofMillis(300)), 30_000)).isTrue();
  }
}
