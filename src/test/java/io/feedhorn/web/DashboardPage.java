package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** The elements of the dashboard. */
record DashboardPage(Page page) {
  /** The text of an age: {@code 0.1 s}. */
  static final Pattern AGE = Pattern.compile("(\\d+(?:\\.\\d)?) s");

  Locator rows() {
    return page.locator("#prices tbody tr");
  }

  Locator row(String topic) {
    return page.locator("#prices tr[data-topic='" + topic + "']");
  }

  Locator price(Locator row) {
    return row.locator(".price");
  }

  Locator matches() {
    return page.locator(".match");
  }

  Locator match(String topic) {
    return page.locator(".match[data-topic='" + topic + "']");
  }

  /** Returns the tables that are shown: those of the leagues that are being played. */
  Locator standings() {
    return page.locator(".standing:visible");
  }

  Locator badge() {
    return page.locator("#badge");
  }

  Locator label() {
    return badge().locator(".label");
  }

  Locator age() {
    return badge().locator(".age");
  }

  /** Waits until the page is live over a transport. */
  DashboardPage awaitLive(String transport) {
    awaitLive();
    assertThat(label()).hasText(transport);
    return this;
  }

  /** Waits until the page is live over any transport. */
  void awaitLive() {
    assertThat(badge()).hasAttribute("data-tone", "live");
  }

  /** Waits until the badge has a tone and a label. */
  void awaitBadge(String tone, String label) {
    assertThat(badge()).hasAttribute("data-tone", tone);
    assertThat(label()).hasText(label);
  }

  /** Waits until the price of a row changes. */
  void awaitPriceChange(Locator row) {
    String before = price(row).innerText();
    assertThat(price(row)).not().hasText(before);
  }

  /** Waits until all of the elements are dimmed, or none. */
  void awaitDimmed(Locator all, boolean dim) {
    Locator others = all.and(page.locator(dim ? ":not([data-old])" : "[data-old]"));
    assertThat(others).hasCount(0);
  }
}
