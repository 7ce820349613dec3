package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.FeedException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is read in one pass has the result of the parser. */
class PublishFieldsTest {
  private static final int ROUNDS = 20_000;

  private final PublishFields fields = new PublishFields();

  private record Publish(String topic, String data) {}

  private @Nullable Publish scanned(byte[] line) {
    byte[] around = new byte[line.length + 2];
    Arrays.fill(around, (byte) '"');
    System.arraycopy(line, 0, around, 1, line.length);
    return fields.read(around, 1, around.length - 1)
        ? new Publish(
            new String(
                around,
                fields.topicStart(),
                fields.topicEnd() - fields.topicStart(),
                StandardCharsets.UTF_8),
            fields.data().toString())
        : null;
  }

  private static @Nullable Publish parsed(byte[] line) {
    try {
      JsonMessage message = JsonMessage.parse(RawJson.decode(Buffer.buffer(line)));
      String data = RawJson.compact(message.value("data").toString()).toString();
      return new Publish(message.string("topic"), data);
    } catch (FeedException refused) {
      return null;
    }
  }

  private static @Nullable String compacted(byte[] text) {
    try {
      return RawJson.compact(RawJson.decode(Buffer.buffer(text))).toString();
    } catch (FeedException refused) {
      return null;
    }
  }

  private void assertEqual(byte[] line) {
    Publish scanned = scanned(line);
    if (scanned != null) {
      assertThat(scanned).isEqualTo(parsed(line));
    }
    Buffer compact = fields.compact(line);
    if (compact != null) {
      assertThat(compact.toString()).isEqualTo(compacted(line));
    }
  }

  @Test
  void usualLinesAreReadInOnePass() {
    assertThat(
            scanned(
                "{\"topic\":\"a.b\",\"data\":{\"x\":[1,-2.5e3,\"é\\n\"]}}"
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Publish("a.b", "{\"x\":[1,-2.5e3,\"é\\n\"]}"));
    assertThat(
            scanned(
                " { \"id\" : 7 , \"data\" : [ 1 , \" x \" ] , \"topic\" : \"a.é\" } "
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Publish("a.é", "[1,\" x \"]"));
    assertThat(fields.compact(" {\"a\" :\tnull} ".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Buffer.buffer("{\"a\":null}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"topic\":\"a.b\",\"data\":1,\"topic\":\"a.c\"}",
        "{\"topic\":\"a.b\",\"data\":1,\"data\":2}",
        "{\"topic\":\"a\\u002eb\",\"data\":1}",
        "{\"t\\u006fpic\":\"a.b\",\"data\":1}",
        "{\"topic\":\"a.b\",\"data\":01}",
        "{\"topic\":\"a.b\",\"data\":1.}",
        "{\"topic\":\"a.b\",\"data\":\"\\x\"}",
        "{\"topic\":\"a.b\",\"data\":\"\\u00g0\"}",
        "{\"topic\":\"a.b\",\"data\":nul}",
        "{\"topic\":\"a.b\",\"data\":1}}",
        "{\"topic\":\"a.b\",\"data\":1,}",
        "{\"topic\":\"a.b\"}",
        "{\"data\":1}",
        "{\"topic\":7,\"data\":1}",
        "[1]",
        "{}",
        "{",
        ""
      })
  void unusualAndInvalidLinesAreLeftToTheParser(String line) {
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);

    assertThat(scanned(utf8)).isNull();
    assertEqual(utf8);
  }

  @Test
  void bytesThatAreNotUtf8AreLeftToTheParser() {
    byte[] line = "{\"topic\":\"a.b\",\"data\":\"?\"}".getBytes(StandardCharsets.UTF_8);
    line[line.length - 3] = (byte) 0xC0;

    assertThat(scanned(line)).isNull();
    assertThat(fields.compact(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}))
        .isNull();
  }

  @Test
  void deepValuesAndLongNumbersAreLeftToTheParser() {
    assertThat(
            fields.compact(
                "[".repeat(100).concat("]".repeat(100)).getBytes(StandardCharsets.UTF_8)))
        .isNull();
    assertThat(fields.compact("9".repeat(1_001).getBytes(StandardCharsets.UTF_8))).isNull();
  }

  @Test
  void randomLinesHaveTheResultOfTheParser() {
    Random random = new Random(20_261_129);
    RandomJson json = new RandomJson(random);
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      List<String> data = json.value(3);
      String line =
          json.space()
              + "{\"topic\":"
              + (random.nextInt(4) == 0 ? json.string() : "\"a.b\"")
              + json.space()
              + ",\"data\":"
              + json.spaced(data)
              + "}"
              + json.space();
      byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
      assertEqual(utf8);
      read += scanned(utf8) == null ? 0 : 1;
      byte[] mutated = mutated(utf8, random);
      assertEqual(mutated);
      assertEqual(Arrays.copyOf(mutated, random.nextInt(mutated.length)));
    }
    assertThat(read).isGreaterThan(ROUNDS / 2);
  }

  private static byte[] mutated(byte[] utf8, Random random) {
    byte[] mutated = utf8.clone();
    byte[] marks = "\"\\{}[],:0eE.-+tu \n\u0001é".getBytes(StandardCharsets.UTF_8);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      mutated[random.nextInt(mutated.length)] = marks[random.nextInt(marks.length)];
    }
    return mutated;
  }
}
