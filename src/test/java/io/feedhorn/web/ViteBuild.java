package io.feedhorn.web;

import io.feedhorn.clients.NodeToolchain;
import io.feedhorn.clients.Scripts;
import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A page of Vite and strict TypeScript, built with the packed npm package of the client. */
final class ViteBuild {
  private static final Path CLIENT = Path.of("src", "client-js").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><link rel="icon" href="/icon.svg"><title>Vite</title>
      <p id="state"></p><p id="price"></p><p id="receipt"></p><button>Publish</button>
      <script type="module" src="/vite-page.ts"></script>
      """;

  private static final String TYPES =
      """
      {"compilerOptions": {"strict": true, "noEmit": true, "noUncheckedIndexedAccess": true,
        "exactOptionalPropertyTypes": true, "verbatimModuleSyntax": true, "target": "es2022",
        "module": "esnext", "moduleResolution": "bundler", "lib": ["es2023", "dom"], "types": []},
       "include": ["vite-page.ts"]}
      """;

  private final NodeToolchain npm = new NodeToolchain("vite");

  /** Builds the page, and returns the directory of its files. */
  Path build() throws IOException {
    npm.install();
    run("npm", "pack", CLIENT.toString(), "--silent");
    run("npm", "install", "--no-save", "--offline", "--no-audit", "--no-fund", tarball());
    write("index.html", PAGE);
    Files.createDirectories(npm.folder().resolve("public"));
    write("public/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    write("tsconfig.json", TYPES);
    write("vite-page.ts", Scripts.text("vite-page.ts"));
    run("node", "node_modules/typescript/bin/tsc");
    run("node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn");
    return npm.folder().resolve("dist");
  }

  private String tarball() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(npm.folder(), "feedhorn-client-*.tgz")) {
      return "./" + files.iterator().next().getFileName();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(npm.folder().resolve(name), text);
  }

  private void run(String... words) {
    Command.Result result = Command.run(npm.folder(), TIMEOUT, List.of(words));
    if (result.code() != 0) {
      throw new AssertionError(String.join(" ", words) + " failed:\n" + result.output());
    }
  }
}
