package io.feedhorn.cluster;

import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.feedhorn.publish.UpdateBroadcaster;
import java.util.List;

/** Broadcasts the changes of the replicas on this node. Owned by the writer's event loop. */
final class ReplicaBroadcaster implements ReplicaLog.Listener {
  private final UpdateBroadcaster broadcaster;

  ReplicaBroadcaster(UpdateBroadcaster broadcaster) {
    this.broadcaster = broadcaster;
  }

  @Override
  public void onUpdates(List<Update> updates) {
    broadcaster.broadcast(updates);
  }

  @Override
  public void onReset(LogReset reset) {
    broadcaster.broadcast(reset);
  }
}
