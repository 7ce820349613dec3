package io.feedhorn.alerts;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ShortText;
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
import java.util.Objects;

/** The JSON schema of rules. Safe on any thread: a validation only reads the schema. */
final class AlertSchema {
  private static final String FILE = "alert.schema.json";
  private static final int MAX_SHOWN = 40;
  private static final JsonObject SCHEMA = read();
  private static final JsonObject MEMBERS = SCHEMA.getJsonObject("properties");
  private static final Validator VALIDATOR =
      Validator.create(
          JsonSchema.of(SCHEMA.copy()),
          new JsonSchemaOptions()
              .setBaseUri("app://feedhorn/")
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));

  private AlertSchema() {}

  private static JsonObject read() {
    try (InputStream file = AlertSchema.class.getResourceAsStream(FILE)) {
      return new JsonObject(Buffer.buffer(Objects.requireNonNull(file, FILE).readAllBytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Checks a rule of a client.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} with the member that is wrong and what is
   *     allowed
   */
  static void check(JsonObject rule) {
    OutputUnit result = VALIDATOR.validate(rule);
    if (Boolean.TRUE.equals(result.getValid())) {
      return;
    }
    for (String name : rule.fieldNames()) {
      if (!MEMBERS.containsKey(name)) {
        throw invalid(
            "The rule has a member '%s', which does not exist; its members are %s."
                .formatted(ShortText.of(name, MAX_SHOWN), String.join(", ", MEMBERS.fieldNames())));
      }
    }
    for (Object required : SCHEMA.getJsonArray("required")) {
      if (!rule.containsKey((String) required)) {
        throw invalid("The rule has no '%s': %s.".formatted(required, allowed((String) required)));
      }
    }
    String member = invalidMember(result);
    throw invalid("The rule's '%s' must be %s.".formatted(member, allowed(member)));
  }

  /** Returns the name of the first member that does not fit. */
  private static String invalidMember(OutputUnit result) {
    return result.getErrors().stream()
        .map(error -> error.getInstanceLocation().replaceFirst("^#?/?", ""))
        .filter(MEMBERS::containsKey)
        .findFirst()
        .orElse("topic");
  }

  private static String allowed(String member) {
    return MEMBERS.getJsonObject(member).getString("description");
  }

  static FeedException invalid(String reason) {
    return new FeedException(ErrorCode.BAD_REQUEST, reason);
  }
}
