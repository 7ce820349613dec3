package io.feedhorn.reader;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Consumer;

/** Publishes the states of all stored readers at the start, in parts that do not block the loop. */
final class StoredReaders {
  private static final int PART = 200;

  private final Consumer<ReaderState> publisher;

  StoredReaders(Consumer<ReaderState> publisher) {
    this.publisher = publisher;
  }

  /** Completes when all are published. */
  Future<Void> publish(Context context, List<ReaderState> states) {
    Promise<Void> done = Promise.promise();
    publish(context, states, 0, done);
    return done.future();
  }

  private void publish(Context context, List<ReaderState> states, int from, Promise<Void> done) {
    int to = Math.min(from + PART, states.size());
    states.subList(from, to).forEach(publisher);
    if (to < states.size()) {
      context.runOnContext(next -> publish(context, states, to, done));
    } else {
      done.complete();
    }
  }
}
