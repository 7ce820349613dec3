package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.io.DummyCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapBufferFilesTest {
  private static final int FILE_BYTES = 100;

  @TempDir private Path folder;
  private HeapBufferFiles files;
  private SequentialFile first;

  @BeforeEach
  void open() throws Exception {
    files = new HeapBufferFiles(folder);
    first = open("first");
    files.activateBuffer(first);
  }

  private SequentialFile open(String name) throws Exception {
    SequentialFile file = files.createSequentialFile(name);
    file.open();
    file.fill(FILE_BYTES);
    return file;
  }

  private static void append(SequentialFile file, String record) throws Exception {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    file.write(new ByteArrayEncoding(bytes), false, DummyCallback.getInstance());
  }

  private String content(String name) throws IOException {
    return Files.readString(folder.resolve(name)).replace("\0", "");
  }

  @Test
  void recordsReachTheFileTogether() throws Exception {
    append(first, "one");
    append(first, "two");
    assertThat(content("first")).isEmpty();

    files.write(true);
    assertThat(content("first")).isEqualTo("onetwo");
    append(first, "three");
    files.write(false);
    assertThat(content("first")).isEqualTo("onetwothree");
  }

  @Test
  void gatheredRecordsCountForTheRoomInAFile() throws Exception {
    append(first, "x".repeat(60));
    assertThat(first.fits(40)).isTrue();
    assertThat(first.fits(41)).isFalse();

    files.write(false);
    assertThat(first.fits(40)).isTrue();
    assertThat(first.fits(41)).isFalse();
  }

  @Test
  void whatWasGatheredIsWrittenBeforeTheNextFile() throws Exception {
    append(first, "one");
    files.deactivateBuffer();
    first.close();
    SequentialFile second = open("second");
    files.activateBuffer(second);
    append(second, "two");
    files.write(true);

    assertThat(content("first")).isEqualTo("one");
    assertThat(content("second")).isEqualTo("two");
  }

  @Test
  void aFileThatWasClosedWithoutNewRecordsNeedsNoForce() throws Exception {
    append(first, "one");
    files.deactivateBuffer();
    first.close();

    files.write(true);
    assertThat(content("first")).isEqualTo("one");
  }

  @Test
  void aFileIsFilledWithZerosAndWrittenFromItsBeginning() throws Exception {
    SequentialFile file = files.createSequentialFile("second");
    file.open();
    file.write(new ByteArrayEncoding(new byte[] {1, 2, 3}), true, DummyCallback.getInstance());
    int size = GatheringFile.FORCED_PART_BYTES + 1;
    file.fill(size);
    assertThat(Files.readAllBytes(folder.resolve("second"))).isEqualTo(new byte[size]);
    assertThat(file.size()).isEqualTo(size);

    files.activateBuffer(file);
    append(file, "one");
    files.write(true);
    assertThat(Files.readString(folder.resolve("second"))).startsWith("one\0").hasSize(size);
  }

  @Test
  void nothingIsWrittenAfterAnError() throws Exception {
    append(first, "lost");
    first.close();
    assertThatThrownBy(() -> files.write(true)).isInstanceOf(IOException.class);

    SequentialFile second = open("second");
    files.activateBuffer(second);
    append(second, "marker");
    assertThatThrownBy(() -> files.write(true)).isInstanceOf(IOException.class);
    assertThat(content("second")).isEmpty();
  }
}
