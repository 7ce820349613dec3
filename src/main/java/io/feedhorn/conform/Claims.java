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
    Heartbeat heartbeat = new Heartbeat();
    List<Claim> wanted =
        all(heartbeat.claims()).stream().filter(bench.conditions()::wants).toList();
    // It is listened to from the start, and judged at the end.
    heartbeat.listen(bench, wanted);
    return wanted;
  }

  private static List<Claim> all(List<Claim> last) {
    List<Claim> all = new ArrayList<>();
    all.addAll(PublishClaims.CLAIMS);
    all.addAll(UpdateClaims.CLAIMS);
    all.addAll(RestClaims.CLAIMS);
    all.addAll(CursorClaims.CLAIMS);
    all.addAll(PollingClaims.CLAIMS);
    all.addAll(StreamClaims.CLAIMS);
    all.addAll(SocketClaims.CLAIMS);
    all.addAll(WishClaims.CLAIMS);
    all.addAll(HistoryClaims.CLAIMS);
    all.addAll(RefusalClaims.CLAIMS);
    all.addAll(HopClaims.CLAIMS);
    all.addAll(last);
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
    for (Claim claim : all(new Heartbeat().claims())) {
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
