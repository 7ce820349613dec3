package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.json.JsonMessage;
import java.util.List;
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
  private final RetryPause backoff;
  private final Consumer<String> notices;
  private long batches;
  private long published;
  private long refused;

  /**
   * @param key the beginning of the idempotency key of each batch
   * @param notices receives a line for each refused line and each lost connection
   */
  BatchSender(FeedhornClient client, String key, RetryPause backoff, Consumer<String> notices) {
    this.client = client;
    this.key = key;
    this.backoff = backoff;
    this.notices = notices;
  }

  /**
   * Publishes a batch.
   *
   * @throws ClientException if the server refuses the request, or cannot be reached: at once for
   *     the first batch, after some attempts for a later one
   */
  void send(InputLines batch) throws InterruptedException {
    String body = String.join("\n", batch.lines()) + "\n";
    while (true) {
      String code;
      try {
        List<String> answers = post(body);
        code = temporaryCode(answers);
        if (code == null || backoff.attempts() >= MAX_ATTEMPTS) {
          count(batch, answers);
          batches++;
          backoff.reset();
          return;
        }
      } catch (ClientException failure) {
        if (batches == 0
            || !ServerCall.isTemporary(failure)
            || backoff.attempts() >= MAX_ATTEMPTS) {
          throw failure;
        }
        code = ServerCall.reason(failure);
      }
      notices.accept("Not published yet (" + code + "), trying again.");
      backoff.pause();
    }
  }

  private List<String> post(String body) {
    String answer =
        client
            .post(
                "/v1/publish",
                body,
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                key + "-" + batches)
            .requireStatus(200)
            .body();
    return answer.lines().toList();
  }

  /** Returns the code of a line that can be published later, or null. */
  private static @Nullable String temporaryCode(List<String> answers) {
    return answers.stream()
        .map(answer -> String.valueOf(JsonMessage.parse(answer).optionalString("code")))
        .filter(ServerCall::isTemporary)
        .findFirst()
        .orElse(null);
  }

  private void count(InputLines batch, List<String> answers) {
    if (answers.size() != batch.lines().size()) {
      throw new ConnectionLostException(
          "%d answers to %d lines".formatted(answers.size(), batch.lines().size()));
    }
    for (int i = 0; i < answers.size(); i++) {
      JsonMessage answer = JsonMessage.parse(answers.get(i));
      if (answer.has("code")) {
        refused++;
        notices.accept(
            "line %d: %s: %s"
                .formatted(
                    batch.numbers().get(i),
                    answer.optionalString("code"),
                    answer.optionalString("detail")));
      } else {
        published++;
      }
    }
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
