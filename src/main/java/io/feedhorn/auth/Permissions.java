package io.feedhorn.auth;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Member;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that a verified token grants, and their expiry. Immutable.
 *
 * @param token true if the client has a token
 * @param subscribe the patterns that may be read; a pattern includes the patterns that it covers
 * @param publish the patterns of the topics on which values may be published
 * @param readers the patterns of the topics of the readers that may be used
 * @param admin true if everything is allowed, including what only operators may see
 * @param expires Unix time in milliseconds; {@link #NEVER} for no expiry
 * @param recipient the user and groups whose notifications may be read, too
 * @param member the user as others see that the user reads a topic
 */
public record Permissions(
    boolean token,
    List<TopicPattern> subscribe,
    List<TopicPattern> publish,
    boolean admin,
    List<TopicPattern> readers,
    long expires,
    Recipient recipient,
    Member member) {
  public static final long NEVER = Long.MAX_VALUE;

  /** The permissions of every client of a server without keys. */
  public static final Permissions ALL = new Permissions(true, List.of(), List.of(), true, NEVER);

  /** The permissions of a client without a token. */
  public static final Permissions NONE = new Permissions(false, List.of(), List.of(), false, NEVER);

  static final String CLAIM = "feedhorn";

  private static final double MILLIS = 1_000;

  public Permissions {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
    readers = List.copyOf(readers);
  }

  /** Creates the permissions of a token without readers, user and groups. */
  public Permissions(
      boolean token,
      List<TopicPattern> subscribe,
      List<TopicPattern> publish,
      boolean admin,
      long expires) {
    this(token, subscribe, publish, admin, List.of(), expires, Recipient.NONE);
  }

  /** Creates the permissions of a token without {@code sub}. */
  public Permissions(
      boolean token,
      List<TopicPattern> subscribe,
      List<TopicPattern> publish,
      boolean admin,
      List<TopicPattern> readers,
      long expires,
      Recipient recipient) {
    this(token, subscribe, publish, admin, readers, expires, recipient, Member.ANONYMOUS);
  }

  /** Returns these permissions with another expiry. */
  Permissions withExpiry(long other) {
    return new Permissions(token, subscribe, publish, admin, readers, other, recipient, member);
  }

  /** Returns these permissions of another member. */
  Permissions with(Member other) {
    return new Permissions(token, subscribe, publish, admin, readers, expires, recipient, other);
  }

  /**
   * Reads the claims of a verified token.
   *
   * @throws FeedException {@link ErrorCode#UNAUTHORIZED} if they do not have the types of the wire
   *     contract
   */
  static Permissions of(JsonObject claims) {
    Object claim = claims.getValue(CLAIM, new JsonObject());
    if (!(claim instanceof JsonObject granted)) {
      throw invalid(CLAIM, "an object");
    }
    if (!(granted.getValue("admin", false) instanceof Boolean admin)) {
      throw invalid(CLAIM + ".admin", "true or false");
    }
    return new Permissions(
        true,
        patterns(granted, "subscribe"),
        patterns(granted, "publish"),
        admin,
        ReaderGrants.of(claims, granted),
        millis(claims, "exp", NEVER),
        Recipient.of(claims, granted),
        Member.of(claims.getValue("sub"), claims.getValue("name")));
  }

  /** Returns the {@code sub} of the token, or null. */
  public @Nullable String subject() {
    return member.isAnonymous() ? null : member.user();
  }

  /** Returns claims from which {@link #of} reads these permissions. */
  JsonObject claims() {
    JsonObject claim =
        new JsonObject()
            .put("subscribe", texts(subscribe))
            .put("publish", texts(publish))
            .put("admin", admin);
    // Also an empty list if there is a sub, from which readers would be derived.
    if (!readers.isEmpty() || !member.isAnonymous()) {
      claim.put(ReaderGrants.CLAIM, readers.stream().map(ReaderGrants::names).toList());
    }
    recipient.addTo(claim);
    JsonObject claims = new JsonObject().put(CLAIM, claim);
    if (!member.isAnonymous()) {
      claims.put("sub", member.user());
    }
    if (member.name() != null) {
      claims.put("name", member.name());
    }
    return expires == NEVER ? claims : claims.put("exp", expires / MILLIS);
  }

  /**
   * Returns a time claim in milliseconds. In a token it is in seconds, with decimals allowed (RFC
   * 7519, section 2, NumericDate).
   */
  static long millis(JsonObject claims, String name, long fallback) {
    Object seconds = claims.getValue(name);
    if (seconds == null) {
      return fallback;
    }
    requireSeconds(claims, name);
    return Math.round(((Number) seconds).doubleValue() * MILLIS);
  }

  /** Refuses a time claim that is present and no number, also if it is null. */
  static void requireSeconds(JsonObject claims, String name) {
    if (claims.containsKey(name) && !(claims.getValue(name) instanceof Number)) {
      throw invalid(name, "a number of seconds");
    }
  }

  private static List<TopicPattern> patterns(JsonObject granted, String name) {
    Object value = granted.getValue(name, new JsonArray());
    if (!(value instanceof JsonArray texts)) {
      throw invalid(CLAIM + "." + name, "a list of patterns");
    }
    List<TopicPattern> patterns = new ArrayList<>(texts.size());
    for (Object text : texts) {
      patterns.add(pattern(text, name));
    }
    return patterns;
  }

  private static TopicPattern pattern(@Nullable Object text, String name) {
    if (!(text instanceof String pattern)) {
      throw invalid(CLAIM + "." + name, "a list of patterns, which are strings");
    }
    try {
      return TopicPattern.parse(pattern);
    } catch (FeedException exception) {
      String allowed = invalid(CLAIM + "." + name, "a list of patterns").reason();
      throw new FeedException(ErrorCode.UNAUTHORIZED, allowed + " " + exception.reason());
    }
  }

  static FeedException invalid(String claim, String allowed) {
    return new FeedException(
        ErrorCode.UNAUTHORIZED, "The token's claim '" + claim + "' must be " + allowed + ".");
  }

  private static List<String> texts(List<TopicPattern> patterns) {
    return patterns.stream().map(TopicPattern::text).toList();
  }

  boolean maySubscribe(TopicPattern pattern) {
    return admin
        || covers(subscribe, pattern)
        || covers(readers, pattern)
        || receives(pattern.text());
  }

  boolean mayRead(Topic topic) {
    return admin || matches(subscribe, topic) || matches(readers, topic) || receives(topic.name());
  }

  /**
   * Returns true if a topic has the notifications of this user, a group, or everyone, or the rules
   * of this user.
   */
  private boolean receives(String topic) {
    return isRulesOfUser(topic) || isNotification(topic);
  }

  private boolean isRulesOfUser(String topic) {
    return recipient.user() != null && topic.equals(Topic.ALERTS_FEED + "." + recipient.user());
  }

  private boolean isNotification(String topic) {
    return topic.startsWith(NotificationFeeds.USER)
        && ((token && topic.equals(NotificationFeeds.EVERYONE)) || recipient.receives(topic));
  }

  boolean mayUse(ReaderName reader) {
    return admin || matches(readers, reader.topic());
  }

  boolean mayPublish(Topic topic) {
    return admin || matches(publish, topic);
  }

  private static boolean covers(List<TopicPattern> granted, TopicPattern pattern) {
    return granted.stream().anyMatch(each -> each.covers(pattern));
  }

  private static boolean matches(List<TopicPattern> granted, Topic topic) {
    return granted.stream().anyMatch(pattern -> pattern.matches(topic.name()));
  }
}
