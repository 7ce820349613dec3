package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FuzzInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON text of clients. */
class RawJsonFuzzTest {
  /** A maximum below the limits of length and depth, which are not part of the grammar. */
  private static final int MAX = RawJson.MAX_LEVELS - 1;

  @FuzzTest
  void keepsItsTokensWithoutWhiteSpace(byte[] bytes) {
    String text = FuzzInput.text(bytes);
    if (text.length() > MAX) {
      return;
    }
    var compact = FuzzInput.read(() -> RawJson.compact(text), ErrorCode.BAD_JSON);

    assertThat(compact != null).as(text).isEqualTo(Rfc8259.isValue(text));
    if (compact != null) {
      String once = compact.toString();
      assertThat(RawJson.compact(once)).hasToString(once);
      assertThat(once).hasSizeLessThanOrEqualTo(text.length());
      assertThat(tokens(once)).isEqualTo(tokens(text));
    }
  }

  /** Returns the tokens: numbers with their digits, strings with their values. */
  private static List<String> tokens(String json) {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = RawJson.MESSAGE.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token + " " + parser.getText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tokens;
  }
}
