package io.feedhorn.access;

import io.feedhorn.model.Clock;
import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tickets that one event loop gave out. Owned by that loop, not thread-safe. A ticket begins
 * with the name of its loop, so that every other one knows whom to ask for it. Their number is
 * bounded; past the bound none is given out.
 */
public final class Tickets {
  static final Duration LIFE = Duration.ofSeconds(30);
  static final int MOST = 10_000;

  private static final String ADDRESS = "feedhorn.tickets.";
  private static final int NAME_BYTES = 8;
  private static final int SECRET_BYTES = 16;
  private static final String FORM = "[0-9a-f]{" + 2 * (NAME_BYTES + SECRET_BYTES) + "}";
  private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(2_000);

  private final Vertx vertx;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final String name = drawn(NAME_BYTES);

  // All live equally long, so the oldest is the first to end.
  private final Map<String, Given> given = new LinkedHashMap<>();

  private record Given(Grant grant, long expires) {}

  public Tickets(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  /** Lets other event loops ask for the tickets of this one. */
  public Future<Void> open() {
    return vertx
        .eventBus()
        .consumer(ADDRESS + name, (Message<String> asked) -> asked.reply(claims(asked.body())))
        .completion();
  }

  /**
   * A new ticket.
   *
   * @throws Refusal {@link Code#TOO_MANY} where too many are about
   */
  Ticket issue(Grant grant) {
    forget();
    if (given.size() >= MOST) {
      throw new Refusal(
          Code.TOO_MANY, "More than " + MOST + " tickets that nobody used yet; try again.");
    }
    long expires = now() + LIFE.toMillis();
    String text = name + drawn(SECRET_BYTES);
    given.put(text, new Given(grant, expires));
    return new Ticket(text, Math.min(expires, grant.expires()));
  }

  /**
   * What a ticket grants; it grants nothing from then on.
   *
   * @return fails with {@link Code#UNAUTHORIZED} where it is not good, or not any more
   */
  Future<Grant> redeem(String text) {
    if (!text.matches(FORM)) {
      return Future.failedFuture(spent());
    }
    String owner = text.substring(0, 2 * NAME_BYTES);
    if (owner.equals(name)) {
      Grant grant = take(text);
      return grant == null ? Future.failedFuture(spent()) : Future.succeededFuture(grant);
    }
    return vertx
        .eventBus()
        .<JsonObject>request(ADDRESS + owner, text, SOON)
        .map(Message::body)
        .transform(
            asked ->
                asked.succeeded() && asked.result() != null
                    ? Future.succeededFuture(Grant.of(asked.result()))
                    : Future.failedFuture(spent()));
  }

  private @Nullable JsonObject claims(String text) {
    Grant grant = take(text);
    return grant == null ? null : grant.claims();
  }

  private @Nullable Grant take(String text) {
    Given one = given.remove(text);
    long now = now();
    return one == null || one.expires <= now || one.grant.expires() <= now ? null : one.grant;
  }

  private void forget() {
    Iterator<Given> oldestFirst = given.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().expires <= now()) {
      oldestFirst.remove();
    }
  }

  private long now() {
    return clock.micros() / 1_000;
  }

  private String drawn(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  private static Refusal spent() {
    return new Refusal(
        Code.UNAUTHORIZED,
        "The ticket is not good, or not any more: it is good once, for "
            + LIFE.toSeconds()
            + " s.");
  }
}
