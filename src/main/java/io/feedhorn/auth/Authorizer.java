package io.feedhorn.auth;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.PresenceTopic;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that permissions cover a request. Used once for each request or message, never for each
 * delivered update. Immutable.
 */
public final class Authorizer {
  private final AuthOptions options;

  public Authorizer(AuthOptions options) {
    this.options = options;
  }

  /** Returns true if there are no keys, so that every client has all permissions. */
  public boolean isOpen() {
    return options.isOpen();
  }

  /**
   * Requires a token.
   *
   * @throws FeedException {@link ErrorCode#UNAUTHORIZED} if the client has none
   */
  public static void requireToken(Permissions permissions) {
    if (!permissions.token()) {
      throw TokenVerifier.unauthorized("A token is needed: Authorization: Bearer JWT.");
    }
  }

  /** Requires the permission to administrate. */
  public void requireAdmin(Permissions permissions) {
    requireToken(permissions);
    if (!permissions.admin()) {
      throw new FeedException(
          ErrorCode.FORBIDDEN, "The token does not grant this: the permission admin is needed.");
    }
  }

  /** Requires the permission to read everything that patterns match. */
  public void requireSubscribe(Permissions permissions, Collection<TopicPattern> patterns) {
    for (TopicPattern pattern : patterns) {
      if (!maySubscribe(permissions, pattern)) {
        throw refusal(permissions, "read " + pattern);
      }
    }
  }

  /** Requires the permission to read a topic. */
  public void requireRead(Permissions permissions, Topic topic) {
    if (!mayRead(permissions, topic)) {
      throw refusal(permissions, "read " + topic);
    }
  }

  /**
   * Requires the permission to publish on a topic.
   *
   * @param topic the topic as the client wrote it; {@link ErrorCode#BAD_TOPIC} if it is invalid
   */
  public void requirePublish(Permissions permissions, String topic) {
    if (permissions.admin()) {
      return;
    }
    requireToken(permissions);
    requirePublish(permissions, Topic.parse(topic));
  }

  /** Requires the permission to publish on a topic. */
  public void requirePublish(Permissions permissions, Topic topic) {
    if (permissions.admin()) {
      return;
    }
    requireToken(permissions);
    if (!permissions.mayPublish(topic)) {
      throw refusal(permissions, "publish on " + topic);
    }
  }

  /** Requires the permission to use a reader. */
  public void requireReader(Permissions permissions, ReaderName reader) {
    if (!permissions.mayUse(reader)) {
      throw refusal(permissions, "use the reader " + reader.text());
    }
  }

  /**
   * Requires a token for a list of topics that would be empty without one.
   *
   * @param feed the only feed of the list; null for all feeds
   */
  public void requireListing(Permissions permissions, @Nullable String feed) {
    boolean hasPublic = feed == null ? options.hasPublicFeeds() : options.isPublic(feed);
    if (!hasPublic) {
      requireToken(permissions);
    }
  }

  /** Returns true if a feed can be read without a token. */
  public boolean isPublic(String feed) {
    return options.isOpen() || options.isPublic(feed);
  }

  /** Returns true if permissions include reading a topic. */
  public boolean mayRead(Permissions permissions, Topic topic) {
    return permissions.admin()
        || options.isPublic(topic.feed())
        || permissions.mayRead(topic)
        || mayReadPresence(permissions, topic);
  }

  /** Returns true if permissions include reading everything that a pattern matches. */
  public boolean maySubscribe(Permissions permissions, TopicPattern pattern) {
    return permissions.admin()
        || options.isPublic(pattern.feed())
        || permissions.maySubscribe(pattern)
        || mayReadPresence(permissions, pattern);
  }

  private boolean mayReadPresence(Permissions permissions, Topic topic) {
    return topic.feed().equals(Topic.SYSTEM_FEED)
        && mayReadPresence(permissions, TopicPattern.parse(topic.name()));
  }

  /** Returns true if permissions include reading all topics whose presence a pattern matches. */
  private boolean mayReadPresence(Permissions permissions, TopicPattern pattern) {
    List<TopicPattern> described = PresenceTopic.described(pattern);
    return !described.isEmpty()
        && described.stream().allMatch(each -> maySubscribe(permissions, each));
  }

  private static FeedException refusal(Permissions permissions, String action) {
    return permissions.token()
        ? new FeedException(ErrorCode.FORBIDDEN, "The token does not grant to " + action + ".")
        : TokenVerifier.unauthorized("A token is needed to " + action + ".");
  }
}
