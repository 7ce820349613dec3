package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedStartTest {
  /** Two checks. */
  private static final BoundedStart BOUND = new BoundedStart(Duration.ofMillis(400));

  private final CountDownLatch checks = new CountDownLatch(6);

  /** Fails after more checks than the start may take. */
  private InfinispanGrid start() throws Exception {
    checks.await();
    throw new IOException("the reason");
  }

  private List<String> check(String... members) {
    checks.countDown();
    return List.of(members);
  }

  @Test
  void aNodeWaitsForOtherMembersWithoutALimit() {
    assertThatThrownBy(() -> BOUND.run(this::start, 2, () -> check("a")))
        .isInstanceOf(IOException.class)
        .hasMessage("the reason");
  }

  @Test
  void theStartEndsIfTheMembersAreThere() {
    assertThatThrownBy(() -> BOUND.run(this::start, 2, () -> check("a", "b")))
        .hasMessageContaining("members [a, b]");
  }

  @Test
  void theStartEndsIfNoMemberLetsTheNodeJoin() {
    assertThatThrownBy(() -> BOUND.run(this::start, 2, this::check))
        .hasMessageContaining("members []");
  }

  @Test
  void aFailureOfTheStartIsItsOwn() {
    IllegalStateException failure = new IllegalStateException("no port");

    assertThatThrownBy(
            () ->
                BOUND.run(
                    () -> {
                      throw failure;
                    },
                    1,
                    List::of))
        .isSameAs(failure);
  }
}
