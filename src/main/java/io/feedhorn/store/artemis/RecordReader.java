package io.feedhorn.store.artemis;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes the records of {@link RecordWriter}, whose checksums are valid. */
final class RecordReader {
  private static final int HEADER_BYTES = RecordWriter.CHECKSUM_BYTES + Long.BYTES;

  private RecordReader() {}

  static boolean isValid(byte kind, byte[] record) {
    return record.length >= HEADER_BYTES
        && ByteBuffer.wrap(record).getInt() == RecordWriter.checksum(kind, record);
  }

  /** Returns the number of the write that wrote a record. */
  static long write(byte[] record) {
    return ByteBuffer.wrap(record).getLong(RecordWriter.CHECKSUM_BYTES);
  }

  static StoredUpdate update(byte kind, byte[] record) {
    ByteBuffer in = content(record);
    Uncounted uncounted =
        RecordKind.isAfterUncounted(kind)
            ? new Uncounted(in.getLong(), in.getLong())
            : Uncounted.NONE;
    StoredUpdate.Origin origin =
        RecordKind.isForwarded(kind)
            ? new StoredUpdate.Origin(in.getLong(), in.getLong(), in.getInt())
            : null;
    long offset = in.getLong();
    long seq = in.getLong();
    long previousOffset = in.getLong();
    long micros = in.getLong();
    return new StoredUpdate(
        topic(text(in)), offset, seq, previousOffset, micros, rest(in), origin, uncounted);
  }

  /** The content of a feed's record. */
  record Feed(int number, long endOffset, long updates, long sum, String name, String epoch) {}

  static Feed feed(byte[] record) {
    ByteBuffer in = content(record);
    int number = in.getInt();
    return new Feed(number, in.getLong(), in.getLong(), in.getLong(), text(in), text(in));
  }

  static StoredReplica replica(byte[] record) {
    ByteBuffer in = content(record);
    long promise = in.getLong();
    long acceptedTerm = in.getLong();
    long committedOffset = in.getLong();
    boolean whole = in.get() != 0;
    return new StoredReplica(text(in), promise, acceptedTerm, committedOffset, whole);
  }

  static StoredKey key(byte[] record) {
    ByteBuffer in = content(record);
    long offset = in.getLong();
    long seq = in.getLong();
    long micros = in.getLong();
    return new StoredKey(topic(text(in)), text(in), text(in), offset, seq, micros);
  }

  static StoredReader reader(byte[] record) {
    ByteBuffer in = content(record);
    return new StoredReader(text(in), rest(in));
  }

  static StoredNode node(byte[] record) {
    ByteBuffer in = content(record);
    long generation = in.getLong();
    boolean trusted = in.get() != 0;
    String name = text(in);
    String clusterId = text(in);
    List<String> voters = new ArrayList<>();
    while (in.hasRemaining()) {
      voters.add(text(in));
    }
    return new StoredNode(name, clusterId, generation, voters, trusted);
  }

  /** Returns the ids in a marker, or in a part of the removals of a write. */
  static long[] removals(byte[] record) {
    ByteBuffer in = content(record);
    long[] ids = new long[in.remaining() / Long.BYTES];
    in.asLongBuffer().get(ids);
    return ids;
  }

  private static ByteBuffer content(byte[] record) {
    return ByteBuffer.wrap(record, HEADER_BYTES, record.length - HEADER_BYTES);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Buffer rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return Buffer.buffer(bytes);
  }

  private static Topic topic(String name) {
    return new Topic(name, name.substring(0, name.indexOf('.')));
  }
}
