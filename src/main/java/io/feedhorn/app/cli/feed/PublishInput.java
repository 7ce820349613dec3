package io.feedhorn.app.cli.feed;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Standard input as batches of lines, each with a JSON value. Used by one thread. */
final class PublishInput {
  private static final int MAX_BATCH_LINES = 500;
  private static final int MAX_BATCH_CHARACTERS = 256 * 1024;

  private final LineInput input;
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
   * @param errors receives a text for each line that is not JSON in UTF-8
   */
  PublishInput(
      InputStream input, @Nullable String topic, boolean endsWhenQuiet, Consumer<String> errors) {
    this.input = new LineInput(input);
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
      if (endsWhenQuiet && !lines.isEmpty() && !input.isReady()) {
        break;
      }
      String object = held;
      held = null;
      if (object == null) {
        Buffer line = input.next();
        if (line == null) {
          break;
        }
        lineNumber++;
        object = object(line);
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

  /** Returns the object of a line; null if it is blank, or refused. */
  private @Nullable String object(Buffer line) {
    try {
      String text = RawJson.decode(line);
      if (text.isBlank()) {
        return null;
      }
      String json = RawJson.compact(text).toString();
      return topic == null ? json : "{\"topic\":" + Json.encode(topic) + ",\"data\":" + json + "}";
    } catch (FeedException invalid) {
      refused++;
      errors.accept("line " + lineNumber + ": " + invalid.reason());
      return null;
    }
  }

  /** Returns the number of lines that are not JSON in UTF-8. */
  long refused() {
    return refused;
  }
}
