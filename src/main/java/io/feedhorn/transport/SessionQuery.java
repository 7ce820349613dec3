package io.feedhorn.transport;

import io.feedhorn.model.Topic;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that an operator asks for. Immutable. A filter that is null accepts every session.
 *
 * @param transport the label of the transport
 * @param user the {@code sub} of the token
 * @param topic a topic that a pattern of the session matches
 * @param after the id after which the page begins; null for the first page
 * @param limit the maximum number of sessions on the page
 */
public record SessionQuery(
    @Nullable String transport,
    @Nullable String user,
    @Nullable Topic topic,
    Order order,
    @Nullable String after,
    int limit) {

  /** The order of the sessions. */
  public enum Order {
    /** By id, which is stable: the only order with more than one page. */
    ID,
    /** Slow readers first, those with most pending updates before the others. */
    LAG,
    /** The sessions with most conflated updates first. */
    CONFLATED,
    /** The newest sessions first. */
    NEWEST;

    /** Returns the name in queries. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Comparator<ClientSession> sessions() {
      Comparator<ClientSession> order =
          switch (this) {
            case ID -> Comparator.comparing(ClientSession::id);
            case LAG ->
                Comparator.comparing(ClientSession::isLagging)
                    .thenComparingInt(ClientSession::pending)
                    .reversed();
            case CONFLATED -> Comparator.comparingLong(ClientSession::conflated).reversed();
            case NEWEST -> Comparator.comparingLong(ClientSession::openedMicros).reversed();
          };
      return order.thenComparing(ClientSession::id);
    }

    /** Returns the same order as {@link #sessions}, for the pages of several event loops. */
    private Comparator<SessionStatus> states() {
      Comparator<SessionStatus> order =
          switch (this) {
            case ID -> Comparator.comparing(SessionStatus::id);
            case LAG ->
                Comparator.<SessionStatus, Boolean>comparing(each -> each.outbox().lagging())
                    .thenComparingInt(each -> each.outbox().pending())
                    .reversed();
            case CONFLATED ->
                Comparator.<SessionStatus>comparingLong(each -> each.outbox().conflated())
                    .reversed();
            case NEWEST -> Comparator.comparingLong(SessionStatus::openedMicros).reversed();
          };
      return order.thenComparing(SessionStatus::id);
    }
  }

  /** Returns the page of an event loop's sessions. */
  SessionPage select(Collection<ClientSession> sessions) {
    // The last of the page is at the head, so that a large number is not sorted.
    Comparator<ClientSession> sorted = order.sessions();
    PriorityQueue<ClientSession> first = new PriorityQueue<>(sorted.reversed());
    int total = 0;
    boolean more = false;
    for (ClientSession session : sessions) {
      if (matches(session)) {
        total++;
        if (after == null || session.id().compareTo(after) > 0) {
          first.add(session);
        }
        if (first.size() > limit) {
          first.poll();
          more = true;
        }
      }
    }
    List<SessionStatus> page = first.stream().sorted(sorted).map(ClientSession::status).toList();
    return new SessionPage(total, page, more);
  }

  private boolean matches(ClientSession session) {
    return (transport == null || transport.equals(session.transport()))
        && (user == null || user.equals(session.permissions().subject()))
        && (topic == null || session.isSubscribed(topic));
  }

  /** Returns the page of all event loops. */
  SessionPage merge(List<SessionPage> loops) {
    List<SessionStatus> all =
        loops.stream().flatMap(page -> page.sessions().stream()).sorted(order.states()).toList();
    boolean more = all.size() > limit || loops.stream().anyMatch(SessionPage::more);
    int total = loops.stream().mapToInt(SessionPage::total).sum();
    return new SessionPage(total, all.stream().limit(limit).toList(), more);
  }

  /** Returns the orders as a refusal lists them. */
  public static String orders() {
    return String.join(", ", Stream.of(Order.values()).map(Order::text).toList());
  }
}
