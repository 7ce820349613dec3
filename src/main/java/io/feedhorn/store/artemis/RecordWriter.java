package io.feedhorn.store.artemis;

import io.feedhorn.model.Uncounted;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Encodes records: a CRC32C of all that follows and of the kind, the number of the write, the
 * content.
 */
final class RecordWriter {
  static final int CHECKSUM_BYTES = Integer.BYTES;

  private RecordWriter() {}

  /** Writes the content of a record. */
  private interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  static byte[] update(long write, StoredUpdate update) {
    StoredUpdate.Origin origin = update.origin();
    return encode(
        updateKind(update),
        write,
        out -> {
          if (!update.uncounted().equals(Uncounted.NONE)) {
            out.writeLong(update.uncounted().seq());
            out.writeLong(update.uncounted().offset());
          }
          if (origin != null) {
            out.writeLong(origin.source());
            out.writeLong(origin.forward());
            out.writeInt(origin.index());
          }
          out.writeLong(update.offset());
          out.writeLong(update.seq());
          out.writeLong(update.previousOffset());
          out.writeLong(update.micros());
          text(out, update.topic().name());
          out.write(update.data().getBytes());
        });
  }

  static byte updateKind(StoredUpdate update) {
    boolean forwarded = update.origin() != null;
    if (update.uncounted().equals(Uncounted.NONE)) {
      return forwarded ? RecordKind.FORWARDED_UPDATE : RecordKind.UPDATE;
    }
    return forwarded
        ? RecordKind.FORWARDED_UPDATE_AFTER_UNCOUNTED
        : RecordKind.UPDATE_AFTER_UNCOUNTED;
  }

  static byte[] replica(long write, StoredReplica replica) {
    return encode(
        RecordKind.REPLICA,
        write,
        out -> {
          out.writeLong(replica.promise());
          out.writeLong(replica.acceptedTerm());
          out.writeLong(replica.committedOffset());
          out.writeBoolean(replica.whole());
          text(out, replica.feed());
        });
  }

  static byte[] feed(long write, FeedState feed) {
    return encode(
        RecordKind.FEED,
        write,
        out -> {
          out.writeInt(feed.number());
          out.writeLong(feed.endOffset());
          out.writeLong(feed.offsets().size());
          out.writeLong(feed.offsets().sum());
          text(out, feed.name());
          text(out, feed.epoch());
        });
  }

  static byte[] key(long write, StoredKey key) {
    return encode(
        RecordKind.KEY,
        write,
        out -> {
          out.writeLong(key.offset());
          out.writeLong(key.seq());
          out.writeLong(key.micros());
          text(out, key.topic().name());
          text(out, key.key());
          text(out, key.epoch());
        });
  }

  static byte[] reader(long write, StoredReader reader) {
    return encode(
        RecordKind.READER,
        write,
        out -> {
          text(out, reader.name());
          out.write(reader.state().getBytes());
        });
  }

  static byte[] node(long write, StoredNode node) {
    return encode(
        RecordKind.NODE,
        write,
        out -> {
          out.writeLong(node.generation());
          out.writeBoolean(node.trusted());
          text(out, node.name());
          text(out, node.clusterId());
          for (String voter : node.voters()) {
            text(out, voter);
          }
        });
  }

  static byte[] marker(long write, long[] removed) {
    return ids(RecordKind.MARKER, write, removed);
  }

  static byte[] removals(long write, long[] removed) {
    return ids(RecordKind.REMOVALS, write, removed);
  }

  private static byte[] ids(byte kind, long write, long[] removed) {
    return encode(
        kind,
        write,
        out -> {
          for (long id : removed) {
            out.writeLong(id);
          }
        });
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] encode(byte kind, long write, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0);
      out.writeLong(write);
      content.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    byte[] record = bytes.toByteArray();
    ByteBuffer.wrap(record).putInt(checksum(kind, record));
    return record;
  }

  static int checksum(byte kind, byte[] record) {
    CRC32C checksum = new CRC32C();
    checksum.update(kind);
    checksum.update(record, CHECKSUM_BYTES, record.length - CHECKSUM_BYTES);
    return (int) checksum.getValue();
  }
}
