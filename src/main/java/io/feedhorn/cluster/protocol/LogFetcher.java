package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the updates that a replica misses from another node, see {@link LogServer}. Owned by the
 * writer's event loop.
 */
public final class LogFetcher {
  private static final Logger LOG = LoggerFactory.getLogger(LogFetcher.class);
  private static final long TIMEOUT_MILLIS = 3_000;

  private final NodeMessaging messaging;

  public LogFetcher(NodeMessaging messaging) {
    this.messaging = messaging;
  }

  /** Fetches updates until the log is at the node's offset. */
  Future<Void> fetch(String node, String feed, ReplicaLog log) {
    long before = log.offset();
    Buffer request = new BinaryWriter().text(feed).text(log.epoch()).number(before).toBuffer();
    return messaging
        .request(node, MessageKind.FETCH, request, TIMEOUT_MILLIS)
        .compose(
            in ->
                switch (FetchReply.read(in)) {
                  case BATCHES ->
                      applyBatches(in, log, before)
                          ? fetch(node, feed, log)
                          : Future.succeededFuture();
                  case SNAPSHOT -> fetchSnapshot(node, feed, in, log);
                  case NOTHING -> Future.succeededFuture();
                });
  }

  /** Returns true if the node has more batches. */
  private static boolean applyBatches(BinaryReader in, ReplicaLog log, long before) {
    long endOffset = in.number();
    for (int rest = in.count(); rest > 0; rest--) {
      log.apply(new Batch(in.bytes()));
    }
    return log.offset() < endOffset && log.offset() > before;
  }

  private Future<Void> fetchSnapshot(String node, String feed, BinaryReader in, ReplicaLog log) {
    long number = in.number();
    LogSnapshot snapshot = log.newSnapshot(in.text(), in.number(), in.number());
    return fetchPages(node, number, snapshot)
        .onSuccess(
            complete -> {
              // Meanwhile the log may have come further than the snapshot.
              if (!snapshot.epoch().equals(log.epoch()) || snapshot.offset() > log.offset()) {
                if (log.offset() > 0) {
                  LOG.info(
                      "Feed {} has fallen far behind, from {}:{}; loading all of it up to {}:{} from {}",
                      feed,
                      log.epoch(),
                      log.offset(),
                      snapshot.epoch(),
                      snapshot.offset(),
                      node);
                }
                log.load(snapshot);
              }
            });
  }

  private Future<Void> fetchPages(String node, long number, LogSnapshot snapshot) {
    Buffer request = new BinaryWriter().number(number).toBuffer();
    return messaging
        .request(node, MessageKind.PAGE, request, TIMEOUT_MILLIS)
        .compose(
            in -> {
              boolean more = in.flag();
              SnapshotTransfers.readItems(in, snapshot);
              return more ? fetchPages(node, number, snapshot) : Future.succeededFuture();
            });
  }
}
