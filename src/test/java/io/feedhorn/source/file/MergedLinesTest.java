package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.Mapping;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedLinesTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "t,v\n10,a1\n40,a2\n40,a3\n70,a4\n");
    Files.writeString(folder.resolve("b.csv"), "v,t\nb1,20\nb2,40\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("c.ndjson.gz")))) {
      out.write(
          "{\"v\":\"c1\",\"t\":5}\n{\"v\":\"c2\",\"t\":65}\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private MergedLines lines(boolean loop, @Nullable String position, String... paths) {
    List<String> inFolder = new ArrayList<>();
    for (String path : paths) {
      inFolder.add(folder + "/" + path);
    }
    MappingOptions mapping = new MappingOptions(null, null, null, "n.x", null, null, "t", false);
    return new MergedLines(
        new MergedFilesOptions(inFolder, null, loop, 0),
        new Mapping("test", mapping),
        Map.of(),
        position);
  }

  private static String value(Line line) {
    SourceMessage message = line.message();
    return message == null
        ? String.valueOf(line.reason())
        : String.valueOf(((Map<?, ?>) Objects.requireNonNull(message.value())).get("v"));
  }

  private static List<Line> read(MergedLines lines) throws IOException {
    List<Line> all = new ArrayList<>();
    while (!lines.hasEnded()) {
      all.addAll(lines.next(2));
    }
    return all;
  }

  @Test
  void theLinesOfAllFilesAreInTheOrderOfTheirTimes() throws IOException {
    assertThat(read(lines(false, null, "*.csv", "c.ndjson.gz")))
        .extracting(MergedLinesTest::value)
        .containsExactly("c1", "a1", "b1", "a2", "a3", "b2", "c2", "a4");
  }

  @Test
  void aQuotedValueThatIsNotClosedIsABrokenLineAtTheEndOfItsFile() throws IOException {
    Files.writeString(folder.resolve("d.csv"), "t,v\n15,d1\n20,\"d2\n25,d3\n");

    assertThat(read(lines(false, null, "b.csv", "d.csv")))
        .extracting(MergedLinesTest::value)
        .containsExactly("d1", "CSV: a quoted value is not closed", "b1", "b2");
  }

  @Test
  void eachLineHasItsFile() throws IOException {
    assertThat(read(lines(false, null, "a.csv", "b.csv")))
        .extracting(line -> Objects.requireNonNull(line.message()).attributes().get("path"))
        .startsWith(folder + "/a.csv", folder + "/b.csv");
  }

  @Test
  void aPositionIsThatOfAllFiles() throws IOException {
    List<Line> all = read(lines(false, null, "a.csv", "b.csv", "c.ndjson.gz"));
    for (int i = 0; i < all.size(); i++) {
      assertThat(read(lines(false, all.get(i).next(), "a.csv", "b.csv", "c.ndjson.gz")))
          .extracting(MergedLinesTest::value)
          .isEqualTo(all.subList(i + 1, all.size()).stream().map(line -> value(line)).toList());
    }
    assertThat(all).extracting(Line::position).doesNotContainNull().doesNotHaveDuplicates();
  }

  @Test
  void filesWithTheSameIdentityHaveTheirOwnPositions() throws IOException {
    // As two files of two devices, whose inodes have the same number.
    Files.createLink(folder.resolve("d.csv"), folder.resolve("a.csv"));
    List<Line> all = read(lines(false, null, "a.csv", "d.csv"));

    assertThat(all).extracting(Line::position).doesNotHaveDuplicates();
    for (int i = 0; i < all.size(); i++) {
      assertThat(read(lines(false, all.get(i).next(), "a.csv", "d.csv")))
          .extracting(MergedLinesTest::value)
          .isEqualTo(all.subList(i + 1, all.size()).stream().map(line -> value(line)).toList());
    }
  }

  @Test
  void aLoopBeginsAgainWhenAllFilesHaveEnded() throws IOException {
    MergedLines lines = lines(true, null, "a.csv", "b.csv");
    List<Line> all = new ArrayList<>();
    while (all.size() < 12) {
      all.addAll(lines.next(100));
    }
    lines.close();

    assertThat(all)
        .extracting(MergedLinesTest::value)
        .containsExactly("a1", "b1", "a2", "a3", "b2", "a4", "a1", "b1", "a2", "a3", "b2", "a4");
    assertThat(all).extracting(Line::position).containsOnlyNulls();
  }

  @Test
  void aBrokenLineStaysBehindTheOneBeforeIt() throws IOException {
    Files.writeString(folder.resolve("b.csv"), "v,t\nb1,20\nbroken\nb2,90\n");

    assertThat(read(lines(false, null, "a.csv", "b.csv")))
        .extracting(MergedLinesTest::value)
        .containsExactly(
            "a1", "b1", "CSV: the row has 1 values, the header 2", "a2", "a3", "a4", "b2");
  }

  @Test
  void aWildcardWithoutAFileIsAFailureThatIsTriedAgain() throws IOException {
    MergedLines lines = lines(false, null, "a.csv", "d*.csv");

    assertThatThrownBy(() -> lines.next(9))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("d*.csv: no file has such a name");
    assertThatThrownBy(() -> lines(false, null, "none/*.csv").next(9))
        .hasMessageEndingWith("none/*.csv: the directory does not exist");
    assertThatThrownBy(() -> lines(false, null, ".").next(9))
        .hasMessage(folder + ": must be a file, not a directory");
    Files.writeString(folder.resolve("d1.csv"), "t,v\n1,d\n");
    assertThat(read(lines)).extracting(MergedLinesTest::value).startsWith("d", "a1").hasSize(5);
  }
}
