package io.feedhorn.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Chromium of this machine, without a window. None is downloaded. */
public final class InstalledChromium {
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

  private InstalledChromium() {}

  public static Playwright playwright() {
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return Playwright.create(new Playwright.CreateOptions().setEnv(environment));
  }

  /** Starts a browser; throws if none is installed. */
  public static Browser launch(Playwright playwright) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(path())
                .setArgs(List.of("--no-sandbox", "--disable-gpu")));
  }

  private static Path path() {
    for (String name : NAMES) {
      Path found = Programs.find(name);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException("none of these browsers is installed: " + NAMES);
  }
}
