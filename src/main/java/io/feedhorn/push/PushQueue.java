package io.feedhorn.push;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pushes that have not ended: those that wait, are being sent, or pause before the next
 * attempt. Clients choose the endpoints, and an endpoint that does not answer takes a request until
 * its timeout. So one user and one push service may each have a part of the requests only. Push
 * services take turns, and so do the users of each. Owned by the event loop of the {@link
 * PushSender}, not thread-safe.
 */
final class PushQueue {
  static final int MAX_IN_FLIGHT = 32;
  static final int MAX_IN_FLIGHT_OF_SERVICE = 16;
  static final int MAX_IN_FLIGHT_OF_USER = 2;
  static final int MAX_WAITING = 200_000;
  static final int MAX_WAITING_OF_USER = 2_000;

  // By push service and user; the one whose turn was last is at the end. No queue is empty.
  private final Map<String, Map<String, ArrayDeque<PushDelivery>>> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> inFlightOfService = new HashMap<>();
  private final Map<String, Integer> inFlightOfUser = new HashMap<>();
  private final Map<String, Integer> unfinishedOfUser = new HashMap<>();
  private int inFlight;
  private int unfinished;

  /**
   * Adds a push.
   *
   * @return false if too many wait, of all users or of this one
   */
  boolean add(PushDelivery delivery) {
    if (unfinished >= MAX_WAITING
        || unfinishedOfUser.getOrDefault(delivery.recipient(), 0) >= MAX_WAITING_OF_USER) {
      return false;
    }
    unfinished++;
    unfinishedOfUser.merge(delivery.recipient(), 1, Integer::sum);
    append(delivery);
    return true;
  }

  private void append(PushDelivery delivery) {
    waiting
        .computeIfAbsent(delivery.service(), service -> new LinkedHashMap<>())
        .computeIfAbsent(delivery.recipient(), user -> new ArrayDeque<>())
        .add(delivery);
  }

  /**
   * Takes the push to send next. {@link #end} or {@link #pause} must follow.
   *
   * @return null if none waits, or none may be sent now
   */
  @Nullable PushDelivery next() {
    if (inFlight >= MAX_IN_FLIGHT) {
      return null;
    }
    // Few are passed over: only those of whom requests are in flight are at their limits.
    for (Iterator<String> services = waiting.keySet().iterator(); services.hasNext(); ) {
      String service = services.next();
      if (inFlightOfService.getOrDefault(service, 0) < MAX_IN_FLIGHT_OF_SERVICE) {
        Map<String, ArrayDeque<PushDelivery>> users = waiting.getOrDefault(service, Map.of());
        PushDelivery found = takeFirst(users);
        if (found != null) {
          services.remove();
          if (!users.isEmpty()) {
            waiting.put(service, users);
          }
          inFlight++;
          inFlightOfService.merge(service, 1, Integer::sum);
          inFlightOfUser.merge(found.recipient(), 1, Integer::sum);
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable PushDelivery takeFirst(Map<String, ArrayDeque<PushDelivery>> users) {
    for (Iterator<String> each = users.keySet().iterator(); each.hasNext(); ) {
      String user = each.next();
      if (inFlightOfUser.getOrDefault(user, 0) < MAX_IN_FLIGHT_OF_USER) {
        ArrayDeque<PushDelivery> queue = users.getOrDefault(user, new ArrayDeque<>());
        PushDelivery taken = queue.remove();
        each.remove();
        if (!queue.isEmpty()) {
          users.put(user, queue);
        }
        return taken;
      }
    }
    return null;
  }

  /** Notes that a push is not in flight any more, and is sent again later. */
  void pause(PushDelivery sent) {
    inFlight--;
    decrement(inFlightOfService, sent.service());
    decrement(inFlightOfUser, sent.recipient());
  }

  /** Adds a push again at the end of its pause. */
  void resume(PushDelivery paused) {
    append(paused);
  }

  /** Notes that nothing is left to do for a push that was in flight. */
  void end(PushDelivery sent) {
    pause(sent);
    unfinished--;
    decrement(unfinishedOfUser, sent.recipient());
  }

  private static void decrement(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (each, count) -> count == 1 ? null : count - 1);
  }

  /** Returns the number of pushes that wait, or pause. */
  int waiting() {
    return unfinished - inFlight;
  }
}
