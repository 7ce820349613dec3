package io.feedhorn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The unit in {@code conf/systemd}, as far as it can be checked without a running systemd. */
class SystemdUnitTest {
  private static final Path UNIT = Path.of("conf", "systemd", "feedhorn.service");
  private static final Pattern LINE = Pattern.compile("(#.*|\\[(Unit|Service|Install)]|\\w+=.*|)");

  @Test
  void everyLineIsASectionASettingOrAComment() throws IOException {
    assertThat(Files.readAllLines(UNIT)).allMatch(line -> LINE.matcher(line).matches());
  }

  @Test
  void theServerGetsTheOptionsOfTheImageAndAFile() throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    String entrypoint = dockerfile.substring(dockerfile.indexOf("ENTRYPOINT"));
    List<String> ofImage =
        Pattern.compile("\"(-XX:[^\"]+)\"")
            .matcher(entrypoint)
            .results()
            .map(option -> option.group(1))
            .filter(option -> !option.startsWith("-XX:AOTCache="))
            .toList();
    List<String> jvm =
        Stream.of(value("ExecStart").split(" ", -1))
            .filter(option -> option.startsWith("-XX:"))
            .toList();

    assertThat(jvm).isNotEmpty().isEqualTo(ofImage);
    assertThat(value("ExecStart"))
        .startsWith("/usr/bin/java ")
        .endsWith("-jar /opt/feedhorn/feedhorn.jar serve --conf /etc/feedhorn/feedhorn.yaml");
  }

  @Test
  void aReloadSendsTheSignalAndAStopIsNoFailure() throws IOException {
    assertThat(value("ExecReload")).isEqualTo("/bin/kill -HUP $MAINPID");
    assertThat(value("SuccessExitStatus")).isEqualTo("143");
    assertThat(value("RestartPreventExitStatus")).isEqualTo("2");
  }

  @Test
  void theServerWritesOnlyToItsStateDirectory() throws IOException {
    assertThat(value("ProtectSystem")).isEqualTo("strict");
    assertThat(value("DynamicUser")).isEqualTo("yes");
    assertThat(value("WorkingDirectory")).isEqualTo("/var/lib/" + value("StateDirectory"));
    assertThat(value("ExecStart")).contains("/etc/" + value("ConfigurationDirectory") + "/");
  }

  @Test
  void theDocumentedPathsAreThoseOfTheUnit() throws IOException {
    assertThat(Files.readString(Path.of("docs", "operating.md")))
        .contains("/opt/feedhorn/feedhorn.jar", "/etc/feedhorn/feedhorn.yaml")
        .contains("/etc/feedhorn/feedhorn.env", "/var/lib/feedhorn");
  }

  private static String value(String key) throws IOException {
    Matcher found = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(Files.readString(UNIT));
    assertThat(found.find()).as(key).isTrue();
    return found.group(1);
  }
}
