package io.feedhorn.publish;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the results of publishes that are appended together. Owned by the writer's event loop,
 * not thread-safe.
 */
final class ResultCollector {
  private final PublishResult[] results;
  private final Promise<List<PublishResult>> all = Promise.promise();
  private int missing;

  /**
   * @param size the number of results, at least one
   */
  ResultCollector(int size) {
    this.results = new PublishResult[size];
    this.missing = size;
  }

  /** Appends one publish, and adds its result when it is known. */
  void add(int index, FeedWriter writer, PublishCommand command) {
    append(writer, command)
        .onSuccess(stored -> set(index, new PublishResult(stored, null)))
        .onFailure(failure -> set(index, PublishResult.failed(failure)));
  }

  /** An exception is the result of its publish alone. */
  private static Future<Receipt> append(FeedWriter writer, PublishCommand command) {
    try {
      command.checkOrder();
      // At once, if it is known at once, so that the next publish of the sender is refused, too.
      return writer.append(command).onFailure(command::onRefused);
    } catch (RuntimeException failure) {
      command.onRefused(failure);
      return Future.failedFuture(failure);
    }
  }

  private void set(int index, PublishResult result) {
    results[index] = result;
    if (--missing == 0) {
      all.complete(Arrays.asList(results));
    }
  }

  /** Completes with all results, in the order of the publishes. Never fails. */
  Future<List<PublishResult>> all() {
    return all.future();
  }
}
