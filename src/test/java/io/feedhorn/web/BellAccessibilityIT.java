package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The bell with a keyboard, and for the preferences and the direction of a user. */
class BellAccessibilityIT {
  @TempDir static Path webroot;
  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA, webroot);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String newUser(String attributes) throws IOException {
    return BellPage.newUser(webroot, attributes);
  }

  private static BellPage open(String user) {
    return open(user, chromium.newSession());
  }

  private static BellPage open(String user, BrowserSession session) {
    return BellPage.open(session, server.origin() + "/" + user + ".html");
  }

  private static void send(String topic, String title) {
    server.publish(topic, new JsonObject().put("title", title));
  }

  @Test
  void itIsUsedByTheKeyboardAlone() throws Exception {
    String user = newUser("");
    for (String title : List.of("one", "two", "three")) {
      send("notify." + user, title);
    }
    BellPage bell = open(user);
    bell.hasUnread(3);
    Page page = bell.page();

    page.keyboard().press("Tab");
    assertThat(bell.button()).isFocused();
    page.keyboard().press("Enter");
    assertThat(bell.button()).hasAttribute("aria-expanded", "true");
    assertThat(bell.item("three")).isFocused();
    page.keyboard().press("ArrowDown");
    assertThat(bell.item("two")).isFocused();
    page.keyboard().press("Enter");
    bell.hasUnread(2);
    page.keyboard().press("End");
    assertThat(bell.item("one")).isFocused();
    page.keyboard().press("Tab");
    assertThat(bell.item("one").locator("button")).isFocused();
    page.keyboard().press("Space");
    bell.hasUnread(1);
    assertThat(bell.item("one")).isFocused();
    page.keyboard().press("Home");
    assertThat(bell.item("three")).isFocused();

    page.keyboard().press("Escape");
    assertThat(bell.panel()).isHidden();
    assertThat(bell.button()).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.locator("#after")).isFocused();

    // Leaving the list by the Tab key closes it.
    bell.button().focus();
    page.keyboard().press("ArrowDown");
    assertThat(bell.panel()).isVisible();
    for (int presses = 0; presses < 6; presses++) {
      page.keyboard().press("Tab");
    }
    assertThat(bell.panel()).isHidden();
  }

  @Test
  void theFocusStaysWhileTheListChanges() throws Exception {
    String user = newUser("");
    send("notify." + user, "one");
    BellPage bell = open(user);
    bell.hasUnread(1);
    bell.openList();
    assertThat(bell.item("one")).isFocused();

    send("notify." + user, "two");

    assertThat(bell.items()).hasCount(2);
    assertThat(bell.item("one")).isFocused();
    assertThat(bell.page().locator("feedhorn-bell [role=status]")).hasText("two");
  }

  @Test
  void messagesDoNotMoveForUsersWhoPreferThat() throws Exception {
    String user = newUser("");
    BellPage still =
        open(
            user,
            chromium.newSession(ScreenSize.WIDE.options().setReducedMotion(ReducedMotion.REDUCE)));
    // One after the other, because a message goes away after a few seconds.
    send("notify." + user, "one");
    assertThat(still.toasts()).hasCSS("animation-name", "none");
    BellPage moving = open(user);
    send("notify." + user, "two");
    assertThat(moving.toasts()).hasCSS("animation-name", "arrive");
  }

  @Test
  void inForcedColoursTheCountAndUnreadEntriesCanBeSeen() throws Exception {
    String user = newUser("");
    send("notify." + user, "one");
    BellPage bell =
        open(
            user,
            chromium.newSession(ScreenSize.WIDE.options().setForcedColors(ForcedColors.ACTIVE)));
    bell.hasUnread(1);
    assertThat(bell.page().locator("feedhorn-bell .count")).hasCSS("border-top-style", "solid");
    bell.openList();
    assertThat(
            (Boolean)
                bell.items()
                    .first()
                    .evaluate(
                        "item => getComputedStyle(item, '::before').backgroundColor"
                            + " !== getComputedStyle(item.parentNode).backgroundColor"))
        .isTrue();
  }

  @Test
  void fromRightToLeftEverythingIsMirroredAndWithinTheScreen() throws Exception {
    String user = newUser("dir=\"rtl\"");
    send("notify." + user, "\u0634\u062d\u0646 \u0627\u0644\u0637\u0644\u0628");
    for (ScreenSize screen : ScreenSize.values()) {
      BellPage bell = open(user, chromium.newSession(screen, ColorScheme.DARK));
      bell.hasUnread(1);
      bell.openList();

      List<?> places = (List<?>) bell.page().evaluate(PLACES);
      assertThat(places).as(screen.name()).isEqualTo(List.of(true, true, true));
    }
  }

  /** The list is within the screen; the picture is right of the text, and the button left of it. */
  private static final String PLACES =
      """
      () => {
        const root = document.querySelector('feedhorn-bell').shadowRoot;
        const box = selector => root.querySelector(selector).getBoundingClientRect();
        return [box('.panel').left >= 0 && box('.panel').right <= innerWidth,
          box('.item .picture').left >= box('.item .text').right,
          box('.item button').right <= box('.item .text').left];
      }
      """;

  @Test
  void aClickOutsideClosesTheList() throws Exception {
    BellPage bell = open(newUser(""));
    bell.openList();
    assertThat(bell.panel()).containsText("No notifications");

    bell.page().mouse().click(5, 600);

    assertThat(bell.panel()).isHidden();
    assertThat(bell.button()).hasAttribute("aria-expanded", "false");
  }
}
