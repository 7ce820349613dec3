package io.feedhorn.http.api;

import io.feedhorn.model.FeedException;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.ProblemJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes the lines of a batch in order. Owned by its event loop, not thread-safe. A long batch
 * is published in slices, so that it does not block the event loop. The number of unanswered
 * publishes is bounded, so that it does not block the feed writer.
 */
final class BatchPublish {
  private static final int SLICE_LINES = 64;
  private static final int SLICE_BYTES = 64 * 1024;

  /** Two batches of a cluster: one sent, one ready to be sent. */
  private static final int MAX_UNANSWERED = 1_000;

  private final Vertx vertx;
  private final List<Buffer> lines;
  private final LinePublisher publisher;
  private final Consumer<FeedException> refused;
  private final String[] answers;
  private final Promise<String> done = Promise.promise();
  private int next;
  private int unanswered;
  private int answered;
  private boolean scheduled;

  /** The publishing of one line. */
  @FunctionalInterface
  interface LinePublisher {
    /**
     * Publishes a line.
     *
     * @param number the line's number in its batch, from 1
     */
    Future<Receipt> publish(Buffer line, int number);
  }

  /**
   * @param lines at least one
   * @param refused receives the error of each line that failed
   */
  BatchPublish(
      Vertx vertx, List<Buffer> lines, LinePublisher publisher, Consumer<FeedException> refused) {
    this.vertx = vertx;
    this.lines = lines;
    this.publisher = publisher;
    this.refused = refused;
    this.answers = new String[lines.size()];
  }

  /** Publishes the lines. The result has a receipt or problem for each line, in order. */
  Future<String> run() {
    publishSlice();
    return done.future();
  }

  private void publishSlice() {
    scheduled = false;
    int end = Math.min(lines.size(), next + SLICE_LINES);
    int bytes = 0;
    while (next < end && bytes < SLICE_BYTES && unanswered < MAX_UNANSWERED) {
      bytes += lines.get(next).length();
      publish(next++);
    }
    scheduleNext();
  }

  private void publish(int index) {
    unanswered++;
    publisher
        .publish(lines.get(index), index + 1)
        .map(Receipt::json)
        .otherwise(this::problem)
        .onSuccess(answer -> answered(index, answer));
  }

  private String problem(Throwable failure) {
    FeedException exception = ClientErrors.of(failure);
    refused.accept(exception);
    return ProblemJson.json(exception);
  }

  private void answered(int index, String answer) {
    answers[index] = answer;
    unanswered--;
    if (++answered == answers.length) {
      done.complete(String.join("\n", answers) + "\n");
    } else {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    if (!scheduled && next < lines.size() && unanswered < MAX_UNANSWERED) {
      scheduled = true;
      vertx.runOnContext(run -> publishSlice());
    }
  }
}
