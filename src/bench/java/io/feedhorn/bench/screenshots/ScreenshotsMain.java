package io.feedhorn.bench.screenshots;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.bench.InstalledChromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Takes the pictures of the pages in {@code docs/images}: starts a server with the demo, and uses
 * its pages in Chromium like a visitor. Takes about a minute, because charts need updates.
 */
public final class ScreenshotsMain {
  private ScreenshotsMain() {}

  /** Argument: the directory of the pictures, {@code docs/images} without it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length == 0 ? "docs/images" : arguments[0]);
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException("not a directory: " + folder);
    }
    ServerProcess server =
        new ServerProcess(
            new SettingsLoader(Path.of(""), Map.of("FEEDHORN_HTTP_PORT", "0"))
                .read(null, Path.of("webroot")));
    try (Playwright playwright = InstalledChromium.playwright();
        Browser browser = InstalledChromium.launch(playwright)) {
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
}
