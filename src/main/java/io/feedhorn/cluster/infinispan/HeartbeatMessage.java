package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The content of a heartbeat. Immutable.
 *
 * @param sentAt the time of the sender
 * @param confirmedSentAt the time of the newest heartbeat that the sender got from the receiver, by
 *     the receiver's clock; 0 if there is none
 * @param validNanos the time from {@code confirmedSentAt} on in which the sender does not lose the
 *     receiver
 * @param silent the names of the members that the sender does not hear
 */
record HeartbeatMessage(
    long sentAt, long confirmedSentAt, long validNanos, Collection<String> silent) {
  /** Reads a message; fails with a {@link RuntimeException} if it is malformed. */
  static HeartbeatMessage read(byte[] bytes, int offset, int length) {
    BinaryReader in = new BinaryReader(Buffer.buffer(length).appendBytes(bytes, offset, length));
    long sentAt = in.number();
    long confirmedSentAt = in.number();
    long validNanos = in.number();
    List<String> silent = new ArrayList<>();
    for (int rest = in.count(); rest > 0; rest--) {
      silent.add(in.text());
    }
    return new HeartbeatMessage(sentAt, confirmedSentAt, validNanos, List.copyOf(silent));
  }

  byte[] toBytes() {
    BinaryWriter out =
        new BinaryWriter()
            .number(sentAt)
            .number(confirmedSentAt)
            .number(validNanos)
            .count(silent.size());
    silent.forEach(out::text);
    return out.toBuffer().getBytes();
  }
}
