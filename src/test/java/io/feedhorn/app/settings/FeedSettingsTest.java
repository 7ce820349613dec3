package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections of feeds and of the store. */
class FeedSettingsTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void theFeedsOfThePagesAndOfNotificationsAreBuiltIn() {
    directory.conf("# a file without feeds\n");

    assertThat(directory.settings().feeds().named().keySet())
        .containsExactlyInAnyOrder(
            "prices", "scores", "chat", "notify", "notify-group", "notify-all", "alerts", "sys");
    assertThat(delivery("prices")).isEqualTo(DeliveryMode.LATEST);
    assertThat(delivery("scores")).isEqualTo(DeliveryMode.LATEST);
    assertThat(delivery("chat")).isEqualTo(DeliveryMode.EVERY);
    for (String feed : List.of("notify", "notify-group", "notify-all")) {
      assertThat(delivery(feed)).isEqualTo(DeliveryMode.EVERY);
    }
  }

  @Test
  void aKeyThatAFeedDoesNotSetIsTakenFromDefault() {
    directory.conf(
        """
        feeds:
          default: { delivery: every, history: { size: 5, age: 1h } }
          orders: { history: { size: 6 } }
        """);

    FeedOptions unnamed = new FeedOptions(DeliveryMode.EVERY, 5, Duration.ofHours(1), "no-cache");
    FeedOptions prices = new FeedOptions(DeliveryMode.LATEST, 5, Duration.ofHours(1), "no-cache");
    FeedOptions orders = new FeedOptions(DeliveryMode.EVERY, 6, Duration.ofHours(1), "no-cache");
    assertThat(directory.settings().feeds().of("anything")).isEqualTo(unnamed);
    assertThat(directory.settings().feeds().of("prices")).isEqualTo(prices);
    assertThat(directory.settings().feeds().of("orders")).isEqualTo(orders);
  }

  @Test
  void emptyKeysAreAccepted() {
    directory.conf(
        """
        feeds: { chat: { durable: false } }
        store: { path: }
        auth: { secret: , jwks: }
        """);
    assertThat(directory.settings().store()).isEqualTo(StoreOptions.NONE);
  }

  @Test
  void durableFeedsAreSetWithAStore() {
    directory.conf(
        """
        feeds: { default: { durable: true }, prices: { durable: false } }
        store: { path: data/store, fsync: interval }
        """);

    Settings settings = directory.settings();
    assertThat(settings.store())
        .isEqualTo(new StoreOptions(Path.of("data/store"), FsyncMode.INTERVAL));
    assertThat(settings.feeds().of("orders").durable()).isTrue();
    assertThat(settings.feeds().of("prices").durable()).isFalse();
  }

  @Test
  void durableFeedsNeedAStore() {
    directory.conf(
        """
        feeds:
          default: { durable: true }
          chat: { durable: true }
          prices: { durable: false }
        store: { fsync: sometimes }
        """);

    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "feeds.default.durable = true (conf/feedhorn.yaml line 2):"
                + " needs a store: store.path must be set",
            "feeds.chat.durable = true (conf/feedhorn.yaml line 3):"
                + " needs a store: store.path must be set",
            "store.fsync = \"sometimes\" (conf/feedhorn.yaml line 5): must be always or interval");
  }

  @Test
  void aValueOfADurableFeedMustFitIntoARecordOfTheStore() {
    directory.conf(
        """
        feeds: { chat: { durable: true } }
        store: { path: store }
        limits: { message: 9MiB }
        """);

    assertThat(directory.errors())
        .containsExactly(
            "limits.message = \"9MiB\" (conf/feedhorn.yaml line 3):"
                + " must be at most 8MiB if a feed is durable");
  }

  @Test
  void aFeedNameMustBeAFirstSegmentOfTopics() {
    directory.conf("feeds:\n  'a b': { delivery: every }\n  feedhorn: { delivery: every }\n");

    assertThat(directory.errors())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("is not a feed name"));
  }

  private DeliveryMode delivery(String feed) {
    return directory.settings().feeds().of(feed).delivery();
  }
}
