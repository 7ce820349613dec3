package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreNoticeTest {
  private static SettingsBuilder withStore() {
    return Settings.builder().set("store.path", "target/store-notice");
  }

  @Test
  void namesTheFeedsThatASingleServerLoses() {
    assertThat(StoreNotice.lost(withStore().build()))
        .containsExactly("notify", "notify-group", "notify-all");
    assertThat(StoreNotice.lost(withStore().set("feeds.alerts.durable", false).build()))
        .startsWith("alerts", "notify");
  }

  @Test
  void namesRulesAndReadersOfACluster() {
    SettingsBuilder cluster =
        withStore()
            .set("cluster.enabled", true)
            .set("cluster.members", List.of("127.0.0.1:7800"))
            .set("feeds.notify.durable", true);
    assertThat(StoreNotice.lost(cluster.build()))
        .containsExactly("alerts", "notify-group", "notify-all", "sys");
    cluster.set("alerts.enabled", false);
    assertThat(StoreNotice.lost(cluster.build()))
        .containsExactly("notify-group", "notify-all", "sys");
  }

  @Test
  void namesNothingIfEverythingIsDurable() {
    assertThat(StoreNotice.lost(withStore().set("feeds.default.durable", true).build())).isEmpty();
  }
}
