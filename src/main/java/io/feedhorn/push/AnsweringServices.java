package io.feedhorn.push;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The push services that answer: at least once so far, and nearly always lately. Clients choose
 * them, so an unlimited number of names is possible; the least recently used ones are forgotten.
 * Owned by the event loop of the {@link PushSender}, not thread-safe.
 */
final class AnsweringServices {
  static final int MAX_SERVICES = 1_000;
  private static final int MAX_POINTS = 100;
  private static final int MIN_POINTS = -20;

  /** One request of fifty may have no answer: such a service still answers. */
  private static final int POINTS_OF_FAILURE = 50;

  private final Map<String, Integer> points =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MAX_SERVICES;
        }
      };

  /** Returns true if a service is one of those that answer. */
  boolean contains(String service) {
    return points.getOrDefault(service, 0) > 0;
  }

  /** Notes the end of a request. */
  void note(String service, boolean answered) {
    int before = points.getOrDefault(service, 0);
    points.put(
        service,
        answered
            ? Math.min(MAX_POINTS, before + 1)
            : Math.max(MIN_POINTS, before - POINTS_OF_FAILURE));
  }
}
