package io.feedhorn.cluster.voters;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The identity of a node, as nodes report it to each other. Immutable.
 *
 * @param clusterId the id of the cluster; before the voters are known, what this node proposes
 * @param generation the number of times that an operator has decided who the voters are
 * @param voters the voters, sorted; empty until they are known
 * @param candidates the voters that this node expects: those of its settings, or the nodes that it
 *     has found; empty if it has not found enough
 * @param configured true if the candidates are those of the settings
 * @param stores true if the node has a store
 * @param hasData true if its store has durable feeds
 * @param serving true after the node has joined
 */
public record NodeIdentity(
    String name,
    String clusterId,
    long generation,
    List<String> voters,
    List<String> candidates,
    boolean configured,
    boolean stores,
    boolean hasData,
    boolean serving) {
  public NodeIdentity {
    voters = List.copyOf(voters);
    candidates = List.copyOf(candidates);
  }

  /** Returns true if the node knows the voters. */
  boolean isSettled() {
    return !voters.isEmpty();
  }

  /** Returns the voters that this node insists on; empty if it accepts any. */
  List<String> requiredVoters() {
    return isSettled() ? voters : configured ? candidates : List.of();
  }

  public void write(BinaryWriter out) {
    out.text(name).text(clusterId).number(generation);
    write(out, voters);
    write(out, candidates);
    out.flag(configured).flag(stores).flag(hasData).flag(serving);
  }

  private static void write(BinaryWriter out, List<String> names) {
    out.count(names.size());
    names.forEach(out::text);
  }

  public static NodeIdentity read(BinaryReader in) {
    return new NodeIdentity(
        in.text(),
        in.text(),
        in.number(),
        names(in),
        names(in),
        in.flag(),
        in.flag(),
        in.flag(),
        in.flag());
  }

  private static List<String> names(BinaryReader in) {
    int count = in.count();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(in.text());
    }
    return names;
  }
}
