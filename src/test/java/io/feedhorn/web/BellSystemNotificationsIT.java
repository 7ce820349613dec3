package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications of the operating system: in real tabs, of which one is in front. */
class BellSystemNotificationsIT {
  /** Records what is shown and closed, beside showing it. */
  private static final String RECORD =
      """
      (() => {
        window.shown = [];
        window.ended = [];
        const Real = Notification;
        window.Notification = class extends Real {
          constructor(title, options) {
            super(title, options);
            shown.push(title);
          }
          close() {
            ended.push(this.title);
            super.close();
          }
        };
      })()
      """;

  private static final String BELL = "document.querySelector('feedhorn-bell')";
  private static final String SWITCH = BELL + ".shadowRoot.querySelector('.system')";

  private static TabbedBrowser.Tab open(TabbedBrowser tabs, String url) {
    TabbedBrowser.Tab tab = tabs.openTab(url);
    await().until(() -> tab.evaluate(BELL + "?.status").equals("live"));
    tab.evaluate(RECORD);
    return tab;
  }

  private static void awaitTrue(TabbedBrowser.Tab tab, String condition) {
    await(condition).until(() -> tab.evaluate(condition).equals(true));
  }

  @Test
  void areShownOnceWhileNoTabIsVisibleAndClosedWhenRead(
      @TempDir Path webroot, @TempDir Path profile) throws IOException {
    BellPage.writePage(webroot, "shop", "user=\"u42\"");
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA, webroot);
        TabbedBrowser tabs = TabbedBrowser.open(profile)) {
      tabs.grantNotifications(server.origin());
      TabbedBrowser.Tab first = open(tabs, server.origin() + "/shop.html");
      TabbedBrowser.Tab second = open(tabs, server.origin() + "/shop.html");

      // Permitted by the browser, but the user has not switched them on.
      tabs.openTab("about:blank");
      awaitTrue(second, "document.hidden");
      send(server, "silent");
      awaitTrue(first, BELL + ".unread === 1");
      second.activate();
      awaitTrue(second, "!document.hidden");
      second.evaluate(BELL + ".open()");
      second.evaluate(SWITCH + ".click()");
      awaitTrue(second, SWITCH + ".getAttribute('aria-checked') === 'true'");

      send(server, "seen");
      awaitTrue(second, BELL + ".unread === 2");
      awaitTrue(first, BELL + ".unread === 2");

      TabbedBrowser.Tab other = tabs.openTab("about:blank");
      awaitTrue(first, "document.hidden");
      awaitTrue(second, "document.hidden");
      send(server, "hidden");
      await()
          .until(
              () -> first.evaluate("shown.join()") + "" + second.evaluate("shown.join()"),
              "hidden"::equals);
      TabbedBrowser.Tab leader = first.evaluate("shown.length").equals(1) ? first : second;
      TabbedBrowser.Tab follower = leader == first ? second : first;

      follower.evaluate(BELL + ".markAllRead()");

      awaitTrue(leader, "ended.join() === 'hidden'");
      assertThat(follower.evaluate("shown.length")).isEqualTo(0);
      assertThat(other.evaluate("document.hidden")).isEqualTo(false);
    }
  }

  private static void send(LiveServer server, String title) {
    server.publish("notify.u42", new JsonObject().put("title", title));
  }
}
