package io.feedhorn.cluster;

import io.feedhorn.model.Restart;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;

/** What a mirror told its node, in order. */
final class Heard implements Mirror.Listener {
  final List<Update> updates = new ArrayList<>();
  final List<Restart> restarts = new ArrayList<>();

  @Override
  public void kept(Update update) {
    updates.add(update);
  }

  @Override
  public void restarted(Restart restart) {
    restarts.add(restart);
  }

  List<Long> offsets() {
    return updates.stream().map(Update::offset).toList();
  }
}
