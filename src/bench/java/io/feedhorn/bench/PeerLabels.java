package io.feedhorn.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names of peers in the report. */
public final class PeerLabels {
  private PeerLabels() {}

  /** Returns names in the order of the report: peers in their fixed order, then the others. */
  public static List<String> inOrder(Collection<String> ids) {
    List<String> order = Peer.names();
    return ids.stream()
        .sorted(
            Comparator.comparingInt(id -> order.contains(id) ? order.indexOf(id) : order.size()))
        .toList();
  }

  /** Returns the label of a peer; another name is returned unchanged. */
  public static String label(String id) {
    return Arrays.stream(Peer.values())
        .filter(peer -> peer.id.equals(id))
        .map(peer -> peer.label)
        .findFirst()
        .orElse(id);
  }
}
