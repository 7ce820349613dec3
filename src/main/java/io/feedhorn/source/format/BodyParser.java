package io.feedhorn.source.format;

import io.feedhorn.json.JsonValues;
import io.feedhorn.model.FeedException;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands the messages of a text of any format to an intake. */
public final class BodyParser {
  private BodyParser() {}

  /**
   * Accepts each message of a body, and reports the broken ones, and a body that is not UTF-8.
   *
   * @param position the position of the body; null if it has none
   */
  public static void accept(
      SourceIntake intake,
      Format format,
      byte[] body,
      @Nullable String position,
      Map<String, @Nullable Object> attributes) {
    accept(intake, format, body, StandardCharsets.UTF_8, position, attributes);
  }

  /**
   * Accepts each message of a body, and reports the broken ones, and a body that is not text.
   *
   * @param charset the charset of the body
   * @param position the position of the body; null if it has none
   */
  public static void accept(
      SourceIntake intake,
      Format format,
      byte[] body,
      Charset charset,
      @Nullable String position,
      Map<String, @Nullable Object> attributes) {
    String text;
    try {
      text = StrictText.decode(body, charset);
    } catch (CharacterCodingException notText) {
      String lossy = new String(body, charset);
      intake.reject(lossy, "the message is not text in " + charset.name(), position);
      return;
    }
    accept(intake, format, text, position, attributes);
  }

  /**
   * Accepts each message of a text, and reports the broken ones.
   *
   * @param position the position of the text; null if it has none
   */
  public static void accept(
      SourceIntake intake,
      Format format,
      String text,
      @Nullable String position,
      Map<String, @Nullable Object> attributes) {
    if (format == Format.JSON || format == Format.TEXT) {
      acceptOne(intake, format, LineParser.withoutMark(text), position, attributes);
      return;
    }
    LineParser parser = new LineParser(format);
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      String place = position == null ? null : position + "/" + number;
      try {
        SourceMessage message = parser.parse(line, place);
        if (message != null) {
          intake.accept(new SourceMessage(message.raw(), message.value(), place, attributes));
        }
      } catch (MappingException broken) {
        intake.reject(line, "line " + number + ": " + broken.reason(), place);
      }
    }
    String unfinished = parser.takeUnfinished();
    if (unfinished != null) {
      intake.reject(unfinished, LineParser.UNFINISHED, position);
    }
  }

  private static void acceptOne(
      SourceIntake intake,
      Format format,
      String text,
      @Nullable String position,
      Map<String, @Nullable Object> attributes) {
    try {
      Object value = format == Format.TEXT ? text : JsonValues.parse(text);
      intake.accept(new SourceMessage(text, value, position, attributes));
    } catch (FeedException notJson) {
      intake.reject(text, notJson.reason(), position);
    }
  }
}
