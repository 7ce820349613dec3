package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishInputTest {
  private final List<String> errors = new ArrayList<>();

  private PublishInput input(@Nullable String topic, boolean endsWhenQuiet, String text) {
    InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return new PublishInput(bytes, topic, endsWhenQuiet, errors::add);
  }

  @Test
  void eachLineIsAValueOfTheTopic() throws IOException {
    PublishInput input = input("prices.Köln", false, "1.50\n\n{\"a\": \"b c\"}");

    assertThat(input.next())
        .isEqualTo(
            new InputLines(
                List.of(
                    "{\"topic\":\"prices.Köln\",\"data\":1.50}",
                    "{\"topic\":\"prices.Köln\",\"data\":{\"a\":\"b c\"}}"),
                List.of(1L, 3L)));
    assertThat(input.next()).isNull();
    assertThat(errors).isEmpty();
  }

  @Test
  void linesWithTopicsAreLeftAsTheyAre() throws IOException {
    PublishInput input = input(null, false, "{\"topic\":\"a.b\",\"data\":1}\n");

    assertThat(input.next())
        .isEqualTo(new InputLines(List.of("{\"topic\":\"a.b\",\"data\":1}"), List.of(1L)));
  }

  @Test
  void aLineThatIsNotJsonIsReportedWithItsNumberAndSkipped() throws IOException {
    PublishInput input = input("a.b", false, "1\nhello\n2\n");

    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(1L, 3L));
    assertThat(errors).singleElement().asString().startsWith("line 2: Not JSON");
    assertThat(input.refused()).isEqualTo(1);
  }

  @Test
  void aLineThatIsNotUtf8IsReportedAndNotPublishedWithOtherCharacters() throws IOException {
    byte[] latin1 = "1\n\"K\u00f6ln\"\n2".getBytes(StandardCharsets.ISO_8859_1);
    PublishInput input =
        new PublishInput(new ByteArrayInputStream(latin1), "a.b", false, errors::add);

    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(1L, 3L));
    assertThat(errors).containsExactly("line 2: The text is not UTF-8.");
    assertThat(input.refused()).isEqualTo(1);
  }

  @Test
  void onlyALineFeedEndsALine() throws IOException {
    PublishInput input = input("a.b", false, "{\"a\":\r1}\r\n2\r\n");

    assertThat(input.next())
        .extracting(InputLines::lines)
        .isEqualTo(
            List.of("{\"topic\":\"a.b\",\"data\":{\"a\":1}}", "{\"topic\":\"a.b\",\"data\":2}"));
    assertThat(input.next()).isNull();
    assertThat(errors).isEmpty();
  }

  @Test
  void aBatchHasAtMost500Lines() throws IOException {
    String lines =
        IntStream.range(0, 501).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    PublishInput input = input("a.b", false, lines);

    assertThat(input.next()).extracting(each -> each.lines().size()).isEqualTo(500);
    assertThat(input.next()).extracting(each -> each.lines().size()).isEqualTo(1);
  }

  @Test
  void aLongLineIsABatchOfItsOwn() throws IOException {
    String longLine = "\"" + "x".repeat(300_000) + "\"";
    PublishInput input = input("a.b", false, "1\n2\n" + longLine + "\n4\n");

    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(1L, 2L));
    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(3L));
    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(4L));
    assertThat(input.next()).isNull();
  }

  @Test
  void aBatchEndsWhenNoLineIsWaiting() throws IOException {
    InputStream oneByOne =
        new ByteArrayInputStream("1\n2\n".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int from, int length) {
            return super.read(target, from, Math.min(length, 2));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };
    PublishInput input = new PublishInput(oneByOne, "a.b", true, errors::add);

    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(1L));
    assertThat(input.next()).extracting(InputLines::numbers).isEqualTo(List.of(2L));
    assertThat(input.next()).isNull();
  }
}
