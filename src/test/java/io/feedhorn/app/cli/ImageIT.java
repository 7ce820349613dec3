package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands of the Dockerfile in a directory like that of the image. */
@Timeout(180)
class ImageIT {
  private Path app;

  @BeforeEach
  void createImageDirectory(@TempDir Path folder) throws IOException {
    app = folder;
    Files.copy(Path.of("conf/image/feedhorn.yaml"), folder.resolve("image.yaml"));
  }

  @Test
  void theImageSetsNoEnvironmentVariables() throws IOException {
    assertThat(Files.readString(Path.of("Dockerfile"))).doesNotContain("\nENV ");
  }

  @Test
  void listensOnAllAddressesByDefaultAndItsHealthCheckPasses() throws Exception {
    String port = freePort();
    Map<String, String> environment =
        Map.of(
            "FEEDHORN_HTTP_PORT",
            port,
            "JDK_JAVA_OPTIONS",
            "--limit-modules " + modulesOfTheImage());
    try (JarProcess server = serve(environment)) {
      server.awaitReady();
      assertThat(server.out()).contains("ready on http://0.0.0.0:" + port);
      awaitHealthy(Map.of("FEEDHORN_HTTP_PORT", port));
    }
  }

  @Test
  void theClientOfTheCacheFindsNoFault() throws Exception {
    String options = conformOptions("Dockerfile");
    String port = freePort();
    try (JarProcess server = serve(Map.of("FEEDHORN_HTTP_PORT", port))) {
      server.awaitReady();
      List<String> arguments =
          new ArrayList<>(List.of("conform", "--url", "http://127.0.0.1:" + port));
      arguments.addAll(List.of(options.split(" ", -1)));
      try (JarProcess client =
          launched(
              Map.of("JDK_JAVA_OPTIONS", "--limit-modules " + modulesOfTheImage()), arguments)) {
        assertThat(client.exitCode()).as(client.out() + client.err()).isZero();
      }
    }
    assertThat(conformOptions("bin/feedhorn")).isEqualTo(options);
  }

  @Test
  void aMountedFileOverridesTheSettingsOfTheImage() throws Exception {
    String port = freePort();
    mount("http: { host: 127.0.0.1, port: " + port + " }\nauth: { open: false }\n");
    try (JarProcess server = serve(Map.of())) {
      server.awaitReady();
      assertThat(server.out()).contains("ready on http://127.0.0.1:" + port);
      awaitHealthy(Map.of());
    }
  }

  @Test
  void doesNotStartWithoutKeysIfItIsNotOpen() throws Exception {
    mount("auth: { open: false }\n");
    try (JarProcess server = serve(Map.of())) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.err()).startsWith("http.host = \"0.0.0.0\" (image.yaml line 5)");
    }
  }

  @Test
  void theHealthCheckSupportsTls() throws Exception {
    String port = freePort();
    SelfSignedCertificate.of(app, "EC").write(app);
    mount("http: { port: " + port + ", tls: { cert: cert.pem, key: key.pem } }\n");
    try (JarProcess server = serve(Map.of())) {
      server.awaitReady();
      assertThat(server.out()).contains("ready on https://0.0.0.0:" + port);
      awaitHealthy(Map.of());
    }
  }

  @Test
  void theHealthCheckFailsWithoutAServer() throws Exception {
    assertThat(health(Map.of("FEEDHORN_HTTP_PORT", freePort()))).startsWith("1 http://127.0.0.1:");
  }

  @Test
  void reportsATemporaryDirectoryThatIsNotWritableInOneLine() throws Exception {
    Path file = Files.createFile(app.resolve("no-folder"));
    try (JarProcess server = JarProcess.in(app, file, Map.of("FEEDHORN_HTTP_PORT", "0"), "serve")) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err().lines())
          .singleElement()
          .asString()
          .startsWith("Feedhorn cannot start: the temporary directory " + file);
    }
  }

  /**
   * Returns the options, but the URL, of the command that uses the server whose cache is written.
   */
  private static String conformOptions(String file) throws IOException {
    Matcher options =
        Pattern.compile("--hold \\d+( --\\w+ \\d+)*").matcher(Files.readString(Path.of(file)));
    assertThat(options.find()).isTrue();
    return options.group();
  }

  /** Returns the modules of which jlink makes the image's Java, separated by commas. */
  private static String modulesOfTheImage() throws IOException {
    Matcher option =
        Pattern.compile("--add-modules ([a-z.,]+)")
            .matcher(Files.readString(Path.of("Dockerfile")));
    assertThat(option.find()).isTrue();
    return option.group(1);
  }

  private void mount(String yaml) throws IOException {
    Files.createDirectories(app.resolve("conf"));
    Files.writeString(app.resolve("conf/feedhorn.yaml"), yaml);
  }

  private JarProcess serve(Map<String, String> environment) throws IOException {
    List<String> command = dockerfile("ENTRYPOINT ");
    command.addAll(dockerfile("CMD "));
    return launched(environment, command);
  }

  /** Runs the health check again and again, like a container runtime, until it passes. */
  private void awaitHealthy(Map<String, String> environment) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInSameThread()
        .untilAsserted(() -> assertThat(health(environment)).isEqualTo("0 200 UP"));
  }

  private String health(Map<String, String> environment) throws Exception {
    try (JarProcess check = launched(environment, dockerfile("  CMD "))) {
      int code = check.exitCode();
      String said = code == 0 ? check.out() : check.err();
      return code + " " + said.strip().replaceFirst("\\{\"status\":\"(\\w+)\".*", "$1");
    }
  }

  /** Returns the arguments after {@code feedhorn.jar} in an instruction of the Dockerfile. */
  private static List<String> dockerfile(String instruction) throws IOException {
    String line =
        Files.readAllLines(Path.of("Dockerfile")).stream()
            .filter(each -> each.startsWith(instruction + "["))
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>();
    new JsonArray(line.substring(instruction.length())).forEach(word -> words.add((String) word));
    int jar = words.indexOf("feedhorn.jar");
    return new ArrayList<>(words.subList(jar + 1, words.size()));
  }

  private JarProcess launched(Map<String, String> environment, List<String> arguments)
      throws IOException {
    return JarProcess.in(app, environment, arguments.toArray(String[]::new));
  }

  private static String freePort() {
    return Integer.toString(FreePorts.next());
  }
}
