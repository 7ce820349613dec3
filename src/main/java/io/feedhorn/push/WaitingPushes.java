package io.feedhorn.push;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waiting pushes by push service and user. Services take turns, and so do the users of each. Owned
 * by the event loop of the {@link PushSender}, not thread-safe.
 */
final class WaitingPushes {
  // The one whose turn was last is at the end. No queue is empty.
  private final Map<String, Map<String, ArrayDeque<PushDelivery>>> byService =
      new LinkedHashMap<>();

  void add(PushDelivery delivery) {
    byService
        .computeIfAbsent(delivery.service(), service -> new LinkedHashMap<>())
        .computeIfAbsent(delivery.recipient(), user -> new ArrayDeque<>())
        .add(delivery);
  }

  /**
   * Takes the push whose turn it is.
   *
   * @param services the push services to which one may be sent
   * @param users the users for whom one may be sent
   * @return null if there is none
   */
  @Nullable PushDelivery take(Predicate<String> services, Predicate<String> users) {
    // Few are passed over: only those of whom requests are in flight are at their limits.
    for (Iterator<String> each = byService.keySet().iterator(); each.hasNext(); ) {
      String service = each.next();
      if (services.test(service)) {
        Map<String, ArrayDeque<PushDelivery>> queues = byService.getOrDefault(service, Map.of());
        PushDelivery found = takeFirst(queues, users);
        if (found != null) {
          each.remove();
          if (!queues.isEmpty()) {
            byService.put(service, queues);
          }
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable PushDelivery takeFirst(
      Map<String, ArrayDeque<PushDelivery>> queues, Predicate<String> users) {
    for (Iterator<String> each = queues.keySet().iterator(); each.hasNext(); ) {
      String user = each.next();
      if (users.test(user)) {
        ArrayDeque<PushDelivery> queue = queues.getOrDefault(user, new ArrayDeque<>());
        PushDelivery taken = queue.remove();
        each.remove();
        if (!queue.isEmpty()) {
          queues.put(user, queue);
        }
        return taken;
      }
    }
    return null;
  }

  /** Moves the pushes of a service to others. */
  void moveTo(WaitingPushes others, String service) {
    Map<String, ArrayDeque<PushDelivery>> moved = byService.remove(service);
    if (moved != null && others.byService.putIfAbsent(service, moved) != null) {
      moved.values().forEach(queue -> queue.forEach(others::add));
    }
  }
}
