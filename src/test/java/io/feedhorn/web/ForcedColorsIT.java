package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard in forced colours, in which the system replaces the colours of the page. */
class ForcedColorsIT {
  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.DEMO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** In forced colours, no information depends on a background alone. */
  @Test
  void dayRangeClockAndGoalsAreVisibleInForcedColors() {
    Page page =
        chromium
            .newSession(ScreenSize.WIDE.options().setForcedColors(ForcedColors.ACTIVE))
            .open(server.origin());
    for (String part :
        List.of(
            "#prices .track::after",
            ".match .line i",
            ".standing .on:not([hidden])",
            "#badge .dot")) {
      page.waitForFunction(PAINTED, part);
    }
    assertThat(page.locator(".match .line").first())
        .hasCSS("background-image", Pattern.compile("linear-gradient"));
  }

  private static final String PAINTED =
      """
      selector => {
        const [place, part] = selector.split('::');
        const node = document.querySelector(place);
        if (!node) return false;
        const colour = getComputedStyle(node, part && `::${part}`).backgroundColor;
        const background = getComputedStyle(document.body).backgroundColor;
        return colour !== background && !colour.endsWith(', 0)');
      }
      """;
}
