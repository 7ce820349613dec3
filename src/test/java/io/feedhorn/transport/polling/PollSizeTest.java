package io.feedhorn.transport.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers to polls with a cursor are cut at their size, too. */
class PollSizeTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final List<TopicPattern> PATTERNS =
      List.of(TopicPattern.parse("f.*"), TopicPattern.parse("g.*"));

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));

  private void append(String name, int mebibytes) {
    Topic topic = Topic.parse(name);
    String value = "\"" + "x".repeat(mebibytes * MEBIBYTE) + "\"";
    feeds.getOrCreate(topic.feed()).append(topic, Buffer.buffer(value), clock.micros());
  }

  private JsonObject poll(@Nullable Cursor since, @Nullable Integer limit) {
    PollRequest poll = PollRequest.of(PATTERNS, since, false, limit, false, feeds);
    return new JsonObject(poll.answer(poll.read(feeds), clock.micros()).json());
  }

  private static List<String> names(JsonObject answer) {
    return answer.getJsonArray("updates").stream()
        .map(JsonObject.class::cast)
        .map(update -> update.getString("topic") + "#" + update.getLong("seq"))
        .toList();
  }

  @Test
  void theCursorOfACutAnswerContinuesWithTheRest() {
    append("f.a", 3);
    append("f.a", 3);
    append("f.b", 3);
    append("g.a", 9);
    append("g.a", 1);

    List<List<String>> pages = new ArrayList<>();
    JsonObject answer = poll(Cursor.parseSince("earliest"), 5_000);
    while (answer.getBoolean("more", false)) {
      pages.add(names(answer));
      answer = poll(Cursor.parse(answer.getString("cursor")), 5_000);
    }
    pages.add(names(answer));

    assertThat(pages)
        .containsExactly(
            List.of("f.a#1", "f.a#2"), List.of("f.b#1"), List.of("g.a#1"), List.of("g.a#2"));
  }

  @Test
  void snapshotsAreCutWithALimitOnly() {
    for (String topic : new String[] {"f.a", "f.b", "f.c"}) {
      append(topic, 3);
    }

    assertThat(names(poll(null, null))).containsExactly("f.a#1", "f.b#1", "f.c#1");
    assertThat(names(poll(null, 5_000))).containsExactly("f.a#1", "f.b#1");
  }
}
