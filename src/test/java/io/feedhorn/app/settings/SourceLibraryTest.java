package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SourceLibraryTest {
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "<groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId>(?:<version>([^<]+)</version>)?"
              + "(?:<scope>runtime</scope>)?<optional>");
  private static final Pattern DOCUMENTED = Pattern.compile("`([\\w.-]+:[\\w.-]+):([\\w.]+)`");

  @ParameterizedTest
  @EnumSource(SourceType.class)
  void theServerHasTheLibrariesOfAllTypes(SourceType type) {
    assertThat(SourceLibrary.missing(type, SourceLibraryTest.class.getClassLoader())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NATS, io.nats:jnats",
    "KAFKA, io.vertx:vertx-kafka-client org.apache.kafka:kafka-clients",
    "HTTP_POLL, ''"
  })
  void missingLibrariesAreNamed(SourceType type, String artifacts) {
    assertThat(SourceLibrary.missing(type, ClassLoader.getPlatformClassLoader()))
        .isEqualTo(Stream.of(artifacts.split(" ")).filter(each -> !each.isEmpty()).toList());
  }

  @Test
  void theDocsHaveTheArtifactsAndVersionsOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> optional =
        OPTIONAL
            .matcher(pom)
            .results()
            .map(each -> each.group(1) + ":" + each.group(2) + ":" + version(pom, each))
            .toList();
    List<String> documented =
        DOCUMENTED
            .matcher(Files.readString(Path.of("docs/embedding.md")))
            .results()
            .map(each -> each.group(1) + ":" + each.group(2))
            .toList();

    assertThat(documented).hasSizeGreaterThan(7).isSubsetOf(optional);
    for (SourceType type : SourceType.values()) {
      for (String artifact : SourceLibrary.missing(type, ClassLoader.getPlatformClassLoader())) {
        assertThat(documented).anyMatch(each -> each.startsWith(artifact + ":"));
      }
    }
  }

  private static String version(String pom, MatchResult dependency) {
    String version = dependency.group(3) == null ? "${vertx.version}" : dependency.group(3);
    if (!version.startsWith("${")) {
      return version;
    }
    String property = version.substring(2, version.length() - 1);
    return pom.replaceFirst("(?s).*<" + property + ">([^<]+)<.*", "$1");
  }
}
