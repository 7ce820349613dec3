package io.feedhorn.source.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.MappingException;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookReaderTest {
  private static final BookOptions IDS =
      new BookOptions("s", "b", "a", "price", "qty", "U", null, "u", null, 10, 100);
  private static final BookOptions SUMS =
      new BookOptions("s", "bids", "asks", "price", "qty", null, null, null, "sum", 10, 100);
  private static final SnapshotOptions URL =
      new SnapshotOptions(null, List.of(), "http://x", List.of(), "bids", "asks", "id");
  private static final SnapshotOptions EVENT =
      new SnapshotOptions(
          "$message.type = 'all'", List.of(), null, List.of(), "bids", "asks", null);

  private static List<@Nullable BookEvent> events(
      BookOptions book, SnapshotOptions snapshot, MappingOptions mapping, String json) {
    BookReader reader = new BookReader(book, snapshot, mapping);
    SourceMessage message = SourceMessage.json(json, null);
    List<@Nullable BookEvent> events = new ArrayList<>();
    reader.items(message).forEach(item -> events.add(reader.event(message, item)));
    return events;
  }

  private static BookEvent event(String json) {
    return Objects.requireNonNull(events(IDS, URL, MappingOptions.to("x"), json).get(0));
  }

  @Test
  void readsUpdateIdsAndLevels() {
    BookEvent event = event("{\"s\":\"A\",\"U\":\"7\",\"u\":9,\"b\":[[\"1.0\",\"2\"]],\"a\":[]}");

    assertThat(event.symbol()).isEqualTo("A");
    assertThat(event.before()).isEqualTo(6);
    assertThat(event.last()).isEqualTo(9);
    assertThat(event.bids()).hasSize(1);
    assertThat(event.asks()).isEmpty();
    assertThat(event.snapshot()).isFalse();
  }

  @Test
  void itemsAndFilterSelectTheEventsAndSeeTheWholeMessage() {
    MappingOptions mapping =
        new MappingOptions("data", "$message.channel = 'book'", null, "x", null, null, null, false);
    String book =
        "{\"channel\":\"book\",\"type\":\"all\",\"data\":[{\"s\":\"A\",\"bids\":[],\"asks\":[],"
            + "\"sum\":-1}]}";

    BookEvent event = Objects.requireNonNull(events(SUMS, EVENT, mapping, book).get(0));
    assertThat(event.snapshot()).isTrue();
    assertThat(event.checksum()).isEqualTo(0xFFFF_FFFFL);
    assertThat(events(SUMS, EVENT, mapping, book.replace("book", "trade"))).containsOnlyNulls();
    assertThat(events(SUMS, EVENT, mapping, "{\"channel\":\"heartbeat\"}")).isEmpty();
  }

  @Test
  void anItemWithoutASymbolBelongsToNoBook() {
    assertThat(events(IDS, URL, MappingOptions.to("x"), "{\"result\":null}")).containsOnlyNulls();
  }

  @Test
  void aSingleLevelThatJsonataUnwrapsIsALevel() {
    BookOptions changes =
        new BookOptions(
            "s", "c[side='bid'].[p,q]", "c[side='ask']", "p", "q", null, null, null, "0", 1, 1);
    MappingOptions mapping = MappingOptions.to("x");
    BookEvent event =
        Objects.requireNonNull(
            events(
                    changes,
                    EVENT,
                    mapping,
                    "{\"s\":\"A\",\"c\":[{\"side\":\"bid\",\"p\":\"1.50\",\"q\":\"2\"},"
                        + "{\"side\":\"ask\",\"p\":\"1.60\",\"q\":\"3\"}]}")
                .get(0));

    assertThat(event.bids()).extracting(PriceLevel::priceDigits).containsExactly("1.50");
    assertThat(event.asks()).extracting(PriceLevel::quantityDigits).containsExactly("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'s':'A','u':9} | book.first: must be a whole number, and is missing",
        "{'s':'A','U':1.5,'u':9} | book.first: must be a whole number",
        "{'s':{},'U':1,'u':9} | book.symbol: must be a text or a number",
        "{'s':'A','U':1,'u':9,'b':[['x','1']]} | book.bids: a price must be a decimal number of at",
        "{'s':'A','U':1,'u':9,'b':[['1e999999999','1']]} | book.bids: a price must be a decimal",
        "{'s':'A','U':1,'u':9,'a':[['1','-1']]} | book.asks: a quantity must not be negative, like",
        "{'s':'A','U':1,'u':9,'a':[{'p':1}]} | book.asks: a level must be an array that begins with"
            + " price and quantity, or an object with price and qty (book.price, book.quantity)",
        "{'s':'A','U':1,'u':9,'a':7} | book.asks: a level must be an array"
      })
  void whatIsWrongIsNamed(String json, String reason) {
    assertThatThrownBy(() -> event(json.replace('\'', '"')))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(reason.strip());
  }

  @Test
  void aBodyWithoutASideIsNotASnapshot() {
    BookReader reader = new BookReader(IDS, URL, MappingOptions.to("x"));
    SourceMessage body = SourceMessage.json("{\"id\":5,\"bids\":[]}", null);

    assertThatThrownBy(() -> reader.snapshot("A", body))
        .hasMessage("snapshot.bids, snapshot.asks: a snapshot must have both");
  }
}
