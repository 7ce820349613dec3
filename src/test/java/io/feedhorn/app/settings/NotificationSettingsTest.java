package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.alerts.AlertOptions;
import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.push.PushOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds of notifications, and Web Push. */
class NotificationSettingsTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void notificationsArePublicOnlyIfTheirFeedIsSetSo() {
    directory.conf("feeds: { default: { public: true }, notify-all: { public: true } }");

    assertThat(directory.settings().auth().publicFeeds())
        .containsEntry("notify", false)
        .containsEntry("notify-group", false)
        .containsEntry("notify-all", true)
        .containsEntry("prices", true);
  }

  @Test
  void rulesOfAlertsAreDurableIfASingleServerHasAStore() {
    directory.conf("alerts: { rules: 3 }");
    assertThat(directory.settings().feeds().of("alerts").durable()).isFalse();
    assertThat(directory.settings().alerts()).isEqualTo(new AlertOptions(true, 3));

    directory.conf("store: { path: store }");
    assertThat(directory.settings().feeds().of("alerts").durable()).isTrue();
    directory.conf("store: { path: store }\nfeeds: { alerts: { durable: false } }");
    assertThat(directory.settings().feeds().of("alerts").durable()).isFalse();
    directory.conf("store: { path: store }\ncluster: { enabled: true, members: [127.0.0.1:7800] }");
    assertThat(directory.settings().feeds().of("alerts").durable()).isFalse();
  }

  @Test
  void webPushNeedsAContactAndAFileOfKeys() {
    assertThat(directory.conf("push: { enabled: true, subject: nobody }\n").errors())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("push.subject = \"nobody\"", "mailto:"))
        .anySatisfy(line -> assertThat(line).contains("push.keys", "must be set"));

    directory.conf("push: { enabled: true, subject: 'mailto:a@example.org', keys: push.pem }\n");
    assertThat(directory.settings().push())
        .isEqualTo(
            new PushOptions(true, "mailto:a@example.org", Path.of("push.pem"), 100_000, false));
  }

  @Test
  void durableNotificationsAreKeptForThirtyDays() {
    directory.conf(
        """
        feeds:
          notify: { durable: true }
          notify-group: { durable: true, history: { age: 2d } }
          orders: { durable: true }
        store: { path: data/store }
        """);

    FeedsOptions feeds = directory.settings().feeds();
    assertThat(feeds.of("notify").historyAge()).isEqualTo(Duration.ofDays(30));
    assertThat(feeds.of("notify").historySize()).isEqualTo(100);
    assertThat(feeds.of("notify-group").historyAge()).isEqualTo(Duration.ofDays(2));
    assertThat(feeds.of("notify-all").historyAge()).isEqualTo(Duration.ofMinutes(10));
    assertThat(feeds.of("orders").historyAge()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theDefaultOfAllFeedsAppliesToDurableNotifications() {
    directory.conf(
        """
        feeds: { default: { durable: true, history: { age: 1h } } }
        store: { path: data/store }
        """);
    assertThat(directory.settings().feeds().of("notify-all").historyAge())
        .isEqualTo(Duration.ofHours(1));

    directory.conf("feeds: { default: { durable: true } }\nstore: { path: data/store }\n");
    assertThat(directory.settings().feeds().of("notify-all").historyAge())
        .isEqualTo(Duration.ofDays(30));
  }
}
