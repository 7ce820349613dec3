package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.settings.SettingKeys;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.TlsOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void helpContainsUsageAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("[serve] [--conf FILE] [--webroot DIR]", "serve --help", "Exit codes")
        .doesNotContain("%n");
  }

  @Test
  void helpOfServeHasEverySettingAndFitsATerminal() {
    assertThat(run("serve", "--help")).isZero();
    SettingKeys.sections().values().stream()
        .flatMap(keys -> keys.stream())
        .forEach(key -> assertThat(out.toString()).contains("  " + key.path() + " "));
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "serve --conf x.yaml, true",
    "--conf x.yaml, true",
    "publish demo.x 1, false",
    "topics, false",
    "check-conf, false"
  })
  void onlyAServerGoesOnAfterItsCommandHasReturned(String line, boolean isServer) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(Main.isServer(Main.commandLine(arguments).parseArgs(arguments))).isEqualTo(isServer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "serv"})
  void anUnknownCommandIsToldTheCommands(String command) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("There is no command '" + command + "'; the commands are serve, check-conf, ")
        .contains(" publish, ", " reload, ")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void versionHasFeedhornAndJava(String option) {
    assertThat(run(option)).isZero();
    assertThat(out.toString()).contains("Feedhorn ").contains("Java ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--prot", "srve", "--conf"})
  void anInvalidCommandLineIsReportedInOneLine(String argument) {
    assertThat(run(argument)).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains(argument);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--conf gone.yaml", "serve --conf gone.yaml", "--conf gone.yaml serve"})
  void optionsOfServeApplyWithAndWithoutItsName(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("--conf = \"gone.yaml\": must be an existing file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-conf", "health", "token"})
  void aFileOfSettingsAppliesBeforeAndAfterTheNameOfACommand(String command) {
    String error = "--conf = \"gone.yaml\": must be an existing file";
    assertThat(run(command, "--conf", "gone.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains(error);
    err.getBuffer().setLength(0);

    assertThat(run("--conf", "gone.yaml", command)).isEqualTo(2);
    assertThat(err.toString()).contains(error);
  }

  @Test
  void checkConfReportsErrorsInOneLineEachAndStartsNothing(@TempDir Path folder)
      throws IOException {
    String valid = Files.writeString(folder.resolve("a.yaml"), "http: { port: 0 }\n").toString();
    String wrong = Files.writeString(folder.resolve("b.yaml"), "http: { port: x }\n").toString();

    assertThat(run("check-conf", "--conf", valid)).isZero();
    assertThat(err.toString()).isEqualTo("The settings are valid.\n");
    assertThat(run("check-conf", "--conf", wrong)).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2).anyMatch(line -> line.contains("http.port"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void checkConfReportsACertificateThatCannotBeUsed(@TempDir Path folder) throws Exception {
    TlsOptions good = SelfSignedCertificate.of(folder, "EC").write(folder);
    Path bad = Files.writeString(folder.resolve("bad.pem"), "no PEM");
    String http = "http: { tls: { cert: %s, key: %s } }\n";
    String cluster = "cluster: { enabled: true, tls: { cert: %1$s, key: %2$s, ca: %1$s } }\n";

    for (String text : List.of(http, cluster)) {
      Path conf = folder.resolve("a.yaml");
      Files.writeString(conf, text.formatted(good.cert(), good.key()));
      assertThat(run("check-conf", "--conf", conf.toString())).isZero();

      err.getBuffer().setLength(0);
      Files.writeString(conf, text.formatted(good.cert(), bad));
      assertThat(run("check-conf", "--conf", conf.toString())).isEqualTo(2);
      assertThat(err.toString()).hasLineCount(1).contains(".tls");
    }
  }

  @Test
  void completionKnowsTheCommandsAndTheirOptions() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("subscribe", "--since", "long-poll", "complete -F");
  }

  @Test
  void helpOfEveryCommandFitsATerminal() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertThat(run(command, "--help")).isZero();
    }
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void helpOfConformHasTheTransportsAndFitsATerminal() {
    assertThat(run("conform", "--help")).isZero();
    assertThat(out.toString()).contains("--url", "--seed", "long-polling", "Exit codes");
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--url nonsense",
        "--url ftp://127.0.0.1",
        "--url http://127.0.0.1:1 --hops -1",
        "--url http://127.0.0.1:1 --transports carrier-pigeon",
        "--url http://127.0.0.1:1 --format xml",
        "--url http://127.0.0.1:1 --claims nonsense",
        "--seed 1",
        "--url http://127.0.0.1:1"
      })
  void conformReportsInvalidOptionsAndUnreachableServersInOneLine(String arguments) {
    assertThat(run(("conform " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).doesNotContain("Exception:");
  }

  @Test
  void printsOnlyTheTokenWithTheRequestedClaims(@TempDir Path folder) throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), TestSigner.es256().privatePem());

    assertThat(
            run(
                ("token --subscribe prices.*,scores.> --publish chat.a --ttl 90s --subject me --name Me --user u42 --readers u42,u42.* --groups ops,dev --kid k"
                        + " --key "
                        + key)
                    .split(" ", -1)))
        .isZero();

    String[] parts = out.toString().strip().split("\\.", -1);
    assertThat(parts).hasSize(3);
    JsonObject header = json(parts[0]);
    assertThat(header.getString("alg")).isEqualTo("ES256");
    assertThat(header.getString("kid")).isEqualTo("k");
    JsonObject claims = json(parts[1]);
    assertThat(claims.getJsonObject("feedhorn"))
        .isEqualTo(
            new JsonObject(
                "{\"subscribe\":[\"prices.*\",\"scores.>\"],\"publish\":[\"chat.a\"],\"admin\":false,"
                    + "\"readers\":[\"u42\",\"u42.*\"],\"user\":\"u42\",\"groups\":[\"ops\",\"dev\"]}"));
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(90);
    assertThat(claims.getString("sub")).isEqualTo("me");
    assertThat(claims.getString("name")).isEqualTo("Me");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void refusesNamesOfAnotherForm(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), TestSigner.es256().privatePem());
    assertRefused(file, "--groups", "a,*", "'*'");
    assertRefused(file, "--user", "ann@example.org", "'ann@example.org'");
    assertRefused(file, "--user", "", "''");
    assertRefused(file, "--user", "n".repeat(188), "1 to 187 printable characters");
    assertRefused(file, "--readers", "u42,a b", "a b'");
    assertRefused(file, "--readers", "u42,,u43", "Bad pattern of reader names ''");
    assertRefused(file, "--readers", "jürgen.*", "segments of A-Z a-z 0-9 _ -");
    assertRefused(file, "--name", " ", "at most 100 UTF-16 code units");
    assertRefused(file, "--name", "n".repeat(101), "at most 100 UTF-16 code units");
    assertRefused(file, "--name", "Ann", "--subject");
  }

  private void assertRefused(Path key, String option, String value, String named) {
    assertThat(run("token", option, value, "--key", key.toString())).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains(option, named);
    err.getBuffer().setLength(0);
  }

  private static JsonObject json(String part) {
    return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--subscribe prices.*",
        "--ttl 1y --key pom.xml",
        "--key gone.pem",
        "--key pom.xml",
        "--subscribe > --key pom.xml"
      })
  void reportsInOneLineThatATokenCannotBeIssued(String arguments) {
    assertThat(run(("token " + arguments).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).doesNotContain("Exception:");
    assertThat(out.toString()).isEmpty();
  }
}
