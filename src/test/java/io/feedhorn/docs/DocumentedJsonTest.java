package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that examples of JSON in the docs are JSON, and that another test covers each other block.
 */
class DocumentedJsonTest {
  /** The first words of blocks without a language that are neither commands nor JSON. */
  private static final List<String> FIGURES =
      List.of(
          "publish ──▶",
          "{ status: 'live'",
          "offset = now",
          "mean = I",
          "I = 2 ×",
          " writer  ",
          " writer's event loop  ",
          "Conformance of ",
          "Feedhorn 0.1.0",
          "24 MiB + ",
          "prices:k3f9:1234",
          " since 10",
          " offsets of a feed",
          " writer's loop",
          " z2.a, snapshot",
          " cursor at 42",
          "settings of http:",
          "http.port = 80800",
          "Store is open path=",
          "2026-01-31T09:30:00.125Z INFO  ClientSession",
          "A damaged record in the store");

  /** Languages whose blocks other tests run or parse. */
  private static final Set<String> TESTED =
      Set.of(
          "js",
          "jsx",
          "html",
          "css",
          "java",
          "xml",
          "python",
          "go",
          "sh",
          "bash",
          "json",
          "yaml",
          "sql",
          "nginx",
          "haproxy",
          "caddy",
          "apache",
          "asis",
          "lighttpd",
          "vcl");

  static Stream<DocumentBlock> examples() {
    return DocumentBlock.all().stream().filter(DocumentedJsonTest::isJson);
  }

  private static boolean isJson(DocumentBlock block) {
    boolean unnamed = block.language().isEmpty() && block.text().startsWith("{\"");
    return unnamed || block.language().equals("json");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void documentedJsonIsParsed(DocumentBlock example) throws IOException {
    assertThat(values(example.text())).isPositive();
  }

  /** Returns the values of a text in which an ellipsis stands for omitted parts. */
  private static int values(String text) throws IOException {
    String whole = text.replace("[…]", "[]").replace("{…}", "{}").replace(":…", ":null");
    int values = 0;
    try (JsonParser parser = new JsonFactory().createParser(whole)) {
      while (parser.nextToken() != null) {
        values++;
        parser.skipChildren();
      }
    }
    return values;
  }

  @Test
  void everyBlockIsOfAKnownKind() {
    assertThat(DocumentBlock.all())
        .filteredOn(block -> !ShellBlocks.isShell(block) && !isJson(block))
        .allMatch(
            block ->
                TESTED.contains(block.language())
                    || (block.language().isEmpty()
                        && FIGURES.stream().anyMatch(block.text()::startsWith)));
  }
}
