package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.Command;
import io.feedhorn.transport.FeedhornCommand;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of README.md and of the pages in {@code docs}, one after the other, against a
 * new server. Only ports are replaced.
 */
@Timeout(180)
class DocumentedCommandsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(150);
  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final String STREAM = "curl -N ";

  /** Commands that are not run, with the reason. */
  private static final Map<Pattern, String> NOT_RUN =
      Map.of(
          Pattern.compile("(tail .* \\| |source <\\()?bin/feedhorn .*"),
          "DocumentedOptionsTest parses their options, FeedCommandsIT and LauncherIT run them",
          Pattern.compile("mvn .*"),
          "they take minutes or are the build; DocumentedMavenTest checks their arguments",
          Pattern.compile("(docker|kubectl|install|systemctl) .*"),
          "they need a container engine or change the machine; ImageIT and the tests of deployment"
              + " check the files",
          Pattern.compile("(perf|jcmd) .*"),
          "they need the process of a server under load",
          Pattern.compile("(FEEDHORN_\\w+=\\S+ )*java -jar target/feedhorn\\.jar"),
          "a server that runs until it is stopped: this test starts its own in the same way",
          Pattern.compile("java -jar target/feedhorn\\.jar (conform|compare|recover) .*"),
          "they take minutes or a stopped node; DocumentedOptionsTest parses their options, other"
              + " tests run them",
          Pattern.compile("export FEEDHORN_CLUSTER_ENABLED=.*|for n in 0 1 2; do .*"),
          "three nodes: ReadmeIT pastes them",
          Pattern.compile("java -cp target/feedhorn\\.jar OwnVerticle\\.java"),
          "it takes port 8080; DocumentedJavaTest runs it",
          Pattern.compile("curl -X DELETE .*/v1/admin/connections/.*"),
          "its id is an example; AdminConnectionsIT closes connections",
          Pattern.compile("curl http://localhost:8080/v1/topics/(highs\\.SPX-2008|orders\\.new)"),
          "they read what OwnVerticle and Embedded publish; DocumentedJavaTest does, too");

  private static final Pattern RUN =
      Pattern.compile(
          "curl .*(localhost|127\\.0\\.0\\.1):808[0-2].*|openssl .*|java -jar \\S+ token .*");

  private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");

  /** The only line that is refused: the page shows the error of a line in a batch. */
  private static final String BAD_LINE = "{\"topic\":\"demo\",\"data\":2}";

  private static Path folder;
  private static ShellSession server;
  private static String port;

  @BeforeAll
  static void startServer(@TempDir Path temp) throws IOException {
    folder = temp;
    Files.createDirectory(folder.resolve("target"));
    Files.createSymbolicLink(
        folder.resolve("target/feedhorn.jar"), Path.of("target/feedhorn.jar").toAbsolutePath());
    server =
        ShellSession.start(
            folder, Map.of("FEEDHORN_HTTP_PORT", "0"), "exec java -jar target/feedhorn.jar");
    port = server.awaitMatch(Pattern.compile("ready on http://127\\.0\\.0\\.1:(\\d+)"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static Stream<Arguments> commands() {
    return ShellBlocks.all().stream()
        .filter(block -> !hasItsOwnServer(block))
        .flatMap(
            block ->
                ShellBlocks.commands(block).stream()
                    .filter(command -> RUN.matcher(command).matches() && !isNotRun(command))
                    .map(command -> Arguments.of(block.page(), command)));
  }

  static Stream<DocumentBlock> blocksWithTheirOwnServer() {
    return ShellBlocks.all().stream().filter(DocumentedCommandsIT::hasItsOwnServer);
  }

  private static boolean hasItsOwnServer(DocumentBlock block) {
    return block.text().contains("java -jar target/feedhorn.jar &\n");
  }

  private static boolean isNotRun(String command) {
    return NOT_RUN.keySet().stream().anyMatch(pattern -> pattern.matcher(command).matches());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("commands")
  void documentedCommandsSucceed(String page, String command) {
    String untilAnUpdate = command.startsWith(STREAM) ? " | grep -m 1 '^event: update'" : "";
    Command.Result result =
        run(
            "export FEEDHORN_AUTH_SECRET='%s'\n".formatted(SECRET)
                + command.replaceAll(":808[0-2]\\b", ":" + port)
                + untilAnUpdate);

    assertThat(result.code()).as(result.output()).isZero();
    assertThat(CODE.matcher(result.output()).results().map(found -> found.group(1)))
        .as(result.output())
        .isEqualTo(command.contains(BAD_LINE) ? List.of("bad_topic") : List.of());
  }

  @ParameterizedTest
  @MethodSource("blocksWithTheirOwnServer")
  void documentedBlocksWithAServerSucceed(DocumentBlock block) {
    String free = Integer.toString(FreePorts.next());
    Command.Result result =
        run(
            "export FEEDHORN_HTTP_PORT=%s\n%s\necho; echo ended with $?; kill $(jobs -p); wait"
                .formatted(free, block.text().replace("8080", free)));

    assertThat(result.output())
        .contains("ready on http://", "ended with 0")
        .doesNotContain("\"code\"");
  }

  @Test
  void theLogHasTheDocumentedSettings() {
    String printed =
        DocumentBlock.all().stream()
            .map(DocumentBlock::text)
            .filter(text -> text.startsWith("settings of http:"))
            .findFirst()
            .orElseThrow();
    String here =
        printed
            .replace("port 9000", "port 0")
            .replaceFirst(
                "event-loops 2", "event-loops " + Runtime.getRuntime().availableProcessors());

    assertThat(server.output()).contains(" " + here + "\n");
  }

  @Test
  void everyCommandIsRunOrExcludedWithAReason() {
    assertThat(ShellBlocks.all())
        .filteredOn(block -> !hasItsOwnServer(block))
        .flatExtracting(ShellBlocks::commands)
        .allMatch(command -> RUN.matcher(command).matches() || isNotRun(command));
    assertThat(commands()).hasSizeGreaterThan(15);
    assertThat(blocksWithTheirOwnServer()).hasSize(3);
  }

  private static Command.Result run(String script) {
    String fresh =
        "unset ${!FEEDHORN_@}\nexport JAVA_TOOL_OPTIONS='%s'\n"
            .formatted(FeedhornCommand.toolOptions());
    return Command.run(folder, TIMEOUT, List.of("bash", "-c", fresh + script));
  }
}
