package io.feedhorn.cluster.replica;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;

/** Records the changes of a replica, in order. */
public final class RecordingListener implements ReplicaLog.Listener {
  final List<Update> updates = new ArrayList<>();
  public final List<LogReset> resets = new ArrayList<>();

  @Override
  public void onUpdates(List<Update> stored) {
    updates.addAll(stored);
  }

  @Override
  public void onReset(LogReset restart) {
    resets.add(restart);
  }

  public List<Long> offsets() {
    return updates.stream().map(Update::offset).toList();
  }
}
