package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues and redeems tickets. They are stored in a map that all event loops share, and all nodes of
 * a cluster: a ticket is valid on each of them, and once in total. The number of tickets is
 * bounded; at the bound none is issued. Owned by an event loop, not thread-safe.
 */
public final class TicketStore {
  static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final int MAX_TICKETS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TicketStore.class);
  private static final String MAP = "feedhorn.tickets";
  private static final int BYTES = 24;
  private static final String FORMAT = "[0-9a-f]{" + 2 * BYTES + "}";
  private static final String CLAIMS = "claims";
  private static final String EXPIRES = "until";
  private static final long RECOUNT_NANOS = 1_000_000_000L;

  private final Vertx vertx;
  private final Clock clock;
  private final int maxTickets;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Future<AsyncMap<String, String>> map;
  private boolean counted;
  private long countedAt;
  private int estimate;

  public TicketStore(Vertx vertx, Clock clock) {
    this(vertx, clock, MAX_TICKETS);
  }

  TicketStore(Vertx vertx, Clock clock, int maxTickets) {
    this.vertx = vertx;
    this.clock = clock;
    this.maxTickets = maxTickets;
  }

  /** Opens the shared map. */
  public Future<Void> open() {
    return map().mapEmpty();
  }

  /**
   * Issues a ticket.
   *
   * @return fails with {@link ErrorCode#TOO_MANY} if there are too many unused tickets, and with
   *     {@link ErrorCode#UNAVAILABLE} if the other nodes are unreachable
   */
  Future<Ticket> issue(Permissions permissions) {
    long expires = Math.min(now() + LIFETIME.toMillis(), permissions.expires());
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = HexFormat.of().formatHex(bytes);
    JsonObject entry = new JsonObject().put(EXPIRES, expires).put(CLAIMS, permissions.claims());
    return requireRoom()
        .compose(room -> withMap(map -> map.put(text, entry.encode(), LIFETIME.toMillis())))
        .map(put -> new Ticket(text, expires));
  }

  /** Counts the tickets at most once a second, because the count comes from all nodes. */
  private Future<Void> requireRoom() {
    if (counted && clock.nanos() - countedAt < RECOUNT_NANOS) {
      return ++estimate <= maxTickets ? Future.succeededFuture() : Future.failedFuture(tooMany());
    }
    return withMap(AsyncMap::size)
        .compose(
            size -> {
              estimate = size + 1;
              counted = true;
              countedAt = clock.nanos();
              return size < maxTickets ? Future.succeededFuture() : Future.failedFuture(tooMany());
            });
  }

  /**
   * Returns the permissions of a ticket and removes it.
   *
   * @return fails with {@link ErrorCode#UNAUTHORIZED} if the ticket does not exist or has expired,
   *     and with {@link ErrorCode#UNAVAILABLE} if the other nodes are unreachable
   */
  Future<Permissions> redeem(String text) {
    if (!text.matches(FORMAT)) {
      return Future.failedFuture(invalid());
    }
    return withMap(map -> map.remove(text)).compose(this::permissions);
  }

  private Future<Permissions> permissions(@Nullable String entry) {
    if (entry == null) {
      return Future.failedFuture(invalid());
    }
    JsonObject found = new JsonObject(entry);
    return found.getLong(EXPIRES) <= now()
        ? Future.failedFuture(invalid())
        : Future.succeededFuture(Permissions.of(found.getJsonObject(CLAIMS)));
  }

  /** Uses the map on a worker thread: a grid may wait for a slow node. */
  private <T> Future<T> withMap(Function<AsyncMap<String, String>, Future<T>> action) {
    return map()
        .compose(map -> vertx.executeBlocking(() -> action.apply(map), false).compose(done -> done))
        .recover(
            failure -> {
              LOG.debug("The map of tickets is unreachable", failure);
              return Future.failedFuture(
                  new FeedException(
                      ErrorCode.UNAVAILABLE,
                      "Tickets cannot be issued or used now: the nodes that store them are"
                          + " unreachable. Try again, or use the token itself."));
            });
  }

  private Future<AsyncMap<String, String>> map() {
    Future<AsyncMap<String, String>> opened = map;
    if (opened == null || opened.failed()) {
      opened = vertx.sharedData().getAsyncMap(MAP);
      map = opened;
    }
    return opened;
  }

  private long now() {
    return clock.wallMicros() / 1_000;
  }

  private FeedException tooMany() {
    return new FeedException(
        ErrorCode.TOO_MANY,
        "There are %d unused tickets, the maximum; try again.".formatted(maxTickets));
  }

  private static FeedException invalid() {
    return new FeedException(
        ErrorCode.UNAUTHORIZED,
        "The ticket is invalid, used or expired: a ticket can be used once, within "
            + LIFETIME.toSeconds()
            + " s.");
  }
}
