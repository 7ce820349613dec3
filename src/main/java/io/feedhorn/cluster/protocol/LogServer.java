package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers nodes that request the updates they miss: with the newest batches, or with a snapshot if
 * these do not reach back far enough. Owned by the writer's event loop.
 */
public final class LogServer {
  private static final int MAX_REPLY_BYTES = 1024 * 1024;

  private final FeedReplicas replicas;
  private final LongSupplier micros;
  private final SnapshotTransfers transfers = new SnapshotTransfers();

  /**
   * Creates the server.
   *
   * @param micros Unix time in microseconds
   */
  public LogServer(FeedReplicas replicas, LongSupplier micros) {
    this.replicas = replicas;
    this.micros = micros;
  }

  public void start(NodeMessaging messaging) {
    messaging.handle(MessageKind.FETCH, (from, in) -> fetch(in));
    messaging.handle(MessageKind.PAGE, (from, in) -> page(in));
  }

  /** Drops what other nodes have begun to fetch and do not fetch any more. Called once a second. */
  public void check() {
    transfers.dropIdle(micros.getAsLong());
  }

  private Future<Buffer> fetch(BinaryReader in) {
    FeedReplica replica = replicas.find(in.text());
    if (replica == null) {
      return Future.succeededFuture(FetchReply.NOTHING.begin().toBuffer());
    }
    String epoch = in.text();
    long offset = in.number();
    ReplicaLog log = replica.log();
    boolean sameEpoch = epoch.equals(log.epoch());
    if (sameEpoch && offset >= log.offset()) {
      return Future.succeededFuture(batches(log, List.of()));
    }
    if (log.offset() == 0 && !replica.isOwned()) {
      return Future.succeededFuture(FetchReply.NOTHING.begin().toBuffer());
    }
    List<Batch> after = sameEpoch ? log.recentBatches().after(offset, MAX_REPLY_BYTES) : null;
    return Future.succeededFuture(after == null ? snapshot(log) : batches(log, after));
  }

  private static Buffer batches(ReplicaLog log, List<Batch> batches) {
    BinaryWriter out = FetchReply.BATCHES.begin().number(log.offset()).count(batches.size());
    batches.forEach(batch -> out.bytes(batch.bytes()));
    return out.toBuffer();
  }

  private Buffer snapshot(ReplicaLog log) {
    long number = transfers.start(log, micros.getAsLong());
    BinaryWriter out = FetchReply.SNAPSHOT.begin().number(number);
    return out.text(log.epoch()).number(log.term()).number(log.offset()).toBuffer();
  }

  private Future<Buffer> page(BinaryReader in) {
    long number = in.number();
    @Nullable Buffer page = transfers.page(number, micros.getAsLong());
    return page == null
        ? Future.failedFuture(new RetryableException("there is no snapshot transfer " + number))
        : Future.succeededFuture(page);
  }
}
