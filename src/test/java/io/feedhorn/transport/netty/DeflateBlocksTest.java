package io.feedhorn.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks that were compressed independently form one stream, in any order. */
class DeflateBlocksTest {
  private static final Buffer REPETITIVE = Buffer.buffer("{\"price\":1305.05} ".repeat(100));
  private static final Buffer SMALL = Buffer.buffer(":\n");
  private static final Buffer RANDOM = random(200_000);

  private static Buffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @Test
  void aMessageIsCompressedIfThatMakesItSmaller() {
    assertThat(DeflateBlocks.of(REPETITIVE).length()).isLessThan(REPETITIVE.length() / 10);
    assertThat(DeflateBlocks.of(SMALL)).isEqualTo(DeflateBlocks.stored(SMALL));
    assertThat(DeflateBlocks.of(RANDOM)).isEqualTo(DeflateBlocks.stored(RANDOM));
  }

  @Test
  void aMessageOfLessThan256BytesIsStored() {
    Buffer almost = Buffer.buffer("a".repeat(255));

    assertThat(DeflateBlocks.of(almost)).isEqualTo(DeflateBlocks.stored(almost));
    assertThat(DeflateBlocks.of(almost.copy().appendString("a")).length()).isLessThan(50);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2", "65535, 2", "65536, 3", "131070, 3"})
  void storedBlocksAreAsLargeAsPossibleAndAnEmptyOneFollows(int length, int blocks) {
    assertThat(DeflateBlocks.stored(random(length)).length()).isEqualTo(length + 5 * blocks);
  }

  @Test
  void eachMessageIsCompleteAtTheEndOfItsBlocks() throws DataFormatException {
    Inflater inflater = new Inflater(true);
    for (Buffer message : List.of(REPETITIVE, SMALL, RANDOM, REPETITIVE, Buffer.buffer(), SMALL)) {
      byte[] received = new byte[message.length() + 1];
      inflater.setInput(DeflateBlocks.of(message).getBytes());

      int length = inflater.inflate(received);

      assertThat(Buffer.buffer(received).slice(0, length)).isEqualTo(message);
    }
    inflater.end();
  }

  @Test
  void aGzipStreamEndsWithItsChecksumAndItsLength() throws IOException {
    GzipFormat gzip = new GzipFormat();
    Buffer stream = GzipFormat.head();
    Buffer sent = Buffer.buffer();
    for (Buffer message : List.of(SMALL, REPETITIVE, RANDOM.slice(5, 900), REPETITIVE)) {
      gzip.add(message);
      sent.appendBuffer(message);
      stream.appendBuffer(DeflateBlocks.of(message));
    }
    stream.appendBuffer(gzip.end());

    ByteArrayInputStream bytes = new ByteArrayInputStream(stream.getBytes());
    assertThat(new GZIPInputStream(bytes).readAllBytes()).isEqualTo(sent.getBytes());
  }
}
