package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes batches, one after the other. A batch that failed for a moment is sent again with the
 * same idempotency key, so no value is published twice. Used by one thread, which it blocks.
 */
final class BatchSender {
  private static final int MAX_ATTEMPTS = 8;

  private final FeedhornClient client;
  private final String key;
  private final boolean keyIsRandom;
  private final RetryPause backoff;
  private final Consumer<String> notices;
  private long batches;
  private long published;
  private long refused;

  /**
   * @param key the beginning of the idempotency key of each batch, for a repetition of all batches;
   *     null for a random one
   * @param notices receives a line for each refused line and each lost connection
   */
  BatchSender(
      FeedhornClient client, @Nullable String key, RetryPause backoff, Consumer<String> notices) {
    this.client = client;
    this.key = key == null ? UUID.randomUUID().toString() : key;
    this.keyIsRandom = key == null;
    this.backoff = backoff;
    this.notices = notices;
  }

  /**
   * Publishes a batch.
   *
   * @throws ClientException if the server refuses the request, or cannot be reached: at once for
   *     the first batch if nothing of it can have arrived and the server does not say when it can,
   *     else after some attempts; with a key of the user also if a line stays unavailable
   */
  void send(InputLines batch) throws InterruptedException {
    InputLines rest = batch;
    List<JsonMessage> answers = List.of();
    int round = 0;
    while (true) {
      String code;
      Duration asked = Duration.ZERO;
      try {
        answers = merged(answers, post(rest, round));
        code = temporaryCode(answers);
        if (code == null || backoff.attempts() >= MAX_ATTEMPTS) {
          count(rest, answers, true);
          requireAvailable(answers);
          break;
        }
        // With the published lines, a limit below the size of the batch would never be kept. A key
        // of the user belongs to the whole batch, which a repetition of the command sends again.
        if (keyIsRandom && hasPublished(answers) && !mayBePublished(answers)) {
          rest = count(rest, answers, false);
          answers = List.of();
          round++;
          backoff.reset();
        }
      } catch (ClientException failure) {
        if (rest.lines().size() == 1
            && failure instanceof RequestRefusedException answer
            && isTooLarge(answer)) {
          refuse(rest.numbers().get(0), answer.code(), answer.detail());
          break;
        }
        boolean first = batches == 0 && round == 0 && answers.isEmpty();
        if ((first && !ServerCall.isRepeated(failure))
            || !ServerCall.isTemporary(failure)
            || backoff.attempts() >= MAX_ATTEMPTS) {
          throw failure;
        }
        code = ServerCall.reason(failure);
        asked = ServerCall.retryAfter(failure);
      }
      notices.accept("Not published yet (" + code + "), trying again.");
      backoff.pause(asked);
    }
    batches++;
    backoff.reset();
  }

  /**
   * Sends lines of a batch.
   *
   * @param round the number of times that lines of this batch were left over
   */
  private List<JsonMessage> post(InputLines lines, int round) {
    String batchKey = key + "-" + batches + (round == 0 ? "" : "-" + round);
    String answer =
        client
            .post(
                "/v1/publish",
                String.join("\n", lines.lines()) + "\n",
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                batchKey)
            .requireStatus(200)
            .body();
    List<JsonMessage> answers = answer.lines().map(JsonMessage::parse).toList();
    if (answers.size() != lines.lines().size()) {
      throw new ConnectionLostException(
          "%d answers to %d lines".formatted(answers.size(), lines.lines().size()));
    }
    return answers;
  }

  /**
   * Returns the answers to a repetition of lines. A line that was published before is published,
   * also if a limit refuses its repetition.
   *
   * @param before the answers until then; empty if there are none
   */
  private static List<JsonMessage> merged(List<JsonMessage> before, List<JsonMessage> newest) {
    List<JsonMessage> merged = new ArrayList<>(newest);
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).has("code")) {
        merged.set(i, before.get(i));
      }
    }
    return merged;
  }

  /** Returns the code of a line that can be published later, or null. */
  private static @Nullable String temporaryCode(List<JsonMessage> answers) {
    return answers.stream()
        .map(answer -> String.valueOf(answer.optionalString("code")))
        .filter(ServerCall::isTemporary)
        .findFirst()
        .orElse(null);
  }

  private static boolean hasPublished(List<JsonMessage> answers) {
    return answers.stream().anyMatch(answer -> !answer.has("code"));
  }

  /**
   * Returns true if a line that was refused may be published nevertheless, or will be: then only
   * its own idempotency key, which depends on its place in the batch, prevents a second time.
   */
  private static boolean mayBePublished(List<JsonMessage> answers) {
    return answers.stream()
        .anyMatch(answer -> ErrorCode.UNAVAILABLE.wire().equals(answer.optionalString("code")));
  }

  /**
   * Stops after a line that stays unavailable, if the user can repeat all batches: the repetition
   * would publish it behind later ones.
   */
  private void requireAvailable(List<JsonMessage> answers) {
    if (!keyIsRandom && mayBePublished(answers)) {
      throw new RequestRefusedException(
          ErrorCode.UNAVAILABLE.wire(),
          "The lines after these are not published. Repeat the command with the same key.");
    }
  }

  private static boolean isTooLarge(RequestRefusedException refusal) {
    return refusal.code().equals(ErrorCode.TOO_LARGE.wire()) || refusal.code().equals("HTTP 413");
  }

  /**
   * Counts the lines that were published or refused.
   *
   * @param all false to leave over the lines that can be published later
   * @return the lines that are left over
   */
  private InputLines count(InputLines sent, List<JsonMessage> answers, boolean all) {
    List<String> lines = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      JsonMessage answer = answers.get(i);
      String code = answer.optionalString("code");
      if (code == null) {
        published++;
      } else if (all || !ServerCall.isTemporary(code)) {
        refuse(sent.numbers().get(i), code, answer.optionalString("detail"));
      } else {
        lines.add(sent.lines().get(i));
        numbers.add(sent.numbers().get(i));
      }
    }
    return new InputLines(lines, numbers);
  }

  private void refuse(long number, String code, @Nullable String detail) {
    refused++;
    notices.accept("line %d: %s: %s".formatted(number, code, detail));
  }

  /** Returns the number of published values. */
  long published() {
    return published;
  }

  /** Returns the number of lines that the server refused. */
  long refused() {
    return refused;
  }
}
