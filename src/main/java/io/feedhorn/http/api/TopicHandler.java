package io.feedhorn.http.api;

import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.limits.ListHeader;
import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.transport.PartialBody;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.RequestGrant;
import io.feedhorn.transport.polling.PollRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Handlers for snapshots, history and the list of topics. Owned by an event loop. */
public final class TopicHandler {
  private static final int MAX_PAGE_SIZE = 1_000;
  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final int NOT_MODIFIED = 304;
  private static final Pattern SHARED_CACHE_DIRECTIVE =
      Pattern.compile(
          "(public|private|s-maxage|proxy-revalidate)(\\s*=.*)?", Pattern.CASE_INSENSITIVE);

  private final FeedRegistry feeds;
  private final SubscriberCounter subscriberCounter;
  private final Authorizer authorizer;
  private final Duration maxUnread;

  /**
   * @param maxUnread the time after which a client that reads nothing of a history loses it
   */
  public TopicHandler(
      FeedRegistry feeds,
      SubscriberCounter subscriberCounter,
      Authorizer authorizer,
      Duration maxUnread) {
    this.feeds = feeds;
    this.authorizer = authorizer;
    this.subscriberCounter = subscriberCounter;
    this.maxUnread = maxUnread;
  }

  /** {@code GET /v1/topics/{topic}}: the newest update. */
  public void snapshot(RoutingContext context) {
    Topic topic = Topic.parse(TopicPath.topic(context));
    authorizer.requireRead(RequestGrant.of(context), topic);
    Update newest = newest(topic);
    String etag = "\"" + newest.epoch() + ":" + newest.offset() + "\"";
    context
        .response()
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl(topic.feed()));
    if (matches(context.request().headers().getAll(HttpHeaders.IF_NONE_MATCH), etag)) {
      context.response().setStatusCode(NOT_MODIFIED).end();
    } else {
      json(context, newest.json());
    }
  }

  /**
   * Returns the {@code Cache-Control} that is set for the feed. If reading needs a token,
   * directives are removed with which shared caches might store the response (RFC 9111, section
   * 3.5).
   */
  private String cacheControl(String feed) {
    String configured = feeds.options(feed).cache();
    if (authorizer.isPublic(feed)) {
      return configured;
    }
    return Stream.concat(
            Stream.of("private"),
            ListHeader.members(List.of(configured)).stream()
                .filter(each -> !SHARED_CACHE_DIRECTIVE.matcher(each).matches()))
        .collect(Collectors.joining(", "));
  }

  /** {@code GET /v1/topics/{topic}/history}: the newest updates, see {@link HistoryAnswer}. */
  public void history(RoutingContext context) {
    Topic topic = Topic.parse(TopicPath.topicOfHistory(context));
    authorizer.requireRead(RequestGrant.of(context), topic);
    int size = feeds.options(topic.feed()).historySize();
    int limit =
        new QueryParameters(context.request())
            .number("limit", 1, PollRequest.MAX_LIMIT, Math.min(size, PollRequest.MAX_LIMIT));
    FeedLog log = feeds.log(topic.feed());
    // Of the same log as the updates: the writer may create or replace it at any time.
    Position end =
        log == null ? new Position(feeds.initialEpoch(topic.feed()), 0) : log.endPosition();
    Cursor cursor = Cursor.of(topic.feed(), end);
    List<Update> updates =
        log == null
            ? List.of()
            : log.history(topic.name(), limit, end.offset(), feeds.clock().micros());
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    PartialBody.end(context.request(), HistoryAnswer.of(cursor, updates).json(), maxUnread);
  }

  /** {@code GET /v1/topics}: the list of topics, in pages. */
  public Future<Void> list(RoutingContext context) {
    QueryParameters query = new QueryParameters(context.request());
    String match = query.request().getParam("match");
    String after = query.request().getParam("after");
    int limit = query.number("limit", 1, MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE);
    TopicPattern pattern = match == null ? null : TopicPattern.parse(match);
    Permissions permissions = RequestGrant.of(context);
    authorizer.requireListing(permissions, pattern == null ? null : pattern.feed());
    List<Update> rest =
        feeds.snapshots(pattern).stream()
            .filter(update -> authorizer.mayRead(permissions, update.topic()))
            .filter(update -> after == null || update.topic().name().compareTo(after) > 0)
            .sorted(Comparator.comparing(update -> update.topic().name()))
            .toList();
    List<Update> page = rest.subList(0, Math.min(limit, rest.size()));
    List<String> names = page.stream().map(update -> update.topic().name()).toList();
    String next = rest.size() > page.size() ? names.get(names.size() - 1) : null;
    return subscriberCounter
        .subscribers(names)
        .onSuccess(subscribers -> json(context, listing(page, subscribers, next)))
        .mapEmpty();
  }

  private static Buffer listing(
      List<Update> page, Map<String, Integer> subscribers, @Nullable String next) {
    Buffer listing = Buffer.buffer("{\"topics\":[");
    for (Update update : page) {
      String name = update.topic().name();
      listing.appendString(
          "%s{\"topic\":\"%s\",\"offset\":%d,\"seq\":%d,\"ts\":%s,\"subscribers\":%d}"
              .formatted(
                  update == page.get(0) ? "" : ",",
                  name,
                  update.offset(),
                  update.seq(),
                  Timestamp.text(update.timestampMicros()),
                  subscribers.getOrDefault(name, 0)));
    }
    return listing.appendString("],\"next\":" + (next == null ? "null" : '"' + next + '"') + "}");
  }

  private Update newest(Topic topic) {
    FeedLog log = feeds.log(topic.feed());
    Update newest = log == null ? null : log.snapshot(topic.name(), feeds.clock().micros());
    if (newest == null) {
      throw notFound(topic, log == null ? null : log.newest(topic.name()));
    }
    return newest;
  }

  private static FeedException notFound(Topic topic, @Nullable Update newest) {
    // Also a topic that was removed after its deletion.
    if (newest == null) {
      return FeedTopics.notFound(topic);
    }
    String reason =
        newest.isDeletion()
            ? "The topic '" + topic + "' is deleted."
            : "Every notification on '" + topic + "' has expired.";
    return new FeedException(ErrorCode.NOT_FOUND, reason);
  }

  /**
   * Returns true if {@code If-None-Match} has a tag (RFC 9110, section 13.1.2: weak comparison).
   */
  private static boolean matches(List<String> ifNoneMatch, String tag) {
    return ListHeader.members(ifNoneMatch).stream()
        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
  }

  private static void json(RoutingContext context, Buffer body) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
  }
}
