package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
  private static final String RATES =
      """
      {"rates":[{"sym":"EUR","p":1.10,"at":1700000000},{"sym":"CHF","p":0.90,"at":1700000001}]}
      """;

  private static MappingOptions options(
      @Nullable String items,
      @Nullable String filter,
      String topic,
      @Nullable String data,
      @Nullable String key,
      @Nullable String time) {
    return new MappingOptions(items, filter, null, topic, data, key, time, false);
  }

  private static List<MappedUpdate> map(
      MappingOptions options, String json, @Nullable String position) {
    Mapping mapping = new Mapping("fx", options);
    SourceMessage message = SourceMessage.json(json, position);
    List<@Nullable Object> items = mapping.items(message);
    List<MappedUpdate> updates = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      MappedUpdate update = mapping.map(message, items.get(i), items.size() == 1 ? -1 : i);
      if (update != null) {
        updates.add(update);
      }
    }
    return updates;
  }

  private static MappedUpdate one(MappingOptions options, String json) {
    return map(options, json, null).get(0);
  }

  @Test
  void splitsAMessageIntoUpdates() {
    List<MappedUpdate> updates =
        map(
            options("rates", null, "rates.${sym}", "{'price': p}", "${sym}/${at}", "at"),
            RATES,
            "7");

    assertThat(updates)
        .extracting(MappedUpdate::topic, u -> Json.encode(u.data()), MappedUpdate::key)
        .containsExactly(
            tuple("rates.EUR", "{\"price\":1.10}", "EUR/1700000000"),
            tuple("rates.CHF", "{\"price\":0.90}", "CHF/1700000001"));
    assertThat(updates.get(0).timeMillis()).isEqualTo(1_700_000_000_000L);
  }

  @Test
  void aMessageWithoutItemsHasATime() {
    Mapping mapping = new Mapping("fx", options("rates[p > 5]", null, "n.x", null, null, "at"));
    SourceMessage message = SourceMessage.json("{\"at\":1700000000,\"rates\":[{\"p\":1}]}", null);

    assertThat(mapping.items(message)).isEmpty();
    assertThat(mapping.time(message)).isEqualTo(1_700_000_000_000L);
  }

  @Test
  void anArrayIsSplitWithoutAnExpression() {
    assertThat(map(MappingOptions.to("n.x"), "[1,2,3]", null))
        .extracting(MappedUpdate::data)
        .containsExactly(1, 2, 3);
  }

  @Test
  void thePositionIsTheKeyOfEachItem() {
    assertThat(map(MappingOptions.to("n.x"), "[1,2]", "81"))
        .extracting(MappedUpdate::key)
        .containsExactly("fx:81#0", "fx:81#1");
    assertThat(map(MappingOptions.to("n.x"), "1", "81"))
        .extracting(MappedUpdate::key)
        .containsExactly("fx:81");
  }

  private static List<String> keysAt(String position) {
    return map(MappingOptions.to("n.x"), "[1,2]", position).stream()
        .map(update -> Objects.requireNonNull(update.key()))
        .toList();
  }

  @Test
  void theKeyOfALongPositionIsNotTooLong() {
    String position = "p".repeat(300);

    assertThat(keysAt(position))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.length() <= 255 && key.startsWith("fx:"))
        .isEqualTo(keysAt(position))
        .doesNotContainAnyElementsOf(keysAt(position + "q"));
  }

  @Test
  void aVariableThatIsNoTextMattersOnlyIfItIsUsed() {
    SourceMessage message =
        new SourceMessage("1", 1, null, Map.of("key", new UnreadableText("the key is not text")));

    MappedUpdate unused = new Mapping("fx", MappingOptions.to("n.x")).map(message, 1, -1);
    assertThat(Objects.requireNonNull(unused).data()).isEqualTo(1);
    Mapping topic = new Mapping("fx", MappingOptions.to("n.${$key}"));
    assertThatThrownBy(() -> topic.map(message, 1, -1))
        .isInstanceOf(MappingException.class)
        .hasMessage("topic: the key is not text");
    Mapping data = new Mapping("fx", options(null, null, "n.x", "{'k': $key}", null, null));
    assertThatThrownBy(() -> data.map(message, 1, -1)).hasMessage("data: the key is not text");
  }

  @Test
  void theFilterExcludesItems() {
    assertThat(map(options("rates", "p > 1", "r.${sym}", null, null, null), RATES, null))
        .extracting(MappedUpdate::topic)
        .containsExactly("r.EUR");
  }

  private static MappedUpdate one(
      @Nullable String delete, @Nullable String time, SourceMessage message) {
    Mapping mapping =
        new Mapping(
            "fx",
            new MappingOptions(null, "p > 1", delete, "r.${$key}", "p", "${id}", time, false));
    return Objects.requireNonNull(mapping.map(message, message.value(), -1));
  }

  @Test
  void aDeletionOfTheUpstreamDeletesItsTopicAndNeedsNoFields() {
    SourceMessage tombstone = SourceMessage.deletion("a/0/7", Map.of("key", "EUR"));

    assertThat(one(null, "at", tombstone))
        .isEqualTo(new MappedUpdate("r.EUR", null, "fx:a/0/7", null, true));
    assertThat(one("$not($exists(p))", "'2023-11-14'", tombstone))
        .isEqualTo(new MappedUpdate("r.EUR", null, "fx:a/0/7", 1_699_920_000_000L, true));
  }

  @Test
  void aDeletionOfTheUpstreamIsOneItem() {
    SourceMessage tombstone = SourceMessage.deletion("a/0/7", Map.of());
    Mapping mapping = new Mapping("fx", options("rows", null, "r.x", null, null, null));

    assertThat(mapping.items(tombstone)).hasSize(1).containsOnlyNulls();
  }

  @Test
  void anExpressionSelectsTheItemsThatDeleteTheirTopicWithoutTheFilter() {
    SourceMessage message =
        new SourceMessage(
            "{}",
            Map.of("op", "d", "id", 3, "p", 0),
            "8",
            Map.<String, @Nullable Object>of("key", "EUR"));

    assertThat(one("op = 'd'", null, message))
        .isEqualTo(new MappedUpdate("r.EUR", null, "3", null, true));
    assertThat(map(options(null, "p > 1", "r.x", null, null, null), "{\"p\":0}", null)).isEmpty();
  }

  @Test
  void aDeletionOfTheUpstreamIsNullIfTheExpressionIsFalse() {
    Mapping mapping =
        new Mapping("fx", new MappingOptions(null, null, "false", "n.x", null, null, null, false));

    assertThat(mapping.map(SourceMessage.deletion("7", Map.of()), null, -1))
        .isEqualTo(new MappedUpdate("n.x", null, "fx:7", null, false));
  }

  @ParameterizedTest
  @CsvSource({"1.10", "123456789012345678901234567890", "0.30000000000000004", "1E+2"})
  void numbersKeepTheirDigits(String number) {
    MappedUpdate whole = one(MappingOptions.to("n.x"), "{\"v\":" + number + "}");
    MappedUpdate part =
        one(options(null, null, "n.x", "{'w': v}", null, null), "{\"v\":" + number + "}");

    assertThat(Json.encode(whole.data())).isEqualTo("{\"v\":" + number + "}");
    assertThat(Json.encode(part.data())).isEqualTo("{\"w\":" + number + "}");
  }

  @Test
  void nullsStayInObjects() {
    assertThat(
            Json.encode(
                one(options(null, null, "n.x", "{'w': v}", null, null), "{\"v\":null}").data()))
        .isEqualTo("{\"w\":null}");
  }

  @Test
  void theAttributesAreVariables() {
    Mapping mapping = new Mapping("fx", MappingOptions.to("n.${$subject}"));
    SourceMessage message = new SourceMessage("1", 1, null, Map.of("subject", "a-b"));

    assertThat(Objects.requireNonNull(mapping.map(message, 1, -1)).topic()).isEqualTo("n.a-b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1} | n.${b}          | topic: an expression must have a text or a number as its value, not nothing",
        "{\"b\":{}} | n.${b}         | topic: an expression must have a text or a number as its value, not an object or an array",
        "{\"b\":1} | n.${$number('x')} | topic: ",
      })
  void aMessageToWhichTheTopicDoesNotApplyIsBroken(String json, String topic, String reason) {
    assertThatThrownBy(() -> one(MappingOptions.to(topic), json))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void dataWithoutAValueIsBroken() {
    assertThatThrownBy(() -> one(options(null, null, "n.x", "missing", null, null), "{}"))
        .hasMessage("data: the expression has no value for this message");
  }

  @Test
  void anEndlessRecursionIsBroken() {
    assertThatThrownBy(
            () ->
                one(
                    options(
                        null, null, "n.x", "($f := function($x){1 + $f($x)}; $f(1))", null, null),
                    "{}"))
        .isInstanceOf(MappingException.class)
        .hasMessage("data: more than 100 levels of calls");
    assertThatThrownBy(
            () ->
                one(
                    options(null, null, "n.x", "($f := function($x){$f($x)}; $f(1))", null, null),
                    "{}"))
        .isInstanceOf(MappingException.class)
        .hasMessage("data: timeout after 2000 ms");
  }

  @Test
  void aMessageHasMoreItemsThanAnExpressionHasLevels() {
    Expression items =
        new Expression("items", "[1..500].($merge([$$, {'n': $, 'name': 'n' & $}]))");

    assertThat(items.evaluate(Map.of("a", 1), Map.of()))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(500)
        .last()
        .isEqualTo(Map.of("a", 1, "n", 500, "name", "n500"));
  }

  @ParameterizedTest
  @CsvSource({
    "'n.${', 'topic: a ${ is not closed by }'",
    "'n.${a +}', 'topic is not a JSONata expression'"
  })
  void anInvalidExpressionIsRefused(String topic, String reason) {
    assertThatThrownBy(() -> new Mapping("fx", MappingOptions.to(topic)))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void anExpressionInATemplateMayContainBracesAndQuotes() {
    assertThat(one(MappingOptions.to("n.${$lookup({'}': 'x'}, '}')}-1"), "{}").topic())
        .isEqualTo("n.x-1");
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000000",
    "1700000000123, 1700000000123",
    "1700000000.5, 1700000000500",
    "'\"2023-11-14T22:13:20Z\"', 1700000000000",
    "'\"2023-11-14T23:13:20+01:00\"', 1700000000000",
    "'\"2023-11-14T22:13:20.000+0000\"', 1700000000000",
    "'\"2023-11-14 23:13:20.5+01\"', 1700000000500",
    "'\"2023-11-14 14:13:20 -0800\"', 1700000000000",
    "'\"2023-11-14 22:13:20\"', 1700000000000",
    "'\"2023-11-14\"', 1699920000000"
  })
  void timesAreUnderstood(String json, long millis) {
    assertThat(
            one(options(null, null, "n.x", null, null, "t"), "{\"t\":" + json + "}").timeMillis())
        .isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"soon", "2023-13-01", "2023-11-14T25:00:00Z", "+999999999-12-31T23:59:59Z", ""})
  void whatIsNotATimeIsBroken(String text) {
    assertThatThrownBy(
            () -> one(options(null, null, "n.x", null, null, "t"), Json.encode(Map.of("t", text))))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith("time: must be Unix time in seconds or milliseconds")
        .hasMessageEndingWith("not '" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "null, nothing", "{}, an object or an array"})
  void whatIsNoTextOrNumberIsNotATime(String json, String found) {
    assertThatThrownBy(
            () -> one(options(null, null, "n.x", null, null, "t"), "{\"t\":" + json + "}"))
        .isInstanceOf(MappingException.class)
        .hasMessageEndingWith("not " + found);
  }
}
