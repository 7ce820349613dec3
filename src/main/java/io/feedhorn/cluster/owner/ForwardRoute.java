package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes the publishes of one feed to its owner: by a call if that is this node, otherwise by a
 * message. Owned by the writer's event loop.
 */
public final class ForwardRoute implements PublishForwarder.OwnerRoute {
  private static final long TIMEOUT_MILLIS = 6_000;
  private static final long RETRY_MILLIS = 20;

  private final FeedReplica replica;
  private final FeedOwnership ownership;
  private final ClusterView view;
  private final NodeMessaging messaging;
  private final Vertx vertx;

  public ForwardRoute(
      FeedReplica replica,
      FeedOwnership ownership,
      ClusterView view,
      NodeMessaging messaging,
      Vertx vertx) {
    this.replica = replica;
    this.ownership = ownership;
    this.view = view;
    this.messaging = messaging;
    this.vertx = vertx;
  }

  @Override
  public @Nullable String owner() {
    return view.owner(replica.feed());
  }

  @Override
  public Future<List<PublishResult>> send(String owner, PublishBatch publishes) {
    return owner.equals(view.self())
        ? ownership.submit(publishes)
        : messaging
            .request(owner, MessageKind.PUBLISH, publishes.bytes(), TIMEOUT_MILLIS)
            .map(PublishBatch::readResults);
  }

  @Override
  public boolean isPartitioned() {
    return !view.isAvailable();
  }

  @Override
  public void runSoon(Runnable action) {
    vertx.runOnContext(run -> action.run());
  }

  @Override
  public void runLater(Runnable action) {
    vertx.setTimer(RETRY_MILLIS, timer -> action.run());
  }

  @Override
  public void onApplied(Receipt receipt, Runnable action) {
    replica.onApplied(receipt, action);
  }
}
