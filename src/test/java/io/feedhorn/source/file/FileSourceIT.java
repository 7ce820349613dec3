package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.SourceServer;
import io.feedhorn.source.StoppedSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceIT {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("data.ndjson");
  }

  private static Map<String, Object> keys(Path path, Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "file");
    all.put("path", path.toString());
    all.put("topic", "n.x");
    all.put("backoff.min", "5ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aFileIsPublishedOnce() throws IOException {
    append("1\n2\n\n3");
    try (SourceServer server = SourceServer.start(keys(file))) {
      server.status("ended");

      assertThat(server.values("n.x")).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aPackedCsvFileIsPublished() throws IOException {
    Path packed = folder.resolve("stocks.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("sym,close\nAAPL,1.5\nIBM,9\n".getBytes(StandardCharsets.UTF_8));
    }
    try (SourceServer server =
        SourceServer.start(keys(packed, "topic", "prices.${sym}", "data", "close"))) {
      assertThat(server.values("prices.IBM", 1)).containsExactly(9);
      assertThat(server.values("prices.AAPL", 1)).containsExactly(1.5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPackedFileThatIsStillBeingCopiedIsPublishedOnce(boolean replaced) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    GZIPOutputStream out = new GZIPOutputStream(packed, true);
    out.write("1\n2\n3\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    int half = packed.size();
    out.write("4\n5\n".getBytes(StandardCharsets.UTF_8));
    out.close();
    byte[] all = packed.toByteArray();
    Path copy = folder.resolve("copy.ndjson.gz");
    Files.write(copy, Arrays.copyOf(all, half));
    try (SourceServer server = SourceServer.start(keys(copy))) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 2, 3);
      server.status("failing");
      if (replaced) {
        Path next = Files.write(folder.resolve("next"), all);
        Files.move(next, copy, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.write(copy, Arrays.copyOfRange(all, half, all.length), StandardOpenOption.APPEND);
      }

      server.status("ended");
      assertThat(server.values("n.x")).endsWith(1, 2, 3, 4, 5).hasSize(replaced ? 8 : 5);
    }
  }

  @Test
  void aQuotedValueThatIsNotClosedIsReportedAtTheEndOfTheFile() throws IOException {
    file = folder.resolve("parts.csv");
    append("s,p\nA,1\nscrew 5\",2\nB,3\n");
    try (SourceServer server = SourceServer.start(keys(file, "topic", "n.${s}", "data", "p"))) {
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("CSV: a quoted value is not closed");
      assertThat(server.values("n.A", 1)).containsExactly(1);
    }
  }

  @Test
  void aLoopStartsAgain() throws IOException {
    append("1\n2\n");
    try (SourceServer server = SourceServer.start(keys(file, "loop", true))) {
      assertThat(server.values("n.x", 6)).startsWith(1, 2, 1, 2, 1, 2);
    }
  }

  @Test
  void aReplayKeepsTheDistancesInTime() throws IOException {
    append("{\"t\":100}\n{\"t\":150}\n{\"t\":151}\n");
    try (SourceServer server =
        SourceServer.start(keys(file, "topic", "n.a", "time", "t", "speed", 20))) {
      server.values("n.a", 3);
      String history = server.text("/v1/topics/n.a/history");
      List<Double> times =
          Pattern.compile("\"ts\":([0-9.]+)")
              .matcher(history)
              .results()
              .map(found -> Double.valueOf(found.group(1)))
              .toList();

      assertThat(times.get(1) - times.get(0)).isGreaterThan(200);
      assertThat(server.status("ended").containsKey("lag")).isFalse();
    }
  }

  @Test
  void theLagIsThatOfTheTimesInTheFile() throws IOException {
    append("{\"t\":100}\n");
    try (SourceServer server = SourceServer.start(keys(file, "time", "t"))) {
      assertThat(server.status("ended").getDouble("lag")).isPositive();
    }
  }

  @Test
  void aRowHasSeveralTopicsAndTheSpeedOfTheReplay() throws IOException {
    file = folder.resolve("day.csv");
    append("t,a,b\n1,10,20\n2,11,21\n");
    Map<String, Object> keys =
        keys(file, "topic", "n.${name}", "time", "t", "speed", 100, "loop", true);
    keys.put("items", "[{'name': 'a', 'v': a, 't': t}, {'name': 'b', 'v': b, 't': t}]");
    keys.put("data", "{'v': v, 'x': $speed}");
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.values("n.b", 3))
          .extracting(Object::toString)
          .startsWith("{\"v\":20,\"x\":100}", "{\"v\":21,\"x\":100}", "{\"v\":20,\"x\":100}");
      assertThat(server.values("n.a", 1).get(0)).hasToString("{\"v\":10,\"x\":100}");
    }
  }

  @Test
  void aRelativePathMayBeThatOfAFileInTheJar() {
    Map<String, Object> keys = keys(Path.of("conf/demo/index-days.csv.gz"), "topic", "n.${symbol}");
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.values("n.SPX-2008", 937)).hasSize(937);
      assertThat(server.status("ended").getInteger("errors")).isZero();
    }
  }

  @Test
  void aFollowedFileIsReadOnAsItGrowsAndIsReplacedOrCut() throws IOException {
    try (SourceServer server = SourceServer.start(keys(file, "follow", true))) {
      server.status("failing");
      append("1\n2");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      append("2\n");
      assertThat(server.values("n.x", 2)).containsExactly(1, 22);

      Files.move(file, folder.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
      append("3\n");
      assertThat(server.values("n.x", 3)).containsExactly(1, 22, 3);

      append("4444\n");
      server.values("n.x", 4);
      Files.writeString(file, "");
      await()
          .atMost(SourceServer.PATIENCE)
          .until(
              () -> {
                Files.writeString(file, "5\n");
                return server.values("n.x").size() > 4;
              });
      assertThat(server.values("n.x")).startsWith(1, 22, 3, 4444, 5);
    }
  }

  @Test
  void aFollowedFileIsContinuedAfterARestart(@TempDir Path store) throws IOException {
    Map<String, Object> durable = Map.of("store.path", store.toString(), "feeds.n.durable", true);
    file = folder.resolve("data.csv");
    append("v\n1\n2\n");
    Map<String, Object> keys = keys(file, "follow", true, "data", "v");
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 2);
    }
    append("3\n");
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 2, 3);
      append("4\n");
      assertThat(server.values("n.x", 4)).containsExactly(1, 2, 3, 4);
      assertThat(server.status("live").getInteger("errors")).isZero();
    }
  }

  @Test
  void aHeaderOfTwoLinesIsReadAgainAfterARestart(@TempDir Path store) throws IOException {
    Map<String, Object> durable = Map.of("store.path", store.toString(), "feeds.n.durable", true);
    file = folder.resolve("data.csv");
    append("\"at\n(UTC)\",v\n0,1\n1,2\n");
    Map<String, Object> keys = keys(file, "follow", true, "data", "v");
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);
    }
    append("2,3\n");
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 2, 3);
      assertThat(server.status("live").getInteger("errors")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBrokenHeaderIsReportedOnceAlsoAfterARestart(boolean merged, @TempDir Path store)
      throws IOException {
    Map<String, Object> durable = Map.of("store.path", store.toString(), "feeds.n.durable", true);
    file = folder.resolve("data.csv");
    append("\"a\nb\"c\n1\n");
    Map<String, Object> keys = keys(file, "data", "v", "time", "v");
    if (merged) {
      keys.put("paths", List.of(keys.remove("path")));
    }
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.status("ended");
      assertThat(server.errors(2))
          .extracting(error -> error.getString("reason"))
          .allMatch(reason -> reason.startsWith("CSV: "))
          .last()
          .asString()
          .startsWith("CSV: the header cannot be read: ");
    }
    append("2\n");
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.status("ended").getInteger("errors")).isOne();
      assertThat(server.errors(1).get(0).getString("message")).isEqualTo("2");
    }
  }

  @Test
  void aBrokenLineIsDoneAfterARestart(@TempDir Path store) throws IOException {
    Map<String, Object> durable = Map.of("store.path", store.toString(), "feeds.n.durable", true);
    append("1\n{oops\n");
    try (SourceServer server = SourceServer.start(keys(file), durable)) {
      server.status("ended");
      server.errors(1);
    }
    try (SourceServer server = SourceServer.start(keys(file), durable)) {
      assertThat(server.status("ended").getInteger("errors")).isZero();
      assertThat(server.values("n.x")).containsExactly(1);
    }
  }

  @Test
  void aLineThatIsNotUtf8IsReported() throws IOException {
    Files.write(file, "\"Z\u00FCrich\"\n".getBytes(StandardCharsets.ISO_8859_1));
    append("\"Z\u00FCrich\"\n");
    try (SourceServer server = SourceServer.start(keys(file))) {
      assertThat(server.values("n.x", 1)).containsExactly("Z\u00FCrich");
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("the line is not text in UTF-8");
      assertThat(server.status("ended").getInteger("errors")).isEqualTo(1);
    }
  }

  @Test
  void brokenLinesAreReported() throws IOException {
    append("1\n{oops\n" + "x".repeat(LineSplitter.MAX_LINE_BYTES + 5) + "\n2\n");
    try (SourceServer server = SourceServer.start(keys(file))) {
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);
      assertThat(server.errors(2))
          .extracting(error -> error.getString("reason"))
          .anyMatch(reason -> reason.startsWith("Not JSON"))
          .contains("the line is longer than 1 MiB");
    }
  }

  @Test
  void aLongBrokenLineIsReportedWithoutHalfACharacter() throws IOException {
    append("x".repeat(1_999) + "\uD83D\uDE00".repeat(100) + "\n");
    try (SourceServer server = SourceServer.start(keys(file))) {
      assertThat(server.errors(1).get(0).getString("message"))
          .isEqualTo("x".repeat(1_999) + "\u2026");
    }
  }

  @Test
  void manyLinesArePublishedInOrder() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      lines.append(i).append('\n');
    }
    append(lines.toString());
    try (SourceServer server = SourceServer.start(keys(file, "in-flight", 16))) {
      List<Object> values = server.values("n.x", 4_000);
      assertThat(values).hasSize(4_000);
      for (int i = 0; i < values.size(); i++) {
        assertThat(values.get(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void aStopStoresThePositionAfterAllThatIsPublished() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      lines.append(i).append('\n');
    }
    append(lines.toString());

    assertThat(StoppedSource.values(keys(file), folder, 4_000))
        .containsExactlyElementsOf(IntStream.range(0, 4_000).<Object>mapToObj(i -> i).toList());
  }
}
