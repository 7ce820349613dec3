package io.feedhorn.app.cli.feed;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Standard input as batches of lines, each with a JSON value. Used by one thread. */
final class PublishInput {
  private static final int MAX_BATCH_LINES = 500;
  private static final int MAX_BATCH_CHARACTERS = 256 * 1024;

  private final BufferedReader input;
  private final @Nullable String topic;
  private final boolean endsWhenQuiet;
  private final Consumer<String> errors;
  // The object of the newest line, if it did not fit into the previous batch.
  private @Nullable String held;
  private long lineNumber;
  private long refused;

  /**
   * @param topic the topic of all lines; null if each line has its own
   * @param endsWhenQuiet true to end a batch also when no line is waiting, so that a value is not
   *     delayed; false if a repetition must have the same batches
   * @param errors receives a text for each line that is not JSON
   */
  PublishInput(
      InputStream input, @Nullable String topic, boolean endsWhenQuiet, Consumer<String> errors) {
    this.input = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
    this.topic = topic;
    this.endsWhenQuiet = endsWhenQuiet;
    this.errors = errors;
  }

  /** Returns the next batch, or null at the end. Only a batch of one line may be long. */
  @Nullable InputLines next() throws IOException {
    List<String> lines = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    int characters = 0;
    while (lines.size() < MAX_BATCH_LINES && characters < MAX_BATCH_CHARACTERS) {
      if (endsWhenQuiet && !lines.isEmpty() && !input.ready()) {
        break;
      }
      String object = held;
      held = null;
      if (object == null) {
        String line = input.readLine();
        if (line == null) {
          break;
        }
        lineNumber++;
        object = line.isBlank() ? null : object(line);
      }
      if (object == null) {
        continue;
      }
      if (!lines.isEmpty() && characters + object.length() > MAX_BATCH_CHARACTERS) {
        held = object;
        break;
      }
      lines.add(object);
      numbers.add(lineNumber);
      characters += object.length();
    }
    return lines.isEmpty() ? null : new InputLines(lines, numbers);
  }

  private @Nullable String object(String line) {
    try {
      String json = RawJson.compact(line).toString();
      return topic == null ? json : "{\"topic\":" + Json.encode(topic) + ",\"data\":" + json + "}";
    } catch (FeedException invalid) {
      refused++;
      errors.accept("line " + lineNumber + ": " + invalid.reason());
      return null;
    }
  }

  /** Returns the number of lines that are not JSON. */
  long refused() {
    return refused;
  }
}
