package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.feedhorn.source.format.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLinesTest {
  @TempDir Path folder;
  private Path file;
  private Path old;
  private FileLines lines;

  @BeforeEach
  void follow() {
    file = folder.resolve("access.log");
    old = folder.resolve("access.log.1");
    lines = new FileLines(new FileOptions(file, Format.TEXT, true, false, 0), null);
  }

  @AfterEach
  void close() throws IOException {
    lines.close();
  }

  private void rotate(String next) throws IOException {
    Files.move(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(file, next);
  }

  private List<Line> read() throws IOException {
    return lines.next(100);
  }

  /** Reads until there are lines, or as often as a file that was replaced is read. */
  private List<Line> readAgain() throws IOException {
    List<Line> found = new ArrayList<>();
    for (int i = 0; i <= FileLines.READS_OF_REPLACED_FILE && found.isEmpty(); i++) {
      found.addAll(read());
    }
    return found;
  }

  @Test
  void whatIsWrittenToAFileAfterItWasRenamedIsReadBeforeTheNextFile() throws IOException {
    Files.writeString(file, "1\n");
    assertThat(read()).extracting(Line::text).containsExactly("1");
    assertThat(read()).isEmpty();
    rotate("3\n");
    assertThat(read()).isEmpty();
    Files.writeString(old, "2\n", StandardOpenOption.APPEND);

    assertThat(read()).extracting(Line::text).containsExactly("2");
    assertThat(readAgain()).extracting(Line::text).containsExactly("3");
  }

  @Test
  void theStartOfALineIsKeptUntilItsRestIsWrittenToTheRenamedFile() throws IOException {
    Files.writeString(file, "1\n2");
    assertThat(read()).extracting(Line::text).containsExactly("1");
    rotate("3\n");
    assertThat(read()).isEmpty();
    Files.writeString(old, "2\n", StandardOpenOption.APPEND);

    assertThat(readAgain()).extracting(Line::text).containsExactly("22");
    assertThat(readAgain()).extracting(Line::text).containsExactly("3");
  }

  @Test
  void noTwoPositionsAreEqualAlthoughAFileHasTheIdentityOfADeletedOne() throws IOException {
    List<Line> all = new ArrayList<>();
    Files.writeString(file, "1\n");
    for (int i = 0; i < 4; i++) {
      all.addAll(readAgain());
      rotate("1\n");
    }

    assertThat(all).extracting(Line::position).doesNotHaveDuplicates();
    assertThat(all)
        .extracting(line -> Objects.requireNonNull(FilePosition.parse(line.position())).number())
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void theHeaderOfSeveralLinesComesFirstInTheMiddleOfAFile() throws IOException {
    Files.writeString(file, "\n\"t,\n\nv\",w\n1,2\n3,4\n");
    FileOptions csv = new FileOptions(file, Format.CSV, false, false, 0);
    lines.close();
    lines = new FileLines(csv, null);
    List<Line> all = read();
    assertThat(all).extracting(Line::text).containsExactly("", "\"t,", "", "v\",w", "1,2", "3,4");
    lines.close();
    lines = new FileLines(csv, FilePosition.parse(all.get(4).next()));

    assertThat(read())
        .extracting(Line::text, Line::first, Line::position)
        .containsExactly(
            tuple("", true, null),
            tuple("\"t,", false, null),
            tuple("", false, null),
            tuple("v\",w", false, null),
            tuple("3,4", false, all.get(5).position()));
  }

  @Test
  void aPositionInAFileThatWasReplacedMeanwhileIsTheStartOfTheNextOne() throws IOException {
    Files.writeString(file, "1\n");
    FilePosition after = FilePosition.parse(read().get(0).next());
    rotate("2\n");
    lines.close();
    lines = new FileLines(new FileOptions(file, Format.TEXT, true, false, 0), after);

    Line line = read().get(0);
    assertThat(line.text()).isEqualTo("2");
    assertThat(line.position()).endsWith(":1:0");
  }
}
