package io.feedhorn.cluster.voters;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

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
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.:-]{0,62}");

  public VoterOptions {
    voters = voters.stream().sorted().distinct().toList();
  }

  /** Returns true if the voters are neither set nor can be found. */
  public boolean hasNoVoters() {
    return voters.isEmpty() && expectedNodes == 0;
  }

  /** Returns true if a text is the name of a node. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Returns the name of a node without one in its settings: {@code 10.0.0.1:7800}. */
  public static String defaultName(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.:-]", "-") + ":" + port;
    return name.startsWith(":") ? "0" + name : name;
  }

  /**
   * Returns the number of nodes of a first start.
   *
   * @param own {@code host:port} of this node
   * @param members {@code host:port} of nodes to find, which may include this one
   */
  public static int expectedNodes(String own, List<String> members) {
    if (members.isEmpty() || members.get(0).startsWith("dns:")) {
      return 0;
    }
    Set<String> nodes = new LinkedHashSet<>(members);
    nodes.add(own);
    return nodes.size();
  }
}
