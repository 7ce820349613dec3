package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.UpdateTraces;
import io.feedhorn.model.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Pushes committed batches from the owner of a feed to all nodes, and receives those of other
 * owners. The answer to a push contains the offsets of the receiver. Owned by the writer's event
 * loop.
 */
public final class BatchReplicator {
  private static final long TIMEOUT_MILLIS = 5_000;

  private final NodeMessaging messaging;
  private final ClusterView view;
  private final FeedReplicas replicas;
  private final StatusExchange statuses;
  private final BiPredicate<String, String> gotBefore;
  private final Map<String, ReplicationSender> senders = new HashMap<>();

  /**
   * Creates a replicator.
   *
   * @param gotBefore returns true if a node got the batches of a feed before they were committed:
   *     the name of the feed, and the node
   */
  public BatchReplicator(
      NodeMessaging messaging,
      ClusterView view,
      FeedReplicas replicas,
      StatusExchange statuses,
      BiPredicate<String, String> gotBefore) {
    this.messaging = messaging;
    this.view = view;
    this.replicas = replicas;
    this.statuses = statuses;
    this.gotBefore = gotBefore;
  }

  /**
   * Starts to accept batches.
   *
   * @param listener receives a batch and the name of its sender
   */
  public void start(BiConsumer<Batch, String> listener) {
    messaging.handle(
        MessageKind.BATCHES,
        (from, in) -> {
          Map<String, FeedReplica> received = new HashMap<>();
          List<Batch> batches = new ArrayList<>();
          for (int rest = in.count(); rest > 0; rest--) {
            batches.add(new Batch(in.bytes()));
          }
          readTraces(in);
          for (Batch batch : batches) {
            listener.accept(batch, from);
            received.computeIfAbsent(batch.feed(), replicas::get);
          }
          return Future.succeededFuture(statuses.statuses(received.values()));
        });
  }

  private void readTraces(BinaryReader in) {
    while (in.hasMore()) {
      UpdateTraces traces = replicas.get(in.text()).log().traces();
      String epoch = in.text();
      long term = in.number();
      long firstOffset = in.number();
      TraceList.read(in, (index, trace) -> traces.put(epoch, term, firstOffset + index, trace));
    }
  }

  /**
   * Sends a committed batch to all other nodes; to those that got it before, only the notice.
   *
   * @param traces the trace context of each update, null for none; or empty
   * @param without nodes that know that the batch is committed
   */
  public void push(Batch batch, List<@Nullable TraceContext> traces, Set<String> without) {
    TraceList list = TraceList.of(traces);
    List<String> others = view.others();
    senders.keySet().retainAll(others);
    for (String node : others) {
      if (without.contains(node)) {
        continue;
      }
      boolean known = gotBefore.test(batch.feed(), node);
      senders.computeIfAbsent(node, this::sender).push(known ? batch.notice() : batch, batch, list);
    }
  }

  private ReplicationSender sender(String node) {
    return new ReplicationSender(
        message -> request(node, message), answer -> statuses.receive(node, answer));
  }

  private Future<BinaryReader> request(String node, Buffer message) {
    return messaging.request(node, MessageKind.BATCHES, message, TIMEOUT_MILLIS);
  }
}
