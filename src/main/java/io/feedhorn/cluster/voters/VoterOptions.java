package io.feedhorn.cluster.voters;

import java.util.List;

/**
 * The settings of names and voters. Immutable.
 *
 * @param name the name of this node
 * @param voters the names of the voters, sorted; empty if the nodes of the first start are the
 *     voters
 * @param expectedNodes the number of nodes of the first start, including this one; 0 if the
 *     settings do not contain it
 */
public record VoterOptions(String name, List<String> voters, int expectedNodes) {
  public VoterOptions {
    voters = voters.stream().sorted().distinct().toList();
  }
}
