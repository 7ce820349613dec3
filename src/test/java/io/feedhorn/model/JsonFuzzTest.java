package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON as it comes from outside. */
class JsonFuzzTest {
  /** Below the limits of length and depth, which are no part of the grammar. */
  private static final int LONGEST = JsonText.MOST_LEVELS - 1;

  @FuzzTest
  void staysWhatItIsWithoutItsWhiteSpace(byte[] bytes) {
    String text = Fuzzed.text(bytes);
    if (text.length() > LONGEST) {
      return;
    }
    var compact = Fuzzed.read(() -> JsonText.compact(text), Code.BAD_JSON);

    assertThat(compact != null).as(text).isEqualTo(Rfc8259.isValue(text));
    if (compact != null) {
      String once = compact.toString();
      assertThat(JsonText.compact(once)).hasToString(once);
      assertThat(once).hasSizeLessThanOrEqualTo(text.length());
      assertThat(tokens(once)).isEqualTo(tokens(text));
    }
  }

  /** Numbers with the digits they came with, strings by what they mean. */
  private static List<String> tokens(String json) {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = JsonText.MESSAGE.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token + " " + parser.getText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tokens;
  }
}
