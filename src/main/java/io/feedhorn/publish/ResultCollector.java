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

  /** Adds the result of one publish when it is known. */
  void add(int index, Future<Receipt> receipt) {
    receipt
        .onSuccess(stored -> set(index, new PublishResult(stored, null)))
        .onFailure(failure -> set(index, PublishResult.failed(failure)));
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
