package io.feedhorn.conform;

import io.feedhorn.client.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All contract checks, in the order in which they run: basic properties first. */
final class ContractChecks {
  private ContractChecks() {}

  /** Returns the selected checks, and begins those that run in parallel to the others. */
  static List<ContractCheck> selected(CheckContext context) {
    context.reachability().probe(context);
    HeartbeatObserver heartbeat = new HeartbeatObserver();
    LongestPollObserver longestPoll = new LongestPollObserver();
    List<ContractCheck> selected =
        all(
                context.reachability(),
                context.options().transports(),
                heartbeat.checks(),
                longestPoll.check())
            .stream()
            .filter(check -> isSelected(check, context))
            .toList();
    heartbeat.begin(context, selected);
    longestPoll.begin(context, selected);
    return selected;
  }

  /** A transport that is not reachable is always reported, since other checks leave it out. */
  private static boolean isSelected(ContractCheck check, CheckContext context) {
    return context.options().selects(check) || context.reachability().hasFailed(check);
  }

  private static List<ContractCheck> all(
      TransportReachability reachability,
      List<Transport> transports,
      List<ContractCheck> heartbeat,
      ContractCheck longestPoll) {
    List<ContractCheck> all = new ArrayList<>(reachability.checks(transports));
    all.addAll(PublishChecks.CHECKS);
    all.addAll(DeletionChecks.CHECKS);
    all.addAll(UpdateChecks.CHECKS);
    all.addAll(DelayChecks.CHECKS);
    all.addAll(SnapshotChecks.CHECKS);
    all.addAll(CursorChecks.CHECKS);
    all.addAll(PollingChecks.CHECKS);
    all.addAll(SseChecks.CHECKS);
    all.addAll(WebSocketChecks.CHECKS);
    all.addAll(SubscribeOptionChecks.CHECKS);
    all.addAll(HistoryChecks.CHECKS);
    all.addAll(ReaderChecks.CHECKS);
    all.addAll(ErrorChecks.CHECKS);
    all.addAll(TransportSwitchChecks.CHECKS);
    all.addAll(heartbeat);
    all.add(longestPoll);
    return all;
  }

  /** Returns all checks, over all transports. */
  static List<ContractCheck> known() {
    return all(
        new TransportReachability(),
        List.of(Transport.values()),
        new HeartbeatObserver().checks(),
        new LongestPollObserver().check());
  }

  /**
   * Validates the selection of checks.
   *
   * @throws IllegalArgumentException if a check does not exist; the message names the groups
   */
  static void requireKnown(ConformanceOptions options) {
    Set<String> groups = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (ContractCheck check : known()) {
      names.add(check.name());
      groups.add(check.name().substring(0, check.name().indexOf('.')));
    }
    for (String name : options.checks()) {
      if (!names.contains(name) && !groups.contains(name)) {
        throw new IllegalArgumentException(
            "there is no check '%s'; there are the groups %s, and single checks as GROUP.NAME"
                .formatted(name, String.join(", ", groups)));
      }
    }
  }
}
