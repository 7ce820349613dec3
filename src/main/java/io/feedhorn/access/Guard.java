package io.feedhorn.access;

import io.feedhorn.model.Clock;
import io.feedhorn.model.Code;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, asked where something is asked for, never for each update that is delivered.
 * Owned by an event loop, not thread-safe.
 */
public final class Guard {
  private static final String SCHEME = "bearer ";

  private final AccessOptions options;
  private final Tokens tokens;
  private final Tickets tickets;

  /**
   * @param ring the keys of the node; not asked where there are none
   */
  public Guard(Vertx vertx, AccessOptions options, KeyRing ring, Clock clock) {
    this.options = options;
    this.tokens = new Tokens(vertx, ring, options, clock);
    this.tickets = new Tickets(vertx, clock);
  }

  /** Makes ready what is shared with other event loops and nodes. */
  public Future<Void> open() {
    return isOpen() ? Future.succeededFuture() : tickets.open();
  }

  /** Whether everybody may do everything. */
  public boolean isOpen() {
    return options.isOpen();
  }

  /**
   * What somebody may do who shows these credentials: {@link Grant#NONE} where there are none.
   *
   * @return done at once in most cases; fails with {@link Code#UNAUTHORIZED} where they are not
   *     good
   */
  public Future<Grant> admit(Credentials shown) {
    if (options.isOpen()) {
      return Future.succeededFuture(Grant.ALL);
    }
    if (shown.authorization() != null) {
      return admitBearer(shown.authorization());
    }
    return shown.ticket() != null
        ? tickets.redeem(shown.ticket())
        : Future.succeededFuture(Grant.NONE);
  }

  private Future<Grant> admitBearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? tokens.grant(authorization.substring(SCHEME.length()).strip())
        : Future.failedFuture(Tokens.unauthorized("The authorization must be a Bearer token."));
  }

  /** What a token grants. */
  public Future<Grant> admit(String token) {
    return options.isOpen() ? Future.succeededFuture(Grant.ALL) : tokens.grant(token);
  }

  /** A ticket in place of a token. */
  public Future<Ticket> ticket(Grant grant) {
    requireToken(grant);
    return tickets.issue(grant);
  }

  /** Refuses who showed no token. */
  public void requireToken(Grant grant) {
    if (!grant.token()) {
      throw Tokens.unauthorized("A token is needed: Authorization: Bearer JWT.");
    }
  }

  /** Refuses who is no operator. */
  public void requireAdmin(Grant grant) {
    requireToken(grant);
    if (!grant.admin()) {
      throw new Refusal(Code.FORBIDDEN, "The token does not grant this: it must say admin.");
    }
  }

  /** Refuses who may not read all that these patterns stand for. */
  public void requireSubscribe(Grant grant, Collection<Pattern> patterns) {
    for (Pattern pattern : patterns) {
      if (!maySubscribe(grant, pattern)) {
        throw refusal(grant, "read " + pattern);
      }
    }
  }

  /** Refuses who may not read a topic. */
  public void requireRead(Grant grant, Topic topic) {
    if (!mayRead(grant, topic)) {
      throw refusal(grant, "read " + topic);
    }
  }

  /** Refuses who may not publish on a topic; what is no topic is refused as such. */
  public void requirePublish(Grant grant, String topic) {
    if (grant.admin()) {
      return;
    }
    requireToken(grant);
    Topic.parse(topic);
    if (!grant.mayPublish(Pattern.parse(topic))) {
      throw refusal(grant, "publish on " + topic);
    }
  }

  /**
   * Refuses who asks for a list in which nothing could be, for want of a token.
   *
   * @param feed the only feed that is asked for; null for all
   */
  public void requireList(Grant grant, @Nullable String feed) {
    boolean something = feed == null ? options.hasPublicFeeds() : options.isPublic(feed);
    if (!something) {
      requireToken(grant);
    }
  }

  /** Returns true where a feed is readable without a token. */
  public boolean isPublic(String feed) {
    return options.isOpen() || options.isPublic(feed);
  }

  public boolean mayRead(Grant grant, Topic topic) {
    return grant.admin()
        || options.isPublic(topic.feed())
        || grant.maySubscribe(
            new Pattern(topic.name(), topic.feed(), List.of(topic.name().split("\\.", -1))));
  }

  /** Whether somebody may read all that a pattern stands for. */
  public boolean maySubscribe(Grant grant, Pattern pattern) {
    return grant.admin() || options.isPublic(pattern.feed()) || grant.maySubscribe(pattern);
  }

  private static Refusal refusal(Grant grant, String deed) {
    return grant.token()
        ? new Refusal(Code.FORBIDDEN, "The token does not grant to " + deed + ".")
        : Tokens.unauthorized("A token is needed to " + deed + ".");
  }
}
