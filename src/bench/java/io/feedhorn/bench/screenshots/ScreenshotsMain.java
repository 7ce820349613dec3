package io.feedhorn.bench.screenshots;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.bench.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Takes the pictures of the pages in {@code docs/images}: starts a server with the demo, and uses
 * its pages in Chromium like a visitor. Takes about a minute, because charts need updates.
 */
public final class ScreenshotsMain {
  private static final List<String> BROWSERS =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

  private ScreenshotsMain() {}

  /** Argument: the directory of the pictures, {@code docs/images} without it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length == 0 ? "docs/images" : arguments[0]);
    Path chromium = browser();
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException("not a directory: " + folder);
    }
    ServerProcess server =
        new ServerProcess(
            new SettingsLoader(Path.of(""), Map.of("FEEDHORN_HTTP_PORT", "0"))
                .read(null, Path.of("webroot")));
    try (Playwright playwright = playwright();
        Browser browser = launch(playwright, chromium)) {
      VisitedPages pages = new VisitedPages(browser, server.start());
      Map<String, byte[]> pictures = pages.visit();
      for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
        Path file = folder.resolve(picture.getKey() + ".webp");
        Files.write(file, picture.getValue());
        System.out.printf("%s: %,d bytes%n", file, picture.getValue().length);
      }
    } finally {
      server.stop();
    }
    System.exit(0);
  }

  private static Path browser() {
    for (String name : BROWSERS) {
      Path found = Programs.find(name);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException("none of these browsers is installed: " + BROWSERS);
  }

  /** The browser of the machine is used, none is downloaded. */
  private static Playwright playwright() {
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return Playwright.create(new Playwright.CreateOptions().setEnv(environment));
  }

  private static Browser launch(Playwright playwright, Path chromium) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(chromium)
                .setArgs(List.of("--no-sandbox", "--disable-gpu")));
  }
}
