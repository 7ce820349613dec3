package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.SourceServer;
import io.feedhorn.source.format.Format;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandardInputTest {
  private final Vertx vertx = Vertx.vertx();
  private final PipedOutputStream pipe = new PipedOutputStream();
  private StandardInput input;

  @BeforeEach
  void open() throws IOException {
    input = new StandardInput(vertx, new PipedInputStream(pipe));
  }

  @AfterEach
  void close() throws IOException {
    pipe.close();
    vertx.close().await();
  }

  private StdinLines source() {
    return new StdinLines(input, Format.CSV);
  }

  private void write(String text) throws IOException {
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(SourceServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ListAssert<String> assertLines(Future<List<Line>> read) throws TimeoutException {
    return assertThat(await(read).stream().map(Line::text).toList());
  }

  @Test
  void linesThatAreGivenBackAreForASourceThatWaits() throws Exception {
    StdinLines first = source();
    write("t\n1\n");
    List<Line> lines = await(first.read(10));
    StdinLines next = source();
    Future<List<Line>> waiting = next.read(10);
    await(next.stopReading());
    Future<List<Line>> read = source().read(10);
    assertThat(waiting.isComplete()).isFalse();

    first.giveBack(lines.subList(1, 2));

    assertLines(read).containsExactly("t", "1");
  }

  @Test
  void linesThatAreGivenBackComeBeforeThoseThatWereReadSince() throws Exception {
    StdinLines first = source();
    write("t\n1\n2\n3\n");
    List<Line> lines = await(first.read(3));
    assertThat(lines).extracting(Line::text).containsExactly("t", "1", "2");
    Future<List<Line>> waiting = first.read(10);
    assertLines(waiting).containsExactly("3");
    first.giveBack(List.of(lines.get(1), lines.get(2), await(waiting).get(0)));

    StdinLines next = source();
    assertLines(next.read(10)).containsExactly("t", "1", "2", "3");
    write("4\n");
    assertLines(next.read(10)).containsExactly("4");
  }

  @Test
  void aLineGoesToTheSourceThatWaitsNow() throws Exception {
    StdinLines first = source();
    write("t\n");
    await(first.read(10));
    Future<List<Line>> ofFirst = first.read(10);
    await(first.stopReading());
    Future<List<Line>> ofNext = source().read(10);

    write("1\n");

    assertLines(ofNext).containsExactly("t", "1");
    assertThat(ofFirst.isComplete()).isFalse();
  }

  @Test
  void aSourceWhoseFirstReadFailsGetsTheHeaderWithTheNext() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    PipedOutputStream out = new PipedOutputStream();
    InputStream stream =
        new FilterInputStream(new PipedInputStream(out)) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            if (fails.getAndSet(false)) {
              throw new IOException("a failure of the test");
            }
            return super.read(buffer, offset, length);
          }
        };
    input = new StandardInput(vertx, stream);
    out.write('t');
    out.write('\n');
    assertLines(source().read(10)).containsExactly("t");
    StdinLines next = source();
    fails.set(true);
    Future<List<Line>> failed = next.read(10);
    assertThatThrownBy(() -> await(failed)).hasMessageContaining("a failure of the test");

    out.write('1');
    out.write('\n');

    assertLines(next.read(10)).containsExactly("t", "1");
    out.close();
    assertLines(next.read(10)).isEmpty();
  }

  @Test
  void aHeaderThatIsReadAgainIsNotGivenBack() throws Exception {
    write("t\n1\n");
    await(source().read(1));
    StdinLines next = source();
    List<Line> lines = await(next.read(10));
    assertThat(lines).extracting(Line::repeated).containsExactly(true, false);

    next.giveBack(lines);

    assertLines(source().read(10)).containsExactly("t", "1");
  }

  @Test
  void eachSourceGetsAllLinesOfTheHeaderOnce() throws Exception {
    StdinLines first = source();
    write("\"t\n");
    await(first.read(10));
    write("(UTC)\",v\n");
    await(first.read(10));
    write("1,2\n");
    StdinLines next = source();
    Future<List<Line>> read = next.read(10);
    assertLines(read).containsExactly("\"t", "(UTC)\",v", "1,2");

    next.giveBack(await(read));
    assertLines(source().read(10)).containsExactly("\"t", "(UTC)\",v", "1,2");
  }
}
