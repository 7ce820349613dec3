package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.stack.Protocol;
import org.jgroups.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final long INTERVAL_MILLIS = 5;

  private final Address self = UUID.randomUUID();
  private final Address other = UUID.randomUUID();
  private final Heartbeats heartbeats = new Heartbeats();

  /** A transport that is sending its first message until it is interrupted, and ignores that. */
  private static final class BlockedTransport extends Protocol {
    final CompletableFuture<Thread> sender = new CompletableFuture<>();

    @Override
    public @Nullable Object down(Message message) {
      if (sender.complete(Thread.currentThread())) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException ignored) {
          // As a transport does that logs each failure of a message.
        }
      }
      return null;
    }
  }

  @Test
  void theThreadEndsAlthoughItsInterruptIsLost() throws Exception {
    BlockedTransport transport = new BlockedTransport();
    heartbeats.setDownProtocol(transport);
    heartbeats.setInterval(INTERVAL_MILLIS);
    heartbeats.handleViewChange(View.create(self, 1, self, other));
    Thread sender = transport.sender.get(10, TimeUnit.SECONDS);
    heartbeats.handleViewChange(View.create(self, 2, self));
    sender.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(sender.isAlive()).isFalse();
  }
}
