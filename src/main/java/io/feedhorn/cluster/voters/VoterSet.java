package io.feedhorn.cluster.voters;

import java.util.List;

/**
 * The names of the voters, sorted. Immutable.
 *
 * @param names at least one, without duplicates
 */
public record VoterSet(List<String> names) {
  public VoterSet {
    names = names.stream().sorted().distinct().toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a cluster has at least one voter");
    }
  }

  /** Returns the number of voters that a majority needs. */
  public int majority() {
    return majorityOf(names.size());
  }

  /** Returns the number that a majority of a number of voters needs. */
  public static int majorityOf(int voters) {
    return voters / 2 + 1;
  }

  /** Returns true if a number of different voters is a majority. */
  public boolean isMajority(int count) {
    return count >= majority();
  }

  public boolean contains(String name) {
    return names.contains(name);
  }

  public int size() {
    return names.size();
  }

  @Override
  public String toString() {
    return String.join(", ", names);
  }
}
