package io.feedhorn.store.artemis;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.apache.activemq.artemis.utils.actors.OrderedExecutorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The executors of a journal. An append runs in the thread that calls the journal: to hand each
 * record over to a thread of the journal costs more than to append it. Everything else, also what
 * an append starts, such as opening the next file and compacting, runs in threads of its own.
 */
final class AppendExecutors implements ExecutorFactory {
  private static final String THREAD = "feedhorn-store-files";
  private static final long CLOSE_SECONDS = 120;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread created = new Thread(task, THREAD);
            created.setDaemon(true);
            return created;
          });
  private final OrderedExecutorFactory ordered = new OrderedExecutorFactory(threads);

  /** The thread in {@link #append}, which alone sets this field. */
  private volatile @Nullable Thread appender;

  /** Calls of a journal that append. */
  interface Appends {
    void run() throws Exception;
  }

  /** Calls the journal for appends, which run in this thread. */
  void append(Appends calls) throws Exception {
    appender = Thread.currentThread();
    try {
      calls.run();
    } finally {
      appender = null;
    }
  }

  @Override
  public ArtemisExecutor getExecutor() {
    ArtemisExecutor executor = ordered.getExecutor();
    return task -> execute(executor, task);
  }

  private void execute(ArtemisExecutor executor, Runnable task) {
    Thread current = Thread.currentThread();
    if (appender != current) {
      executor.execute(task);
      return;
    }
    // What the append itself starts does not run in this thread.
    appender = null;
    try {
      task.run();
    } finally {
      appender = current;
    }
  }

  /** Ends the threads after all that they were given. */
  void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
    }
  }
}
