package io.feedhorn.push;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pushes that have not ended: those that wait, are being sent, or pause before the next
 * attempt. Clients choose the endpoints, and an endpoint that does not answer takes a request until
 * its timeout. So one user, one push service, and all services together that are not known to
 * answer may each have a part of the requests only. Push services take turns, and so do the users
 * of each. Owned by the event loop of the {@link PushSender}, not thread-safe.
 */
final class PushQueue {
  static final int MAX_IN_FLIGHT = 32;
  static final int MAX_IN_FLIGHT_OF_SERVICE = 16;
  static final int MAX_IN_FLIGHT_OF_USER = 2;

  /** The requests of all services together that are not known to answer. */
  static final int MAX_IN_FLIGHT_UNKNOWN = 16;

  static final int MAX_IN_FLIGHT_OF_UNKNOWN_SERVICE = 8;
  static final int MAX_WAITING = 200_000;
  static final int MAX_WAITING_OF_USER = 2_000;

  private final AnsweringServices answering = new AnsweringServices();
  // Apart, so that no turn passes over many services that may not be sent to.
  private final WaitingPushes known = new WaitingPushes();
  private final WaitingPushes unknown = new WaitingPushes();
  private final Map<String, Integer> inFlightOfService = new HashMap<>();
  private final Map<String, Integer> inFlightOfUser = new HashMap<>();
  private final Map<String, Integer> unfinishedOfUser = new HashMap<>();
  private final Set<PushDelivery> inFlightUnknown =
      Collections.newSetFromMap(new IdentityHashMap<>());
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
    (answering.contains(delivery.service()) ? known : unknown).add(delivery);
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
    boolean unknownFirst = 2 * inFlightUnknown.size() <= inFlight;
    PushDelivery found = unknownFirst ? takeUnknown() : takeKnown();
    if (found == null) {
      found = unknownFirst ? takeKnown() : takeUnknown();
    }
    if (found != null) {
      inFlight++;
      inFlightOfService.merge(found.service(), 1, Integer::sum);
      inFlightOfUser.merge(found.recipient(), 1, Integer::sum);
    }
    return found;
  }

  private @Nullable PushDelivery takeKnown() {
    return known.take(
        service -> inFlightOfService.getOrDefault(service, 0) < MAX_IN_FLIGHT_OF_SERVICE,
        this::hasRoom);
  }

  private @Nullable PushDelivery takeUnknown() {
    if (inFlightUnknown.size() >= MAX_IN_FLIGHT_UNKNOWN) {
      return null;
    }
    PushDelivery found =
        unknown.take(
            service ->
                inFlightOfService.getOrDefault(service, 0) < MAX_IN_FLIGHT_OF_UNKNOWN_SERVICE,
            this::hasRoom);
    if (found != null) {
      inFlightUnknown.add(found);
    }
    return found;
  }

  private boolean hasRoom(String user) {
    return inFlightOfUser.getOrDefault(user, 0) < MAX_IN_FLIGHT_OF_USER;
  }

  /** Notes if the push service has answered the request of a push, whatever the answer is. */
  void answered(PushDelivery sent, boolean inTime) {
    String service = sent.service();
    boolean before = answering.contains(service);
    answering.note(service, inTime);
    if (answering.contains(service) != before) {
      (before ? known : unknown).moveTo(before ? unknown : known, service);
    }
  }

  /** Notes that a push is not in flight any more, and is sent again later. */
  void pause(PushDelivery sent) {
    inFlight--;
    inFlightUnknown.remove(sent);
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
