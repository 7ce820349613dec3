package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every claim, in the order in which they are checked: what others stand on comes first. */
final class ContractChecks {
  private ContractChecks() {}

  /** The claims that are asked for. */
  static List<ContractCheck> wanted(CheckContext checkContext) {
    checkContext.reach().probe(checkContext);
    HeartbeatObserver heartbeat = new HeartbeatObserver();
    LongestPollObserver poll = new LongestPollObserver();
    List<ContractCheck> all =
        all(
            checkContext.reach(),
            checkContext.conditions().transports(),
            heartbeat.claims(),
            poll.claim());
    List<ContractCheck> wanted = all.stream().filter(check -> wanted(check, checkContext)).toList();
    // Both are begun at the start, and judged at the end.
    heartbeat.listen(checkContext, wanted);
    poll.begin(checkContext, wanted);
    return wanted;
  }

  /** A transport that is blocked is reported whatever was asked for, else its absence is unseen. */
  private static boolean wanted(ContractCheck check, CheckContext checkContext) {
    return checkContext.conditions().wants(check) || checkContext.reach().isBlocked(check);
  }

  private static List<ContractCheck> all(
      TransportReachability reach,
      List<Transport> transports,
      List<ContractCheck> heartbeat,
      ContractCheck longestPoll) {
    List<ContractCheck> all = new ArrayList<>(reach.claims(transports));
    all.addAll(PublishChecks.CLAIMS);
    all.addAll(UpdateChecks.CLAIMS);
    all.addAll(DelayChecks.CLAIMS);
    all.addAll(SnapshotChecks.CLAIMS);
    all.addAll(CursorChecks.CLAIMS);
    all.addAll(PollingChecks.CLAIMS);
    all.addAll(SseChecks.CLAIMS);
    all.addAll(WebSocketChecks.CLAIMS);
    all.addAll(SubscribeOptionChecks.CLAIMS);
    all.addAll(HistoryChecks.CLAIMS);
    all.addAll(ErrorChecks.CLAIMS);
    all.addAll(TransportSwitchChecks.CLAIMS);
    all.addAll(heartbeat);
    all.add(longestPoll);
    return all;
  }

  /**
   * Makes sure that what is asked for can be checked.
   *
   * @throws IllegalArgumentException naming a claim that there is not, and those there are
   */
  static void requireKnown(ConformanceOptions suiteOptions) {
    Set<String> groups = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    for (ContractCheck check :
        all(
            new TransportReachability(),
            List.of(Transport.values()),
            new HeartbeatObserver().claims(),
            new LongestPollObserver().claim())) {
      known.add(check.name());
      groups.add(check.name().substring(0, check.name().indexOf('.')));
    }
    for (String name : suiteOptions.claims()) {
      if (!known.contains(name) && !groups.contains(name)) {
        throw new IllegalArgumentException(
            "there is no claim '%s'; there are %s, with a part after a dot or without"
                .formatted(name, String.join(", ", groups)));
      }
    }
  }
}
