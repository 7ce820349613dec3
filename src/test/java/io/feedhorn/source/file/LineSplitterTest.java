package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineFault;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<LineSplitter.Split> all(LineSplitter splitter) throws IOException {
    List<LineSplitter.Split> lines = new ArrayList<>();
    for (LineSplitter.Split next = splitter.next(); next != null; next = splitter.next()) {
      lines.add(next);
    }
    return lines;
  }

  @Test
  void splitsLinesAndCountsBytes() throws IOException {
    String text = "a\n\r\né\r\n\nrest";
    for (int cut = 0; cut <= text.length(); cut++) {
      InputStream twoParts =
          new SequenceInputStream(stream(text.substring(0, cut)), stream(text.substring(cut)));
      LineSplitter splitter = new LineSplitter(twoParts, 10);

      assertThat(all(splitter))
          .containsExactly(
              new LineSplitter.Split("a", 10, 12, null),
              new LineSplitter.Split("", 12, 14, null),
              new LineSplitter.Split("é", 14, 18, null),
              new LineSplitter.Split("", 18, 19, null));
      assertThat(splitter.rest()).isEqualTo(new LineSplitter.Split("rest", 19, 23, null));
      assertThat(splitter.rest()).isNull();
      assertThat(splitter.offset()).isEqualTo(23);
    }
  }

  @Test
  void cutsALineThatIsTooLong() throws IOException {
    int most = LineSplitter.MAX_LINE_BYTES;
    LineSplitter splitter =
        new LineSplitter(stream("x".repeat(most) + "\n" + "y".repeat(most + 1) + "\nz\n"), 0);

    assertThat(all(splitter))
        .containsExactly(
            new LineSplitter.Split("x".repeat(most), 0, most + 1, null),
            new LineSplitter.Split("y".repeat(most), most + 1, 2 * most + 3, LineFault.TOO_LONG),
            new LineSplitter.Split("z", 2 * most + 3, 2 * most + 5, null));
  }

  @Test
  void aLineThatIsNotUtf8HasAFault() throws IOException {
    byte[] latin = "Z\u00FCrich\n\uFFFD\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf8 = "Z\u00FCrich\n\uFFFD\n".getBytes(StandardCharsets.UTF_8);
    InputStream both =
        new SequenceInputStream(new ByteArrayInputStream(latin), new ByteArrayInputStream(utf8));

    assertThat(all(new LineSplitter(both, 0)))
        .containsExactly(
            new LineSplitter.Split("Z\uFFFDrich", 0, 7, LineFault.NOT_UTF8),
            new LineSplitter.Split("?", 7, 9, null),
            new LineSplitter.Split("Z\u00FCrich", 9, 17, null),
            new LineSplitter.Split("\uFFFD", 17, 21, null));
  }

  @Test
  void aCharacterThatIsCutIsNotTheReasonOfALineThatIsTooLong() throws IOException {
    String text = "\u00FC".repeat(LineSplitter.MAX_LINE_BYTES / 2);

    assertThat(all(new LineSplitter(stream("x" + text + "\n"), 0)))
        .extracting(LineSplitter.Split::fault)
        .containsExactly(LineFault.TOO_LONG);
  }

  @Test
  void nothingIsReadTwiceIfReadingFails() throws IOException {
    InputStream failing =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            if (++reads == 2) {
              throw new IOException("the disk does not answer");
            }
            bytes[from] = (byte) ('a' + reads);
            bytes[from + 1] = '\n';
            return reads > 3 ? -1 : 2;
          }
        };
    LineSplitter splitter = new LineSplitter(failing, 0);

    assertThat(splitter.next()).isEqualTo(new LineSplitter.Split("b", 0, 2, null));
    assertThatThrownBy(splitter::next).isInstanceOf(IOException.class);
    assertThat(all(splitter)).containsExactly(new LineSplitter.Split("d", 2, 4, null));
  }

  @Test
  void theStandardInputHandsOutWhatHasComeTogether() throws IOException {
    Vertx vertx = Vertx.vertx();
    InputStream stream = new SequenceInputStream(stream("1\n2\n3\n4\n5"), stream("6\n7"));
    StdinLines lines = new StdinLines(new StandardInput(vertx, stream), Format.TEXT);

    assertThat(lines.next(3)).extracting(Line::text).containsExactly("1", "2", "3");
    assertThat(lines.next(3)).extracting(Line::text).containsExactly("4");
    assertThat(lines.next(3)).extracting(Line::text).containsExactly("56");
    assertThat(lines.hasEnded()).isFalse();
    assertThat(lines.next(3)).extracting(Line::text).containsExactly("7");
    assertThat(lines.next(3)).isEmpty();
    assertThat(lines.hasEnded()).isTrue();
    vertx.close().await();
  }
}
