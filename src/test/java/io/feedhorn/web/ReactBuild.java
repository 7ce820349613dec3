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
import java.util.stream.Stream;

/** A React component and its page, bundled with pinned packages. */
final class ReactBuild {
  private static final Path CLIENT = Path.of("src", "client-js").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final NodeToolchain npm = new NodeToolchain("react");

  /**
   * @param component the source of {@code prices.jsx}
   */
  ReactBuild(String component) throws IOException {
    npm.install();
    installClient();
    Files.writeString(npm.folder().resolve("prices.jsx"), component);
  }

  /** Installs the package as a copy: imports in a linked one would not find React. */
  private void installClient() throws IOException {
    Path target = npm.packageFolder("@feedhorn/client");
    try (Stream<Path> files = Files.walk(CLIENT)) {
      for (Path file : files.filter(each -> !each.startsWith(CLIENT.resolve("test"))).toList()) {
        Path copy = target.resolve(CLIENT.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
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
