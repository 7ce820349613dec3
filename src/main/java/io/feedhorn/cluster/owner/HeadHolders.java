package io.feedhorn.cluster.owner;

import java.util.List;

/**
 * The nodes that store the committed head of a feed, while none of them is changing.
 *
 * @param number the number of this assignment of heads to nodes; a later one is larger
 * @param owner the owner of the feed, which is one of them and this node
 * @param others the nodes without this one
 */
public record HeadHolders(int number, String owner, List<String> others) {
  public HeadHolders {
    others = List.copyOf(others);
  }
}
