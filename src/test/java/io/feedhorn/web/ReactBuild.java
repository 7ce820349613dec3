package io.feedhorn.web;

import io.feedhorn.clients.NodeToolchain;
import io.feedhorn.clients.Scripts;
import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** A React component and its page, bundled with pinned packages. */
final class ReactBuild {
  private static final Path CLIENT =
      Path.of("target", "classes", "webroot", "client", "feedhorn.js");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final NodeToolchain npm = new NodeToolchain("react");

  /**
   * @param component the source of {@code prices.jsx}
   */
  ReactBuild(String component) throws IOException {
    npm.install();
    Files.copy(CLIENT, npm.folder().resolve("feedhorn.js"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(npm.folder().resolve("prices.jsx"), component);
  }

  /** Returns the component's HTML, rendered as on a server. */
  String renderOnServer() throws IOException {
    bundle("react-server.js", "server.cjs", "node", "cjs");
    return run("node", "server.cjs");
  }

  /** Returns the script that hydrates the rendered component in a browser. */
  String browserScript() throws IOException {
    bundle("react-page.js", "page.mjs", "browser", "esm");
    return Files.readString(npm.folder().resolve("page.mjs"));
  }

  private void bundle(String script, String output, String platform, String format)
      throws IOException {
    Files.writeString(npm.folder().resolve(script), Scripts.text(script));
    run(
        "node",
        "node_modules/esbuild/bin/esbuild",
        script,
        "--bundle",
        "--jsx=automatic",
        "--log-level=warning",
        "--platform=" + platform,
        "--format=" + format,
        "--outfile=" + output);
  }

  private String run(String... words) {
    Command.Result result = Command.run(npm.folder(), TIMEOUT, List.of(words));
    if (result.code() != 0) {
      throw new AssertionError(String.join(" ", words) + " failed:\n" + result.output());
    }
    return result.output();
  }
}
