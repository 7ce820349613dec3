package io.feedhorn.cluster.infinispan;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Starts a grid on a thread of its own, and gives it up if another member does not answer. The
 * limits of Infinispan 15.2.6 are four minutes for each cache and each request, begin again when
 * the members change, and cannot be set for its own caches. Used by one thread; blocks.
 *
 * @param longest the time that the start may take while the members are there
 */
record BoundedStart(Duration longest) {
  private static final long CHECK_MILLIS = 200;

  /**
   * Returns the started grid. One that starts after the time is over is stopped.
   *
   * @param start starts the grid
   * @param minMembers the number of members that the start waits for, without a limit
   * @param members returns the members that this node sees, or none before it has joined them
   * @throws IOException of the start, or because the time is over
   */
  InfinispanGrid run(Callable<InfinispanGrid> start, int minMembers, Supplier<List<String>> members)
      throws IOException {
    CompletableFuture<InfinispanGrid> grid = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(grid, start), "feedhorn-join");
    thread.setDaemon(true);
    thread.start();
    // Checks are counted, so the suspension of this process, or of the machine, is one check.
    long left = longest.toMillis() / CHECK_MILLIS;
    while (true) {
      try {
        return grid.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notStarted) {
        List<String> present = members.get();
        boolean isWaiting = !present.isEmpty() && present.size() < minMembers;
        if (!isWaiting && --left <= 0) {
          grid.completeExceptionally(tooLate(present));
        }
      } catch (ExecutionException failure) {
        throw rethrow(failure);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("The start was interrupted.", interrupted);
      }
    }
  }

  private static void complete(
      CompletableFuture<InfinispanGrid> grid, Callable<InfinispanGrid> start) {
    try {
      InfinispanGrid started = start.call();
      if (!grid.complete(started)) {
        started.stop();
      }
    } catch (Exception | Error failure) {
      grid.completeExceptionally(failure);
    }
  }

  /**
   * Returns the error of a node that does not get answers.
   *
   * @param members the members that the node sees, the coordinator first
   */
  IOException tooLate(List<String> members) {
    return new IOException(
        ("This node could not join the grid of the members %s within %d s, because one of them, most"
                + " likely the first, does not answer. Start this node again.")
            .formatted(members, longest.toSeconds()));
  }

  private static IOException rethrow(ExecutionException failed) throws IOException {
    Throwable cause = failed.getCause();
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof IOException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    return new IOException(failed);
  }
}
