package io.feedhorn.http.api;

import io.feedhorn.json.PublishFields;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishAttempt;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.ProblemJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the lines of a batch in order. Owned by its event loop, not thread-safe. A long batch
 * is published in slices, so that it does not block the event loop; a slice is sent to the feed
 * writer as a whole. The number of unanswered publishes is bounded, so that it does not block the
 * feed writer. After a line that is refused as unavailable the later ones of its feed are, too:
 * else they would be published before it when its client sends it again.
 */
final class BatchPublish {
  private static final int SLICE_LINES = 64;
  private static final int SLICE_BYTES = 64 * 1024;

  /** Two batches of a cluster: one sent, one ready to be sent. */
  private static final int MAX_UNANSWERED = 1_000;

  private static final int ANSWER_CHARACTERS = 128;

  private final Vertx vertx;
  private final Lines lines;
  private final Function<List<PublishCommand>, Future<List<PublishResult>>> sender;
  private final Consumer<FeedException> refused;
  private final PublishFields fields = new PublishFields();
  private final Map<String, PublishAttempt> attemptsByFeed = new HashMap<>();
  private final @Nullable PublishResult[] results;
  private final Promise<String> done = Promise.promise();
  private int next;
  private int unanswered;
  private int answered;
  private boolean scheduled;

  /** The lines of a batch (port). Lines have indexes from 0. */
  interface Lines {
    int size();

    /** Returns the length of a line. */
    int bytes(int line);

    /**
     * Returns the command of a line.
     *
     * @param fields reads the line
     * @throws FeedException if the line is refused
     */
    PublishCommand command(int line, PublishFields fields);
  }

  /**
   * @param lines at least one
   * @param sender publishes commands in their order; its future has a result for each, and does not
   *     fail
   * @param refused receives the error of each line that failed
   */
  BatchPublish(
      Vertx vertx,
      Lines lines,
      Function<List<PublishCommand>, Future<List<PublishResult>>> sender,
      Consumer<FeedException> refused) {
    this.vertx = vertx;
    this.lines = lines;
    this.sender = sender;
    this.refused = refused;
    this.results = new @Nullable PublishResult[lines.size()];
  }

  /** Publishes the lines. The result has a receipt or problem for each line, in order. */
  Future<String> run() {
    publishSlice();
    return done.future();
  }

  private void publishSlice() {
    scheduled = false;
    int end =
        Math.min(Math.min(lines.size(), next + SLICE_LINES), next + MAX_UNANSWERED - unanswered);
    int bytes = 0;
    List<PublishCommand> commands = new ArrayList<>(SLICE_LINES);
    int[] indexes = new int[SLICE_LINES];
    while (next < end && bytes < SLICE_BYTES) {
      bytes += lines.bytes(next);
      PublishCommand command = command(next);
      if (command != null) {
        indexes[commands.size()] = next;
        commands.add(command);
      }
      next++;
    }
    if (!commands.isEmpty()) {
      unanswered += commands.size();
      sender.apply(commands).onSuccess(answers -> answered(indexes, answers));
    }
    continueOrEnd();
  }

  /** Returns the command of a line; null if it is refused. */
  private @Nullable PublishCommand command(int line) {
    try {
      PublishCommand command = lines.command(line, fields);
      String feed = command.topic().feed();
      return command.of(attemptsByFeed.computeIfAbsent(feed, name -> new PublishAttempt()));
    } catch (RuntimeException failure) {
      set(line, new PublishResult(null, ClientErrors.of(failure)));
      return null;
    }
  }

  private void answered(int[] indexes, List<PublishResult> answers) {
    unanswered -= answers.size();
    for (int i = 0; i < answers.size(); i++) {
      set(indexes[i], answers.get(i));
    }
    continueOrEnd();
  }

  private void set(int line, PublishResult result) {
    results[line] = result;
    answered++;
    if (result.exception() != null) {
      refused.accept(result.exception());
    }
  }

  private void continueOrEnd() {
    if (answered == results.length) {
      done.tryComplete(answers());
    } else if (!scheduled && next < lines.size() && unanswered < MAX_UNANSWERED) {
      scheduled = true;
      vertx.runOnContext(run -> publishSlice());
    }
  }

  private String answers() {
    StringBuilder answers = new StringBuilder(results.length * ANSWER_CHARACTERS);
    for (PublishResult result : results) {
      Receipt receipt = result == null ? null : result.receipt();
      if (receipt != null) {
        receipt.appendJson(answers);
      } else if (result != null && result.exception() != null) {
        answers.append(ProblemJson.json(result.exception()));
      }
      answers.append('\n');
    }
    return answers.toString();
  }
}
