package io.feedhorn.store.artemis;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.journal.IOCompletion;

/** Waits until the journal has written some records. Notified by threads of the journal. */
final class Completion implements IOCompletion {
  private final AtomicInteger pending = new AtomicInteger(1);
  private final CompletableFuture<Void> written = new CompletableFuture<>();

  @Override
  public void storeLineUp() {
    pending.incrementAndGet();
  }

  @Override
  public void done() {
    if (pending.decrementAndGet() == 0) {
      written.complete(null);
    }
  }

  @Override
  public void onError(int code, String message) {
    fail(new IOException(message));
  }

  void fail(Throwable reason) {
    written.completeExceptionally(reason);
  }

  /** Waits for all records that were appended with this object. */
  void await() throws IOException {
    done();
    try {
      written.get();
    } catch (ExecutionException exception) {
      throw new IOException(exception.getCause());
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
      throw new IOException("The thread of the store was interrupted.", exception);
    }
  }
}
