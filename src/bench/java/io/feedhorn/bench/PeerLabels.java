package io.feedhorn.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names of peers in the report. */
public final class PeerLabels {
  private PeerLabels() {}

  /** Ids of peers and other names, the peers first and as they are always listed. */
  public static List<String> inOrder(Collection<String> ids) {
    List<String> order = Peer.names();
    return ids.stream()
        .sorted(
            Comparator.comparingInt(id -> order.contains(id) ? order.indexOf(id) : order.size()))
        .toList();
  }

  /** The peer's full name; what is no peer keeps its own. */
  public static String label(String id) {
    return Arrays.stream(Peer.values())
        .filter(peer -> peer.id.equals(id))
        .map(peer -> peer.label)
        .findFirst()
        .orElse(id);
  }
}
