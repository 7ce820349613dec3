package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;

/** The screen sizes of the tests. */
enum ScreenSize {
  WIDE(1280, 900),
  PHONE(390, 844),
  SMALL(320, 640);

  private final int width;
  private final int height;

  ScreenSize(int width, int height) {
    this.width = width;
    this.height = height;
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions().setViewportSize(width, height);
  }

  void applyTo(Page page) {
    page.setViewportSize(width, height);
  }
}
