package io.feedhorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which peers are built and run: {@code target/bench}.
 *
 * @param root the project's root directory
 * @param old the jar of the build to compare with, or null
 */
record BenchDirectory(Path root, @Nullable Path old) {
  /** The module of Centrifugo with its version. */
  static final String CENTRIFUGO = "github.com/centrifugal/centrifugo/v6@v6.9.1";

  private static final List<String> MODULE_FOLDERS =
      List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules");

  Path jar() {
    return root.resolve("target/feedhorn.jar");
  }

  /** Returns a subdirectory, and creates it if it is missing. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve("target/bench").resolve(name));
  }

  /** Returns a text that names the programs that are not installed, or null if all are. */
  @Nullable String missingPrograms(String... programs) {
    List<String> missing = Stream.of(programs).filter(name -> Programs.find(name) == null).toList();
    return missing.isEmpty() ? null : String.join(" and ", missing) + " not found";
  }

  String program(String name) {
    return Objects.requireNonNull(Programs.find(name)).toString();
  }

  /** Compiles the C floor and returns the path of the program. */
  Path buildFloor() throws IOException, InterruptedException {
    Path executable = folder("floor").resolve("floor");
    Path source = root.resolve("src/bench/c/floor.c");
    Programs.run(
        root, List.of(program("cc"), "-O2", "-o", executable.toString(), source.toString()));
    return executable;
  }

  Path centrifugo() {
    return root.resolve("target/bench/centrifugo/centrifugo");
  }

  /** Builds Centrifugo once, which takes minutes, and returns the path of the program. */
  Path buildCentrifugo() throws IOException, InterruptedException {
    if (!Files.exists(centrifugo())) {
      String target = "GOBIN=" + folder("centrifugo");
      Programs.run(root, List.of("env", target, program("go"), "install", CENTRIFUGO));
    }
    return centrifugo();
  }

  /** Returns the command of a server on Node, after installing its dependencies. */
  List<String> nodeCommand(String script, int port) throws IOException, InterruptedException {
    Path folder = folder("js");
    for (String file : List.of("package.json", "ws.js", "socket.io.js")) {
      Path source = root.resolve("src/bench/js").resolve(file);
      Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(folder.resolve("node_modules/socket.io"))) {
      Programs.run(
          folder,
          List.of(
              program("npm"), "install", "--no-package-lock", "--ignore-scripts", "--no-audit"));
    }
    return List.of(program("node"), script, Integer.toString(port));
  }

  @Nullable Path nchanModule() {
    return MODULE_FOLDERS.stream()
        .map(folder -> Path.of(folder, "ngx_nchan_module.so"))
        .filter(Files::exists)
        .findFirst()
        .orElse(null);
  }
}
