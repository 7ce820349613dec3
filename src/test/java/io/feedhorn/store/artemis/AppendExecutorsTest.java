package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendExecutorsTest {
  private final AppendExecutors executors = new AppendExecutors();
  private final Executor executor = executors.getExecutor();
  private final Executor other = executors.getExecutor();

  @AfterEach
  void close() {
    executors.close();
  }

  @Test
  void anAppendRunsInTheThreadThatCalls() throws Exception {
    List<Thread> ran = new CopyOnWriteArrayList<>();
    executors.append(
        () -> {
          executor.execute(() -> ran.add(Thread.currentThread()));
          executor.execute(() -> ran.add(Thread.currentThread()));
        });

    assertThat(ran).containsExactly(Thread.currentThread(), Thread.currentThread());
  }

  @Test
  void whatAnAppendStartsRunsInAnotherThread() throws Exception {
    CompletableFuture<Thread> started = new CompletableFuture<>();
    executors.append(
        () ->
            executor.execute(() -> other.execute(() -> started.complete(Thread.currentThread()))));

    assertThat(started.get()).isNotEqualTo(Thread.currentThread());
  }

  @Test
  void everythingElseRunsInAnotherThread() throws Exception {
    executors.append(() -> executor.execute(() -> {}));
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    executor.execute(() -> ran.complete(Thread.currentThread()));

    assertThat(ran.get()).isNotEqualTo(Thread.currentThread());
  }
}
