package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every claim, in the order in which they are checked: what others stand on comes first. */
final class Claims {
  private Claims() {}

  /** The claims that are asked for. */
  static List<Claim> wanted(Bench bench) {
    bench.reach().probe(bench);
    Heartbeat heartbeat = new Heartbeat();
    LongestPoll poll = new LongestPoll();
    List<Claim> all =
        all(bench.reach(), bench.conditions().transports(), heartbeat.claims(), poll.claim());
    List<Claim> wanted = all.stream().filter(claim -> wanted(claim, bench)).toList();
    // Both are begun at the start, and judged at the end.
    heartbeat.listen(bench, wanted);
    poll.begin(bench, wanted);
    return wanted;
  }

  /** A transport that is blocked is reported whatever was asked for, else its absence is unseen. */
  private static boolean wanted(Claim claim, Bench bench) {
    return bench.conditions().wants(claim) || bench.reach().isBlocked(claim);
  }

  private static List<Claim> all(
      Reach reach, List<Transport> transports, List<Claim> heartbeat, Claim longestPoll) {
    List<Claim> all = new ArrayList<>(reach.claims(transports));
    all.addAll(PublishClaims.CLAIMS);
    all.addAll(UpdateClaims.CLAIMS);
    all.addAll(DelayClaims.CLAIMS);
    all.addAll(RestClaims.CLAIMS);
    all.addAll(CursorClaims.CLAIMS);
    all.addAll(PollingClaims.CLAIMS);
    all.addAll(StreamClaims.CLAIMS);
    all.addAll(SocketClaims.CLAIMS);
    all.addAll(WishClaims.CLAIMS);
    all.addAll(HistoryClaims.CLAIMS);
    all.addAll(RefusalClaims.CLAIMS);
    all.addAll(HopClaims.CLAIMS);
    all.addAll(heartbeat);
    all.add(longestPoll);
    return all;
  }

  /**
   * Makes sure that what is asked for can be checked.
   *
   * @throws IllegalArgumentException naming a claim that there is not, and those there are
   */
  static void requireKnown(Conditions conditions) {
    Set<String> groups = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    for (Claim claim :
        all(
            new Reach(),
            List.of(Transport.values()),
            new Heartbeat().claims(),
            new LongestPoll().claim())) {
      known.add(claim.name());
      groups.add(claim.name().substring(0, claim.name().indexOf('.')));
    }
    for (String name : conditions.claims()) {
      if (!known.contains(name) && !groups.contains(name)) {
        throw new IllegalArgumentException(
            "there is no claim '%s'; there are %s, with a part after a dot or without"
                .formatted(name, String.join(", ", groups)));
      }
    }
  }
}
