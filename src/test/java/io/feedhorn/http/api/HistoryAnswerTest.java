package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers with history are cut at their size, too: the newest updates stay. */
class HistoryAnswerTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final Topic TOPIC = Topic.parse("f.a");
  private static final Cursor CURSOR = Cursor.parse("f:abcd:9");

  private static JsonObject answer(int... mebibytes) {
    FakeClock clock = new FakeClock();
    FeedRegistry feeds =
        new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
    List<Update> updates =
        IntStream.of(mebibytes)
            .mapToObj(size -> Buffer.buffer("\"" + "x".repeat(size * MEBIBYTE) + "\""))
            .map(value -> feeds.getOrCreate("f").append(TOPIC, value, clock.micros()))
            .toList();
    return new JsonObject(HistoryAnswer.of(CURSOR, updates).json());
  }

  private static List<Long> seqs(JsonObject answer) {
    return answer.getJsonArray("updates").stream()
        .map(update -> ((JsonObject) update).getLong("seq"))
        .toList();
  }

  @Test
  void theNewestUpdatesThatFitAreSentOldestFirst() {
    JsonObject cut = answer(1, 3, 3, 1);

    assertThat(seqs(cut)).containsExactly(2L, 3L, 4L);
    assertThat(cut.getBoolean("more")).isTrue();
    assertThat(cut.getString("cursor")).isEqualTo(CURSOR.toString());
  }

  @Test
  void aLargerUpdateIsSentAlone() {
    assertThat(seqs(answer(1, 9))).containsExactly(2L);
    assertThat(seqs(answer(9, 1))).containsExactly(2L);
    assertThat(answer(9).containsKey("more")).isFalse();
  }

  @Test
  void anAnswerWithAllUpdatesDoesNotSayMore() {
    assertThat(seqs(answer())).isEmpty();
    assertThat(seqs(answer(3, 3, 1))).containsExactly(1L, 2L, 3L);
    assertThat(answer(3, 3, 1).containsKey("more")).isFalse();
  }
}
