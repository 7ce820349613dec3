package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.infinispan.commons.CacheConfigurationException;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.IllegalLifecycleStateException;
import org.junit.jupiter.api.Test;

class RepeatedStartTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Queue<RuntimeException> failures =
      new ArrayDeque<>(
          List.of(new CacheConfigurationException("first"), new CacheException("second")));

  private String start() {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return "started";
  }

  @Test
  void startsAgainUntilTheCacheIsStarted() throws Exception {
    RepeatedStart repeated = new RepeatedStart(Duration.ofMinutes(1), PAUSE);

    assertThat(repeated.run("heads", failure -> true, this::start)).isEqualTo("started");
    assertThat(failures).isEmpty();
  }

  @Test
  void failsLikeTheLastAttemptIfTheTimeIsOver() {
    RepeatedStart repeated = new RepeatedStart(Duration.ZERO, PAUSE);

    assertThatThrownBy(() -> repeated.run("heads", failure -> true, this::start))
        .hasMessage("first");
    assertThat(failures).hasSize(1);
  }

  @Test
  void aFailureThatIsNotTransientEndsIt() {
    RepeatedStart repeated = new RepeatedStart(Duration.ofMinutes(1), PAUSE);

    assertThatThrownBy(
            () ->
                repeated.run("heads", failure -> "first".equals(failure.getMessage()), this::start))
        .hasMessage("second");
  }

  @Test
  void aStoppedGridEndsIt() {
    RepeatedStart repeated = new RepeatedStart(Duration.ofMinutes(1), PAUSE);
    failures.clear();
    failures.add(new IllegalLifecycleStateException("stopped"));

    assertThatThrownBy(() -> repeated.run("heads", failure -> true, this::start))
        .hasMessage("stopped");
  }

  @Test
  void anotherExceptionEndsIt() {
    RepeatedStart repeated = new RepeatedStart(Duration.ofMinutes(1), PAUSE);

    assertThatThrownBy(
            () ->
                repeated.run(
                    "heads",
                    failure -> true,
                    () -> {
                      throw new IllegalStateException("stopped");
                    }))
        .hasMessage("stopped");
  }
}
