package io.feedhorn.cluster;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;

/** What a mirror told its node, in order. */
final class RecordingListener implements ReplicaLog.Listener {
  final List<Update> updates = new ArrayList<>();
  final List<LogReset> restarts = new ArrayList<>();

  @Override
  public void kept(Update update) {
    updates.add(update);
  }

  @Override
  public void restarted(LogReset reset) {
    restarts.add(reset);
  }

  List<Long> offsets() {
    return updates.stream().map(Update::offset).toList();
  }
}
