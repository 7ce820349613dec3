package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.StoredReader;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The end of a write that was cut off between its first marker and its removals. */
class ContentBuilderTest {
  private static final long FIRST_ID = 1L << 62;

  private final JournalLoader records = new JournalLoader();

  private void reader(long id, long write, String name) {
    StoredReader reader = new StoredReader(name, Buffer.buffer("{}"));
    add(id, RecordKind.READER, RecordWriter.reader(write, reader));
  }

  private void add(long id, byte kind, byte[] content) {
    records.others.put(FIRST_ID + id, new JournalLoader.Other(kind, content));
  }

  private List<String> readers() {
    return ContentBuilder.build(records, Set.of()).readers.stream()
        .map(StoredReader::name)
        .sorted()
        .toList();
  }

  @Test
  void allPartsOfTheRemovalsOfTheLastWriteCount() {
    reader(1, 1, "a");
    reader(2, 1, "b");
    reader(3, 1, "c");
    add(4, RecordKind.REMOVALS, RecordWriter.removals(2, new long[] {FIRST_ID + 1}));
    add(5, RecordKind.MARKER, RecordWriter.marker(2, new long[] {FIRST_ID + 2}));

    assertThat(readers()).containsExactly("c");
  }

  @Test
  void removalsOfAWriteWithoutAMarkerDoNotCount() {
    reader(1, 1, "a");
    add(2, RecordKind.MARKER, RecordWriter.marker(1, new long[0]));
    add(3, RecordKind.REMOVALS, RecordWriter.removals(2, new long[] {FIRST_ID + 1}));
    reader(4, 2, "b");

    assertThat(readers()).containsExactly("a");
  }

  @Test
  void theNextWriteRemovesAllOfThem() {
    add(1, RecordKind.REMOVALS, RecordWriter.removals(1, new long[0]));
    add(2, RecordKind.REMOVALS, RecordWriter.removals(2, new long[0]));
    add(3, RecordKind.MARKER, RecordWriter.marker(2, new long[0]));

    JournalContent content = ContentBuilder.build(records, Set.of());

    assertThat(content.obsolete).containsExactly(FIRST_ID + 1);
    assertThat(content.markers).containsExactlyInAnyOrder(FIRST_ID + 2, FIRST_ID + 3);
  }
}
