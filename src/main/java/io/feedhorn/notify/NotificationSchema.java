package io.feedhorn.notify;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * The JSON schema of notifications. Safe on any thread: a validation only reads the schema.
 *
 * <p>A value of a feed of notifications is a notification if it is an object with a {@code title},
 * {@code ttl} or {@code collapse}. Any other value of these feeds is plain data.
 */
public final class NotificationSchema {
  private static final String FILE = "notification.schema.json";
  private static final String TITLE = "title";
  private static final List<String> MARKS = List.of(TITLE, "ttl", "collapse");

  private NotificationSchema() {}

  /** Loaded by the first notification: the first update of another feed would wait for 30 ms. */
  private static final class Schema {
    static final Buffer TEXT = read();
    static final JsonObject JSON = new JsonObject(TEXT);
    static final Validator VALIDATOR =
        Validator.create(
            JsonSchema.of(JSON.copy()),
            new JsonSchemaOptions()
                .setBaseUri("app://feedhorn/")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));

    private Schema() {}
  }

  private static Buffer read() {
    try (InputStream file = NotificationSchema.class.getResourceAsStream(FILE)) {
      return Buffer.buffer(Objects.requireNonNull(file, FILE).readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Returns the schema as JSON text. Must not be changed. */
  public static Buffer text() {
    return Schema.TEXT;
  }

  /**
   * Checks a value that is about to be published.
   *
   * @param data compact JSON in UTF-8
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} with the member that is wrong and what is
   *     allowed, if the value is a notification and does not fit the schema
   */
  public static void check(Topic topic, Buffer data) {
    boolean object = data.length() > 0 && data.getByte(0) == '{';
    if (object && NotificationFeeds.contains(topic.feed())) {
      JsonObject value = RawJson.object(data);
      if (MARKS.stream().anyMatch(value::containsKey)) {
        check(value);
      }
    }
  }

  private static void check(JsonObject value) {
    OutputUnit result = Schema.VALIDATOR.validate(value);
    if (Boolean.TRUE.equals(result.getValid())) {
      return;
    }
    String member = value.containsKey(TITLE) ? invalidMember(result) : TITLE;
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        value.containsKey(member)
            ? "The notification's '%s' must be %s.".formatted(member, allowed(member))
            : "The notification has no '%s': %s. An object without title, ttl and collapse is plain data."
                .formatted(member, allowed(member)));
  }

  /** Returns the name of the first member that does not fit. */
  private static String invalidMember(OutputUnit result) {
    return result.getErrors().stream()
        .map(error -> error.getInstanceLocation().replaceFirst("^#?/?", ""))
        .filter(member -> Schema.JSON.getJsonObject("properties").containsKey(member))
        .findFirst()
        .orElse(TITLE);
  }

  private static String allowed(String member) {
    return Schema.JSON.getJsonObject("properties").getJsonObject(member).getString("description");
  }
}
