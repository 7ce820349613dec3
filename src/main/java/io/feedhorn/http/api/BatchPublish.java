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
 * A batch that is being published, line by line and in order. Owned by its event loop, not
 * thread-safe. A long one is published in slices, and what else the loop has to do runs in between;
 * the number of lines that wait for the feeds' writer is bounded, so that a batch does not hold up
 * the writer either.
 */
final class BatchPublish {
  private static final int SLICE_LINES = 64;
  private static final int SLICE_BYTES = 64 * 1024;

  /** Two parcels of a cluster: one on its way, one ready. */
  private static final int MAX_UNANSWERED = 1_000;

  private final Vertx vertx;
  private final List<Buffer> lines;
  private final Line publish;
  private final Consumer<FeedException> refused;
  private final String[] answers;
  private final Promise<String> done = Promise.promise();
  private int next;
  private int unanswered;
  private int answered;
  private boolean scheduled;

  /** Publishes one line. */
  @FunctionalInterface
  interface Line {
    /**
     * Publishes a line.
     *
     * @param number the line's number in its batch, from 1
     */
    Future<Receipt> publish(Buffer line, int number);
  }

  /**
   * @param lines at least one
   * @param refused told of each line that failed
   */
  BatchPublish(Vertx vertx, List<Buffer> lines, Line publish, Consumer<FeedException> refused) {
    this.vertx = vertx;
    this.lines = lines;
    this.publish = publish;
    this.refused = refused;
    this.answers = new String[lines.size()];
  }

  /** Publishes the lines; the future has one line for each, in order. */
  Future<String> run() {
    slice();
    return done.future();
  }

  private void slice() {
    scheduled = false;
    int end = Math.min(lines.size(), next + SLICE_LINES);
    int bytes = 0;
    while (next < end && bytes < SLICE_BYTES && unanswered < MAX_UNANSWERED) {
      bytes += lines.get(next).length();
      publish(next++);
    }
    goOn();
  }

  private void publish(int index) {
    unanswered++;
    publish
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
      goOn();
    }
  }

  private void goOn() {
    if (!scheduled && next < lines.size() && unanswered < MAX_UNANSWERED) {
      scheduled = true;
      vertx.runOnContext(now -> slice());
    }
  }
}
