package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import io.feedhorn.docs.ShellSession;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands and snippets of the README. Only ports are replaced. */
@Timeout(180)
class ReadmeIT {
  private static final Path README = Path.of("README.md");
  private static final String START_COMMAND = "mvn -q compile exec:java";

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static ShellSession server;
  private static String port;

  @BeforeAll
  static void startWithTheFirstCommand() throws IOException {
    assertThat(blocks("## Start")).anyMatch(block -> block.strip().equals(START_COMMAND));
    server =
        ShellSession.start(Path.of(""), Map.of("FEEDHORN_HTTP_PORT", "0"), "exec " + START_COMMAND);
    port = server.awaitMatch(Pattern.compile("ready on http://127\\.0\\.0\\.1:(\\d+)"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<String> exampleCommands() throws IOException {
    return blocks("## Try it").stream()
        .filter(block -> block.startsWith("curl"))
        .flatMap(String::lines);
  }

  @Test
  void eachExampleCommandPrintsTheDocumentedOutput() throws Exception {
    List<String> commands = exampleCommands().toList();
    assertThat(commands).hasSizeGreaterThan(3);
    for (String command : commands) {
      boolean stream = command.startsWith("curl -N");
      String untilAnUpdate = stream ? " | sed '/^event: update/q'" : "";
      String output = run(command.replace("8080", port) + untilAnUpdate);
      assertThat(output)
          .as(command)
          .contains(stream ? "event: update\n" : "\"topic\"")
          .doesNotContain("\"code\"");
    }
  }

  @Test
  void theModuleRunsInTheConsoleOfAPage() throws Exception {
    String snippet = fenced("js");
    Page page = CHROMIUM.newSession().open("http://localhost:" + port + "/chat.html");
    List<String> console = new ArrayList<>();
    page.onConsoleMessage((ConsoleMessage message) -> console.add(message.text()));

    page.evaluate("async () => {" + snippet + "}");
    page.waitForCondition(() -> console.stream().anyMatch(line -> line.startsWith("prices.")));

    assertThat(console)
        .filteredOn(line -> line.startsWith("prices."))
        .allMatch(line -> line.matches("prices\\.\\S+ [0-9.]+ \\d+ ms old"));
    assertThat(run("curl -s http://localhost:" + port + "/v1/topics/notify.u42"))
        .contains("Hello from the browser");
  }

  @Test
  void thePastedCommandsStartAClusterOfThreeNodes(@TempDir Path folder) throws Exception {
    String paste =
        blocks("## Three nodes as one").stream()
            .filter(block -> block.contains("FEEDHORN_CLUSTER_ENABLED"))
            .findFirst()
            .orElseThrow();
    Files.createDirectory(folder.resolve("target"));
    Files.createSymbolicLink(
        folder.resolve("target/feedhorn.jar"), Path.of("target/feedhorn.jar").toAbsolutePath());
    int cluster = FreePorts.next() / 10;
    int http = FreePorts.next() / 10;
    String here = paste.replace("780", "" + cluster).replace("808", "" + http);

    // A person reads some time after the publish, when the last node has the update, too.
    String read = "\nuntil curl -sf localhost:%d2/v1/topics/hello.x; do sleep 0.2; done";

    try (ShellSession shell =
        ShellSession.start(
            folder,
            Map.of(),
            here + read.formatted(http) + "\necho; echo done; kill $(jobs -p); wait")) {
      shell.awaitMatch(Pattern.compile("\n(done)\n"));
      shell.awaitEnd();
      assertThat(shell.output())
          .containsPattern("\\{\"topic\":\"hello.x\",\"offset\":1,")
          .containsPattern(
              "\\{\"type\":\"update\",\"topic\":\"hello.x\",\"offset\":1,.*\"data\":1}");
    }
  }

  private static String run(String command) throws IOException {
    try (ShellSession shell = ShellSession.start(Path.of(""), Map.of(), command)) {
      shell.awaitEnd();
      return shell.output();
    }
  }

  /** Returns the indented blocks below a heading. */
  private static List<String> blocks(String heading) throws IOException {
    String text = Files.readString(README);
    int begin = text.indexOf(heading + "\n");
    assertThat(begin).as(heading).isNotNegative();
    int end = text.indexOf("\n## ", begin + 1);
    Matcher block = Pattern.compile("(?m)(?:^ {4}.+\n)+").matcher(text.substring(begin, end));
    return block.results().map(found -> found.group().replaceAll("(?m)^ {4}", "")).toList();
  }

  private static String fenced(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).as("a snippet in " + language).isTrue();
    return block.group(1);
  }
}
