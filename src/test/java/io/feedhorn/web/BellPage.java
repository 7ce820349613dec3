package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The element {@code <feedhorn-bell>} of one page, as its user sees it. */
record BellPage(BrowserSession session, Page page) {
  private static final AtomicInteger USERS = new AtomicInteger();

  /** Returns a user that no other test has, with a page of the same name. */
  static String newUser(Path webroot, String attributes) throws IOException {
    String user = "u" + USERS.incrementAndGet();
    writePage(webroot, user, "user=\"" + user + "\" " + attributes);
    return user;
  }

  /** Writes a page of somebody else's that has the element, with three lines of HTML. */
  static void writePage(Path webroot, String name, String attributes) throws IOException {
    Files.writeString(
        webroot.resolve(name + ".html"),
        """
        <!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="icon.svg">
        <script type="module" src="/client/feedhorn-bell.js"></script>
        <h1>Shop</h1>
        <p><feedhorn-bell %s></feedhorn-bell></p>
        <p><button id="after">Buy</button></p>
        """
            .formatted(attributes));
    Files.writeString(webroot.resolve("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  }

  /** Opens a page, and waits until its bell is connected. */
  static BellPage open(BrowserSession session, String url) {
    return new BellPage(session, session.open(url)).isLive();
  }

  BellPage isLive() {
    hasStatus("live");
    return this;
  }

  void hasStatus(String status) {
    page.waitForFunction(
        "status => document.querySelector('feedhorn-bell')?.status === status", status);
  }

  Locator button() {
    return page.locator("feedhorn-bell .bell");
  }

  Locator panel() {
    return page.locator("feedhorn-bell .panel");
  }

  Locator items() {
    return page.locator("feedhorn-bell .item");
  }

  Locator item(String title) {
    return items().filter(new Locator.FilterOptions().setHasText(title));
  }

  Locator toasts() {
    return page.locator("feedhorn-bell .toast");
  }

  void hasUnread(int count) {
    if (count == 0) {
      assertThat(page.locator("feedhorn-bell .count")).isHidden();
      assertThat(button()).hasAttribute("aria-label", "Notifications");
    } else {
      assertThat(page.locator("feedhorn-bell .count")).hasText(Integer.toString(count));
      assertThat(button()).hasAttribute("aria-label", "Notifications, %d unread".formatted(count));
    }
  }

  BellPage openList() {
    button().click();
    assertThat(panel()).isVisible();
    return this;
  }

  void markRead(String title) {
    item(title).locator("button").click();
  }

  void markAllRead() {
    page.locator("feedhorn-bell [part=mark-all]").click();
  }

  /** Returns the titles of the list, newest first, with a star before unread ones. */
  List<String> titles() {
    return ((List<?>) page.evaluate(TITLES)).stream().map(String::valueOf).toList();
  }

  private static final String TITLES =
      """
      () => document.querySelector('feedhorn-bell').notifications
        .map(({title, read}) => (read ? '' : '*') + title)
      """;
}
