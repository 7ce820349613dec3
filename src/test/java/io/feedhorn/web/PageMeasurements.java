package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

/** Measurements of the layout of a page. */
final class PageMeasurements {
  private static final String OVERFLOW =
      "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth";

  private static final String OVERFLOWING_ELEMENTS =
      """
      () => [...document.querySelectorAll('body *')]
        .filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map(node => `${node.tagName}.${node.className || node.id}`)
        .filter((name, index, all) => all.indexOf(name) === index)
      """;

  private PageMeasurements() {}

  /** Asserts that the page is not wider than the screen. */
  static void assertNoHorizontalScrolling(Page page) {
    assertThat(page.evaluate(OVERFLOW))
        .as(() -> "pixels too wide, because of " + page.evaluate(OVERFLOWING_ELEMENTS))
        .isEqualTo(0);
  }
}
