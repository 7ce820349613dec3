package io.feedhorn.http.api;

import io.feedhorn.json.RawJson;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.PresenceTopic;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.presence.PresenceRequests;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;

/** Handler for who reads a topic. Owned by an event loop. */
public final class PresenceHandler {
  private static final String USER = "user";
  private static final String NAME = "name";

  private final LoopContext loopContext;
  private final FeedRegistry feeds;
  private final PresenceRequests requests;

  public PresenceHandler(LoopContext loopContext) {
    this.loopContext = loopContext;
    this.feeds = loopContext.hub().feeds();
    this.requests = new PresenceRequests(loopContext.vertx().eventBus());
  }

  /** {@code GET /v1/presence/{topic}}: the users, or their number alone. */
  public Future<Void> read(RoutingContext context) {
    Topic topic = Topic.parse(TopicPath.topicOfPresence(context));
    loopContext.authorizer().requireRead(RequestGrant.of(context), topic);
    if (!feeds.options(topic.feed()).presence()) {
      throw new FeedException(
          ErrorCode.NOT_FOUND,
          "The feed '%s' has no presence (feeds.%s.presence)."
              .formatted(topic.feed(), topic.feed()));
    }
    boolean countOnly = new QueryParameters(context.request()).flag("count");
    return requests
        .connections(topic.name())
        .compose(
            connections ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(answer(topic.name(), connections, countOnly)));
  }

  private String answer(String topic, JsonObject connections, boolean countOnly) {
    // Before the members: what changes meanwhile is then after the cursor, too.
    Cursor cursor = Cursor.of(Topic.SYSTEM_FEED, feeds.endPosition(Topic.SYSTEM_FEED));
    TopicPattern pattern = PresenceTopic.members(topic);
    List<Member> members =
        pattern == null
            ? List.of()
            : feeds.snapshots(pattern).stream()
                .map(Member::of)
                .filter(member -> !member.user.isEmpty())
                .sorted(Comparator.comparing(Member::user))
                .toList();
    StringBuilder answer = new StringBuilder("{\"topic\":").append(Json.encode(topic));
    int anonymous = connections.getInteger("", 0);
    long unlisted = unlisted(connections, members);
    answer
        .append(",\"count\":")
        .append(members.size() + unlisted)
        .append(",\"anonymous\":")
        .append(anonymous)
        .append(",\"connections\":")
        .append(connections.stream().mapToInt(each -> (Integer) each.getValue()).sum())
        .append(",\"cursor\":\"")
        .append(cursor)
        .append('"');
    if (!countOnly) {
      answer.append(",\"members\":[");
      for (int i = 0; i < members.size(); i++) {
        answer.append(i == 0 ? "" : ",").append(members.get(i).json(connections));
      }
      answer.append(unlisted > 0 ? "],\"more\":true" : "]");
    }
    return answer.append('}').toString();
  }

  /** Returns the number of users who are not published yet, or for whom there is no room. */
  private static long unlisted(JsonObject connections, List<Member> members) {
    long listed = members.stream().filter(member -> connections.containsKey(member.user)).count();
    return connections.size() - (connections.containsKey("") ? 1 : 0) - listed;
  }

  /** A user whose presence is published. Immutable. */
  private record Member(String user, JsonObject data, long sinceMicros) {
    static Member of(Update update) {
      JsonObject data = RawJson.object(update.data());
      return new Member(data.getString(USER, ""), data, update.timestampMicros());
    }

    String json(JsonObject connections) {
      String name = data.containsKey(NAME) ? ",\"name\":" + Json.encode(data.getString(NAME)) : "";
      return "{\"user\":%s%s,\"connections\":%d,\"ts\":%s}"
          .formatted(
              Json.encode(user),
              name,
              connections.getInteger(user, 0),
              Timestamp.text(sinceMicros));
    }
  }
}
