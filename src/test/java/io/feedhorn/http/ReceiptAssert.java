package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receipt in exactly the form of the contract: these fields in this order, and no other.
 *
 * @param ts the text of the number
 */
public record ReceiptAssert(String topic, long offset, long seq, String cursor, String ts) {
  private static final Pattern FIELDS =
      Pattern.compile(
          "\"topic\":\"([^\"]+)\",\"offset\":(\\d+),\"seq\":(\\d+),\"cursor\":\"([^\"]+)\","
              + "\"ts\":(\\d+(?:\\.\\d{1,3})?)");

  /** Reads the body of a 201. */
  static ReceiptAssert from(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return of(answer.body());
  }

  /** Reads an object of exactly these fields. */
  public static ReceiptAssert of(String json) {
    assertThat(json).matches("\\{" + FIELDS + "\\}");
    return within(json);
  }

  /** Reads the fields from any part of a message. */
  public static ReceiptAssert within(String message) {
    Matcher fields = FIELDS.matcher(message);
    assertThat(fields.find()).as(message).isTrue();
    return new ReceiptAssert(
        fields.group(1),
        Long.parseLong(fields.group(2)),
        Long.parseLong(fields.group(3)),
        fields.group(4),
        fields.group(5));
  }

  /** Returns the update object that every reader must receive, byte for byte. */
  public String update(String compactData) {
    return update("data", compactData);
  }

  /** Returns the update object of a deletion. */
  public String deletion() {
    return update("deleted", "true");
  }

  private String update(String name, String value) {
    return "{\"type\":\"update\",\"topic\":\"%s\",\"offset\":%d,\"seq\":%d,\"ts\":%s,\"%s\":%s}"
        .formatted(topic, offset, seq, ts, name, value);
  }
}
