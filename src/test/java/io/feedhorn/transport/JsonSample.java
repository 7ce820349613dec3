package io.feedhorn.transport;

import io.feedhorn.limits.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that servers and libraries treat differently, with the expected result.
 *
 * @param text the value as a client sends it
 * @param compact the data of the update, or null if the value is refused
 * @param code the refusal's code, or null if the value is accepted
 */
record JsonSample(String text, @Nullable String compact, @Nullable String code) {
  static final int MESSAGE_BYTES = Limits.DEFAULT.messageBytes();

  private static final List<String> ACCEPTED =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-0.0",
          "1.10",
          "1e5",
          "1E+5",
          "1e-05",
          "0e0",
          "9007199254740993",
          "8389765929445198309",
          "123456789012345678901234567890",
          "0.1000000000000000055511151231257827",
          "1.7976931348623157e309",
          "-1e-400",
          "5e-324",
          "1".repeat(1_000),
          "-" + "9".repeat(997) + ".1",
          "[1," + "0.".concat("1".repeat(998)) + "]",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\u00e9\"",
          "\"é\"",
          "\"e\u0301\"",
          "\"\\ud83d\\ude00\"",
          "\"😀\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\/\"",
          "\"/\"",
          "\"\\\"\\\\\\b\\f\\n\\r\\t\"",
          "\"\u2028\u2029\u0085\"",
          "\"\u007f\uffff\"",
          "\"\ufeff\"",
          "\"</script><!--\"",
          "\"},{\\\"type\\\":\\\"update\\\"\"",
          "\"id: 1\\n\\ndata: 2\"",
          "[]",
          "{}",
          "[[],{}]",
          "{\"\":0}",
          "{\"a\":1,\"a\":2}",
          "{\" a b \":[1,{\"c\":null}]}",
          "{\"__proto__\":{\"x\":1}}",
          "{\"type\":\"update\",\"topic\":\"x.y\",\"data\":1}",
          "{\"\\u0061\":1,\"a\":2}",
          "[".repeat(500) + "]".repeat(500),
          "{\"a\":".repeat(499) + "{}" + "}".repeat(499),
          "\"" + "x".repeat(MESSAGE_BYTES - 2) + "\"",
          "{\"" + "n".repeat(60_000) + "\":1}");

  private static final List<String> NOT_JSON =
      List.of(
          "",
          " ",
          "nope",
          "nul",
          "{",
          "]",
          "1]",
          "[1,]",
          "{\"a\":}",
          "{\"a\":1,}",
          "{a:1}",
          "{'a':1}",
          "01",
          "+1",
          ".5",
          "1.",
          "1e",
          "0x10",
          "NaN",
          "-Infinity",
          "\"\t\"",
          "\"\\x41\"",
          "\"\\u12\"",
          "\"open",
          "1 2",
          "/* */1",
          "1//",
          "\ufeff1",
          "\u00a01");

  /** Returns all values. */
  static List<JsonSample> all() {
    List<JsonSample> all = new ArrayList<>();
    ACCEPTED.forEach(text -> all.add(new JsonSample(text, text, null)));
    all.add(new JsonSample(" \t{ \"a b\" :\r\n [ 1 ,\t2 ] } \n", "{\"a b\":[1,2]}", null));
    all.add(new JsonSample("\n\"  kept  \\n \"\r", "\"  kept  \\n \"", null));
    NOT_JSON.forEach(text -> all.add(new JsonSample(text, null, "bad_json")));
    for (String outOfBounds :
        List.of(
            "1".repeat(1_001),
            "1".repeat(999) + ".1",
            "[" + "1".repeat(997) + "e+10]",
            "[".repeat(501) + "]".repeat(501),
            "{\"a\":".repeat(501) + "1" + "}".repeat(501))) {
      all.add(new JsonSample(outOfBounds, null, "bad_request"));
    }
    String tooLarge = "\"" + "x".repeat(MESSAGE_BYTES - 1) + "\"";
    all.add(new JsonSample(tooLarge, null, "too_large"));
    return all;
  }

  @Override
  public String toString() {
    return text.length() > 60 ? text.substring(0, 60) + "… " + text.length() : text;
  }
}
