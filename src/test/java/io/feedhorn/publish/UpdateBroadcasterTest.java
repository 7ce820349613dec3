package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdateBroadcasterTest {
  private static final int FEEDS = 64;
  private static final String VALUE = "\"" + "x".repeat(1_000_000) + "\"";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  @Test
  void theEncodingsOfAllFeedsTogetherAreBounded() {
    UpdateBroadcaster broadcaster = new UpdateBroadcaster(vertx.eventBus());
    List<Update> updates = new ArrayList<>();
    for (int i = 0; i < FEEDS; i++) {
      updates.add(update("feed" + i));
      broadcaster.broadcast(updates.get(i));
      // The one that is published on in between stays.
      broadcaster.broadcast(update("always"));
    }

    long recent = updates.stream().filter(Update::isRecent).count();

    assertThat(recent).isBetween(20L, RecentFeeds.MAX_BYTES / VALUE.length());
    assertThat(updates.subList(FEEDS - (int) recent, FEEDS)).allMatch(Update::isRecent);
  }

  private static Update update(String feed) {
    return new Update(
        Topic.parse(feed + ".a"), "k3f9", 1, 1, 0, 0, DeliveryMode.LATEST, Buffer.buffer(VALUE));
  }
}
