package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.SseParser.Event;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
  private static final String STREAM =
      "retry: 2000\n\nid: a:e:1\n\n:\n\nevent: update\nid: a:e:2\ndata: {\"é\":1}\n\n"
          + "data:two\r\ndata: lines\r\n\r\nevent: nothing\n\nid: a:e:2\n\ndata: cut";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void theResultDoesNotDependOnTheDivisionIntoChunks(int size) {
    List<Event> events = new ArrayList<>();
    SseParser text = new SseParser(events::add);
    Buffer bytes = Buffer.buffer(STREAM);
    for (int i = 0; i < bytes.length(); i += size) {
      text.read(bytes.slice(i, Math.min(bytes.length(), i + size)));
    }

    assertThat(events)
        .containsExactly(
            new Event(SseParser.RETRY, "2000", ""),
            new Event(SseParser.WITHOUT_DATA, "", ""),
            new Event(SseParser.WITHOUT_DATA, "", "a:e:1"),
            new Event(SseParser.COMMENT, "", "a:e:1"),
            new Event(SseParser.WITHOUT_DATA, "", "a:e:1"),
            new Event("update", "{\"é\":1}", "a:e:2"),
            new Event("message", "two\nlines", "a:e:2"),
            new Event(SseParser.WITHOUT_DATA, "", "a:e:2"),
            new Event(SseParser.WITHOUT_DATA, "", "a:e:2"));
  }

  @Test
  void aByteOrderMarkIsNotAPartOfTheFirstField() {
    List<Event> events = new ArrayList<>();
    new SseParser(events::add).read(Buffer.buffer("\uFEFFdata: 1\n\ndata: \uFEFF2\n\n"));

    assertThat(events)
        .containsExactly(new Event("message", "1", ""), new Event("message", "\uFEFF2", ""));
  }

  private static List<Event> parse(String stream, int size) {
    List<Event> events = new ArrayList<>();
    SseParser text = new SseParser(events::add);
    Buffer bytes = Buffer.buffer(stream);
    for (int i = 0; i < bytes.length(); i += size) {
      text.read(bytes.slice(i, Math.min(bytes.length(), i + size)));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void eachLineEndOfTheStandardEndsALine(String end) {
    String stream = "id: 1\ndata: a\ndata: b\n\ndata:\ndata\n\n: c\n\n".replace("\n", end);

    for (int size = 1; size <= stream.length(); size++) {
      assertThat(parse(stream, size))
          .containsExactly(
              new Event("message", "a\nb", "1"),
              new Event("message", "\n", "1"),
              new Event(SseParser.COMMENT, "c", "1"),
              new Event(SseParser.WITHOUT_DATA, "", "1"));
    }
  }

  @Test
  void lineEndsMayBeMixed() {
    String stream = "data: 1\r\r\ndata: 2\n\rdata: 3\r\n\ndata: 4\n\r\n\r";

    for (int size = 1; size <= stream.length(); size++) {
      assertThat(parse(stream, size))
          .containsExactly(
              new Event("message", "1", ""),
              new Event("message", "2", ""),
              new Event("message", "3", ""),
              new Event("message", "4", ""),
              new Event(SseParser.WITHOUT_DATA, "", ""));
    }
  }

  @Test
  void anEventEndsWithTheCarriageReturnAndNotWithWhatFollowsIt() {
    List<Event> events = new ArrayList<>();
    SseParser text = new SseParser(events::add);
    text.read(Buffer.buffer("data: 1\r\n\r"));
    assertThat(events).containsExactly(new Event("message", "1", ""));
    assertThat(text.unfinishedBytes()).isZero();

    text.read(Buffer.buffer("\ndata: 2\r"));
    assertThat(text.unfinishedBytes()).isEqualTo("data: 2\r".length());
    text.read(Buffer.buffer("\r"));
    assertThat(events).hasSize(2).endsWith(new Event("message", "2", ""));
  }

  @Test
  void aFieldThatIsNotUtf8MakesItsEventMalformed() {
    List<Event> events = new ArrayList<>();
    SseParser text = new SseParser(events::add);
    text.read(
        Buffer.buffer(
            ": Z\u00FCrich\nother: \u00FC\ndata: 1\n\ndata: \u00FC\n\ndata: 3\n\n", "ISO-8859-1"));
    text.read(Buffer.buffer("data: \uFFFD\n\n"));

    assertThat(events)
        .filteredOn(event -> !event.type().equals(SseParser.COMMENT))
        .containsExactly(
            new Event("message", "1", ""),
            new Event("message", "\uFFFD", "", true),
            new Event("message", "3", ""),
            new Event("message", "\uFFFD", ""));
  }

  @Test
  void theBytesOfAnUnfinishedEventAreCounted() {
    SseParser text = new SseParser(event -> {});
    text.read(Buffer.buffer("data: 1\n\ndata: 2\r\ndata"));

    assertThat(text.unfinishedBytes()).isEqualTo("data: 2\r\ndata".length());
    text.read(Buffer.buffer("\n\n"));
    assertThat(text.unfinishedBytes()).isZero();
  }
}
