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
 * Gives out tickets and takes them back. They are kept in a map that all event loops share, and all
 * nodes where there are several: a ticket is good on each of them, and once in all. Their number is
 * bounded; past the bound none is given out. Owned by an event loop, not thread-safe.
 */
public final class TicketStore {
  static final Duration LIFE = Duration.ofSeconds(30);
  private static final int MAX = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TicketStore.class);
  private static final String MAP = "feedhorn.tickets";
  private static final int BYTES = 24;
  private static final String FORM = "[0-9a-f]{" + 2 * BYTES + "}";
  private static final String CLAIMS = "claims";
  private static final String UNTIL = "until";
  private static final long COUNT_NANOS = 1_000_000_000L;

  private final Vertx vertx;
  private final Clock clock;
  private final int most;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Future<AsyncMap<String, String>> map;
  private boolean counted;
  private long countedAt;
  private int about;

  public TicketStore(Vertx vertx, Clock clock) {
    this(vertx, clock, MAX);
  }

  TicketStore(Vertx vertx, Clock clock, int most) {
    this.vertx = vertx;
    this.clock = clock;
    this.most = most;
  }

  /** Makes sure that there is where tickets are kept. */
  public Future<Void> open() {
    return map().mapEmpty();
  }

  /**
   * A new ticket.
   *
   * @return fails with {@link ErrorCode#TOO_MANY} where too many are about, and with {@link
   *     ErrorCode#UNAVAILABLE} where the other nodes are out of reach
   */
  Future<Ticket> issue(Permissions permissions) {
    long expires = Math.min(now() + LIFE.toMillis(), permissions.expires());
    byte[] drawn = new byte[BYTES];
    random.nextBytes(drawn);
    String text = HexFormat.of().formatHex(drawn);
    JsonObject given = new JsonObject().put(UNTIL, expires).put(CLAIMS, permissions.claims());
    return count()
        .compose(room -> with(map -> map.put(text, given.encode(), LIFE.toMillis())))
        .map(put -> new Ticket(text, expires));
  }

  /** Asks how many there are no more than once a second: the answer comes from all nodes. */
  private Future<Void> count() {
    if (counted && clock.nanos() - countedAt < COUNT_NANOS) {
      return ++about <= most ? Future.succeededFuture() : Future.failedFuture(tooMany());
    }
    return with(AsyncMap::size)
        .compose(
            size -> {
              about = size + 1;
              counted = true;
              countedAt = clock.nanos();
              return size < most ? Future.succeededFuture() : Future.failedFuture(tooMany());
            });
  }

  /**
   * What a ticket grants; it grants nothing from then on.
   *
   * @return fails with {@link ErrorCode#UNAUTHORIZED} where it is not good, or not any more, and
   *     with {@link ErrorCode#UNAVAILABLE} where the other nodes are out of reach
   */
  Future<Permissions> redeem(String text) {
    if (!text.matches(FORM)) {
      return Future.failedFuture(spent());
    }
    return with(map -> map.remove(text)).compose(this::granted);
  }

  private Future<Permissions> granted(@Nullable String given) {
    if (given == null) {
      return Future.failedFuture(spent());
    }
    JsonObject found = new JsonObject(given);
    return found.getLong(UNTIL) <= now()
        ? Future.failedFuture(spent())
        : Future.succeededFuture(Permissions.of(found.getJsonObject(CLAIMS)));
  }

  // A grid that waits for a slow node must not hold up the event loop.
  private <T> Future<T> with(Function<AsyncMap<String, String>, Future<T>> deed) {
    return map()
        .compose(map -> vertx.executeBlocking(() -> deed.apply(map), false).compose(done -> done))
        .recover(
            failure -> {
              LOG.debug("Tickets are out of reach", failure);
              return Future.failedFuture(
                  new FeedException(
                      ErrorCode.UNAVAILABLE,
                      "Tickets cannot be had or used now: the nodes that keep them are out of"
                          + " reach. Try again, or show the token itself."));
            });
  }

  private Future<AsyncMap<String, String>> map() {
    Future<AsyncMap<String, String>> there = map;
    if (there == null || there.failed()) {
      there = vertx.sharedData().getAsyncMap(MAP);
      map = there;
    }
    return there;
  }

  private long now() {
    return clock.wallMicros() / 1_000;
  }

  private FeedException tooMany() {
    return new FeedException(
        ErrorCode.TOO_MANY, "More than " + most + " tickets that nobody used yet; try again.");
  }

  private static FeedException spent() {
    return new FeedException(
        ErrorCode.UNAUTHORIZED,
        "The ticket is not good, or not any more: it is good once, for "
            + LIFE.toSeconds()
            + " s.");
  }
}
