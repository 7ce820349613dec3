package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, asked where something is asked for, never for each update that is delivered.
 * Owned by an event loop, not thread-safe.
 */
public final class Authorizer {
  private static final String SCHEME = "bearer ";

  private final AuthOptions options;
  private final TokenVerifier verifier;
  private final TicketStore tickets;

  /**
   * @param ring the keys of the node; not asked where there are none
   */
  public Authorizer(Vertx vertx, AuthOptions options, JwksVerticle ring, Clock clock) {
    this.options = options;
    this.verifier = new TokenVerifier(vertx, ring, options, clock);
    this.tickets = new TicketStore(vertx, clock);
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
   * What somebody may do who shows these credentials: {@link Permissions#NONE} where there are
   * none.
   *
   * @return done at once in most cases; fails with {@link ErrorCode#UNAUTHORIZED} where they are
   *     not good
   */
  public Future<Permissions> authenticate(Credentials shown) {
    if (options.isOpen()) {
      return Future.succeededFuture(Permissions.ALL);
    }
    if (shown.authorization() != null) {
      return admitBearer(shown.authorization());
    }
    return shown.ticket() != null
        ? tickets.redeem(shown.ticket())
        : Future.succeededFuture(Permissions.NONE);
  }

  private Future<Permissions> admitBearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? verifier.grant(authorization.substring(SCHEME.length()).strip())
        : Future.failedFuture(
            TokenVerifier.unauthorized("The authorization must be a Bearer token."));
  }

  /** What a token grants. */
  public Future<Permissions> authenticate(String token) {
    return options.isOpen() ? Future.succeededFuture(Permissions.ALL) : verifier.grant(token);
  }

  /** A ticket in place of a token. */
  public Future<Ticket> issueTicket(Permissions permissions) {
    requireToken(permissions);
    return tickets.issue(permissions);
  }

  /** Refuses who showed no token. */
  public void requireToken(Permissions permissions) {
    if (!permissions.token()) {
      throw TokenVerifier.unauthorized("A token is needed: Authorization: Bearer JWT.");
    }
  }

  /** Refuses who is no operator. */
  public void requireAdmin(Permissions permissions) {
    requireToken(permissions);
    if (!permissions.admin()) {
      throw new FeedException(
          ErrorCode.FORBIDDEN, "The token does not grant this: it must say admin.");
    }
  }

  /** Refuses who may not read all that these patterns stand for. */
  public void requireSubscribe(Permissions permissions, Collection<TopicPattern> patterns) {
    for (TopicPattern pattern : patterns) {
      if (!maySubscribe(permissions, pattern)) {
        throw refusal(permissions, "read " + pattern);
      }
    }
  }

  /** Refuses who may not read a topic. */
  public void requireRead(Permissions permissions, Topic topic) {
    if (!mayRead(permissions, topic)) {
      throw refusal(permissions, "read " + topic);
    }
  }

  /** Refuses who may not publish on a topic; what is no topic is refused as such. */
  public void requirePublish(Permissions permissions, String topic) {
    if (permissions.admin()) {
      return;
    }
    requireToken(permissions);
    Topic.parse(topic);
    if (!permissions.mayPublish(TopicPattern.parse(topic))) {
      throw refusal(permissions, "publish on " + topic);
    }
  }

  /**
   * Refuses who asks for a list in which nothing could be, for want of a token.
   *
   * @param feed the only feed that is asked for; null for all
   */
  public void requireListing(Permissions permissions, @Nullable String feed) {
    boolean something = feed == null ? options.hasPublicFeeds() : options.isPublic(feed);
    if (!something) {
      requireToken(permissions);
    }
  }

  /** Returns true where a feed is readable without a token. */
  public boolean isPublic(String feed) {
    return options.isOpen() || options.isPublic(feed);
  }

  public boolean mayRead(Permissions permissions, Topic topic) {
    return permissions.admin()
        || options.isPublic(topic.feed())
        || permissions.maySubscribe(
            new TopicPattern(topic.name(), topic.feed(), List.of(topic.name().split("\\.", -1))));
  }

  /** Whether somebody may read all that a pattern stands for. */
  public boolean maySubscribe(Permissions permissions, TopicPattern pattern) {
    return permissions.admin()
        || options.isPublic(pattern.feed())
        || permissions.maySubscribe(pattern);
  }

  private static FeedException refusal(Permissions permissions, String deed) {
    return permissions.token()
        ? new FeedException(ErrorCode.FORBIDDEN, "The token does not grant to " + deed + ".")
        : TokenVerifier.unauthorized("A token is needed to " + deed + ".");
  }
}
