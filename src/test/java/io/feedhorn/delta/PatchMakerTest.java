package io.feedhorn.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.json.JsonPatch;
import io.feedhorn.json.JsonTree;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatchMakerTest {
  private static final String PADDING = "\"text\":\"" + "x".repeat(200) + "\"";

  private static Update update(long seq, String data) {
    return new Update(
        Topic.parse("books.a"),
        "k3f9",
        seq,
        seq,
        0,
        seq - 1,
        DeliveryMode.LATEST,
        Buffer.buffer(data));
  }

  private static @Nullable String patch(String from, String to) {
    Buffer patch = PatchMaker.JSON_PATCH.patch(update(1, from), update(2, to));
    return patch == null ? null : patch.toString();
  }

  private static String applied(String from, String patch) {
    StringBuilder text = new StringBuilder();
    JsonTree.write(JsonPatch.apply(tree(from), patch), text);
    return text.toString();
  }

  private static Object tree(String json) {
    return Objects.requireNonNull(JsonTree.parse(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|{'a':2}|[{'op':'replace','path':'/a','value':2}]",
        "{'a':1}|{'a':1.0}|[{'op':'replace','path':'/a','value':1.0}]",
        "{'a':1}|{'a':null}|[{'op':'replace','path':'/a','value':null}]",
        "{'a':1,'b':2}|{'b':2}|[{'op':'remove','path':'/a'}]",
        "{'a':1}|{'a':1,'b/c~d':[]}|[{'op':'add','path':'/b~1c~0d','value':[]}]",
        "{'a':{'b':[1,{'c':2}]}}|{'a':{'b':[1,{'c':3}]}}|[{'op':'replace','path':'/a/b/1/c','value':3}]",
        "{'a':[1,2,3]}|{'a':[0,1,2,3]}|[{'op':'add','path':'/a/0','value':0}]",
        "{'a':[1,2,3]}|{'a':[1,3]}|[{'op':'remove','path':'/a/1'}]",
        "{'a':[[5,1],[6,1],[7,1]]}|{'a':[[5,1],[6,2],[7,1]]}|[{'op':'replace','path':'/a/1/1','value':2}]",
        "{'a':[1,2,3,4]}|{'a':[2,3,4,5]}|[{'op':'remove','path':'/a/0'},{'op':'add','path':'/a/3','value':5}]",
      })
  void aPatchHasOnlyTheChanges(String from, String to, String patch) {
    String before = from.replace('\'', '"').replaceFirst("\\{", "{" + PADDING + ",");
    String after = to.replace('\'', '"').replaceFirst("\\{", "{" + PADDING + ",");

    assertThat(patch(before, after)).isEqualTo(patch.replace('\'', '"'));
  }

  @Test
  void aPatchOfAnUnchangedValueIsEmpty() {
    assertThat(patch("{" + PADDING + "}", "{" + PADDING + "}")).isEqualTo("[]");
  }

  @Test
  void ofRandomValuesThePatchLeadsFromOneToTheNext() {
    int patches = 0;
    for (long seed = 0; seed < 300; seed++) {
      RandomJson values = new RandomJson(seed);
      String from = values.next();
      for (int i = 0; i < 20; i++) {
        String to = values.next();
        String patch = Objects.requireNonNull(JsonDiff.patch(tree(from), tree(to)));

        assertThat(tree(applied(from, patch))).as("seed %d, %s", seed, patch).isEqualTo(tree(to));
        patches += patch.equals("[]") ? 0 : 1;
        from = to;
      }
    }
    assertThat(patches).isGreaterThan(4_000);
  }

  @Test
  void aTreeHasTheTextThatWasParsed() {
    for (long seed = 0; seed < 300; seed++) {
      String json = new RandomJson(seed).next();
      StringBuilder text = new StringBuilder();
      JsonTree.write(tree(json), text);

      assertThat(text).hasToString(json);
    }
  }

  /** A JSON pointer could not name one of them, or has another spelling. */
  @Test
  void thereIsNoPatchIfANameIsDuplicatedOrEscaped() {
    String plain = "{" + PADDING + ",\"a\":1}";

    assertThat(patch(plain, "{" + PADDING + ",\"a\":1,\"a\":2}")).isNull();
    assertThat(patch(plain, "{" + PADDING + ",\"\\u0061\":2}")).isNull();
    assertThat(patch("{" + PADDING + ",\"b\":[{\"\\n\":2}]}", plain)).isNull();
  }

  @Test
  void theDeepestValuesThatCanBePublishedHavePatches() {
    String open = "[".repeat(RawJson.MAX_LEVELS - 2) + "{\"a\":[";
    String close = "]}" + "]".repeat(RawJson.MAX_LEVELS - 2);
    String path = "/0".repeat(RawJson.MAX_LEVELS - 2) + "/a/0";
    String text = "\"" + "x".repeat(2_000) + "\"";

    assertThat(patch(open + "1," + text + close, open + "2," + text + close))
        .isEqualTo("[{\"op\":\"replace\",\"path\":\"" + path + "\",\"value\":2}]");
  }

  @Test
  void anArrayWithTooManyChangesIsReplaced() {
    String unchanged = ",\"text\":\"" + "x".repeat(5_000) + "\"";
    String from = numbers(0, 500);
    String to = numbers(1_000, 1_500);

    assertThat(
            patch(
                "{\"a\":" + from + ",\"b\":1" + unchanged + "}",
                "{\"a\":" + to + ",\"b\":2" + unchanged + "}"))
        .isEqualTo(
            "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":"
                + to
                + "},{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}]");
  }

  /** Each of them would need a time or a memory that grows with the square of its size. */
  @ParameterizedTest
  @EnumSource
  void aValueThatTakesLongToCompareHasNoPatch(Costly value) {
    assertThat(value.from()).hasSizeLessThanOrEqualTo(PatchMaker.MAX_VALUE_BYTES);

    assertThat(JsonDiff.patch(tree(value.from()), tree(value.to()))).isNull();
  }

  private enum Costly {
    LONG_NAME_ABOVE_MANY_MEMBERS {
      @Override
      String with(char digit) {
        return IntStream.range(0, 10_000)
            .mapToObj(i -> "\"%d\":%s".formatted(i, digit))
            .collect(Collectors.joining(",", "{\"" + "x".repeat(30_000) + "\":{", "}}"));
      }
    },
    DEEP_ARRAY_OF_MANY_ELEMENTS {
      @Override
      String with(char digit) {
        int levels = RawJson.MAX_LEVELS - 2;
        return "[".repeat(levels) + "0,".repeat(100_000) + digit + "]".repeat(levels);
      }
    },
    MANY_CHANGES_IN_A_DEEP_ARRAY {
      @Override
      String with(char digit) {
        int levels = RawJson.MAX_LEVELS - 2;
        String text = "[\"" + (digit + "x").repeat(100_000) + "\"";
        return "[".repeat(levels) + text + ("," + digit + "]").repeat(levels) + "]";
      }
    };

    abstract String with(char digit);

    String from() {
      return with('1');
    }

    String to() {
      return with('2');
    }
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void anOrderBookOfAHundredLevelsHasAPatchOfATenthOfItsSize() {
    OrderBook book = new OrderBook(1, 100);
    String from = book.next();
    long full = 0;
    long patched = 0;
    for (int i = 0; i < 200; i++) {
      String to = book.next();
      String patch = Objects.requireNonNull(patch(from, to));

      assertThat(applied(from, patch)).isEqualTo(to);
      full += to.length();
      patched += patch.length();
      from = to;
    }
    assertThat(patched).isLessThan(full / 10);
  }

  @Test
  void theDeltaOfAnUpdateIsMadeOnceAndNamesItsBase() {
    Update first = update(1, "{" + PADDING + ",\"a\":1}");
    Update second = update(2, "{" + PADDING + ",\"a\":2}");

    Update delta = second.delta(first, PatchMaker.JSON_PATCH);

    assertThat(delta.json())
        .hasToString(
            "{\"type\":\"update\",\"topic\":\"books.a\",\"offset\":2,\"seq\":2,\"ts\":0,\"base\":1,"
                + "\"patch\":[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]}");
    assertThat(second.delta(first, PatchMaker.JSON_PATCH)).isSameAs(delta);
    assertThat(delta.isDeletion()).isFalse();
  }

  @Test
  void anUpdateIsItsOwnDeltaIfAPatchWouldNotBeSmaller() {
    Update first = update(1, "{\"a\":1}");
    Update second = update(2, "{\"a\":2}");
    Update third = update(3, "[" + PADDING.substring(7) + "]");
    Update deletion = update(4, "");

    assertThat(second.delta(first, PatchMaker.JSON_PATCH)).isSameAs(second);
    assertThat(third.delta(second, PatchMaker.JSON_PATCH)).isSameAs(third);
    assertThat(deletion.delta(third, PatchMaker.JSON_PATCH)).isSameAs(deletion);
    assertThat(update(5, "{" + PADDING + "}").delta(deletion, PatchMaker.JSON_PATCH).json())
        .asString()
        .contains("\"data\":");
  }

  @Test
  void aPatchThatDoesNotFitIsRefused() {
    String remove = "[{\"op\":\"remove\",\"path\":\"/a/2\"}]";

    assertThatThrownBy(() -> JsonPatch.apply(tree("{\"a\":[1,2]}"), remove))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The index 2 is not in 0 to 1.");
    assertThatThrownBy(() -> JsonPatch.apply(tree("{\"b\":[1,2]}"), remove))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'a' is missing in the value to be patched.");
    assertThatThrownBy(() -> JsonPatch.apply(tree("{}"), "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A JSON patch is an array.");
  }
}
