package io.feedhorn.transport.polling;

import io.feedhorn.access.Grant;
import io.feedhorn.hub.Splice;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Code;
import io.feedhorn.model.ListHeader;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Asker;
import io.feedhorn.transport.CursorRoom;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Query;
import io.feedhorn.transport.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v1/updates}: short and long polling, by GET or POST. Owned by its event loop. */
public final class PollingTransport {
  static final String TRANSPORT = "polling";
  private static final int MOST_SECONDS = 60;
  private static final int BODY_BYTES = 8 * 1024 * 1024;
  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?", Pattern.CASE_INSENSITIVE);

  private final Edge edge;
  private final Answers answers;
  private final Set<WaitingPoll> waiting = new LinkedHashSet<>();

  public PollingTransport(Edge edge) {
    this(edge, new Answers(edge.hub()));
  }

  PollingTransport(Edge edge, Answers answers) {
    this.edge = edge;
    this.answers = answers;
  }

  /** The largest body of a poll by POST. */
  public int bodyBytes() {
    return BODY_BYTES;
  }

  /** Answers with what came after the cursor, at once or when there is something. */
  public void poll(RoutingContext context) {
    Query query = new Query(context.request());
    Feeds feeds = edge.hub().feeds();
    Poll poll = Poll.of(query, feeds, edge.limits().subscriptions());
    new CursorRoom(context.request(), feeds, poll.byFeed().keySet(), edge.limits().headerBytes())
        .requireInQuery();
    answer(context, poll, seconds(context, query));
  }

  /** Refuses a body that is not to be taken for JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    String query = context.request().query();
    if (query != null && !query.isEmpty()) {
      throw new Refusal(
          Code.BAD_REQUEST, "A poll by POST has no query; its parameters are in its body.");
    }
    RequestBody.requireJson(context);
    context.next();
  }

  /** Answers as {@link #poll} does; what it asks for is in the body, and may be much longer. */
  public Future<Void> post(RoutingContext context) {
    return RequestBody.read(edge.vertx(), context, BODY_BYTES)
        .compose(
            body -> {
              answer(context, body);
              return Future.succeededFuture();
            });
  }

  private void answer(RoutingContext context, Buffer body) {
    Feeds feeds = edge.hub().feeds();
    PollBody asked = PollBody.parse(body);
    Poll poll =
        Poll.of(
            asked.topics(edge.limits().subscriptions()),
            asked.since(),
            asked.limit(),
            asked.conflate(),
            feeds);
    if (body.length() + CursorRoom.longest(feeds, poll.byFeed().keySet()) > BODY_BYTES) {
      throw new Refusal(
          Code.TOO_LARGE, "The body has no room for a cursor of so many feeds; name fewer.");
    }
    Double wait = asked.wait(MOST_SECONDS);
    answer(context, poll, wait == null ? preferred(context) : Math.min(longestWait(), wait));
  }

  private void answer(RoutingContext context, Poll poll, double seconds) {
    Grant grant = Asker.of(context);
    edge.guard().requireSubscribe(grant, poll.patterns());
    edge.hub()
        .checked(poll.since())
        .onSuccess(since -> answerOrFail(context, poll.from(since), seconds, grant))
        .onFailure(context::fail);
  }

  private void answerOrFail(RoutingContext context, Poll poll, double seconds, Grant grant) {
    try {
      if (!context.response().closed()) {
        answer(context, poll, seconds, grant);
      }
    } catch (RuntimeException failure) {
      context.fail(failure);
    }
  }

  private void answer(RoutingContext context, Poll poll, double seconds, Grant grant) {
    Answers.Answer answer = answers.to(poll);
    Splice splice = answer.splice();
    if (seconds > 0 && splice.size() == 0 && splice.recovered()) {
      await(poll, splice, seconds, grant, context.response());
    } else {
      edge.hub()
          .meters()
          .delivered(seconds > 0 ? WaitingPoll.TRANSPORT : TRANSPORT, answer.updates());
      send(answer, context.response());
    }
  }

  /** A poll does not outlast its token. */
  private void await(
      Poll poll, Splice empty, double seconds, Grant grant, HttpServerResponse response) {
    WaitingPoll waits =
        new WaitingPoll(
            edge.vertx(), edge.hub(), () -> send(answers.to(poll), response), waiting::remove);
    waiting.add(waits);
    waits.holds(edge.lease(grant, waits::finish));
    waits.await(poll, empty.cursor(), Math.max(1, Math.round(seconds * 1_000)), response);
  }

  private static void send(Answers.Answer answer, HttpServerResponse response) {
    response
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(answer.body());
  }

  /**
   * Returns the seconds to wait, at most limits.wait: of the query, else the preference of RFC
   * 7240, section 4.3.
   */
  private double seconds(RoutingContext context, Query query) {
    if (query.request().getParam("wait") != null) {
      return Math.min(longestWait(), query.decimal("wait", 0, MOST_SECONDS, 0));
    }
    return preferred(context);
  }

  private double longestWait() {
    return edge.limits().longestWait().toMillis() / 1e3;
  }

  private double preferred(RoutingContext context) {
    Matcher wait = preference(context.request());
    if (wait == null) {
      return 0;
    }
    int seconds = Math.min((int) longestWait(), Integer.parseInt(wait.group(1)));
    context.response().putHeader("Preference-Applied", "wait=" + seconds);
    return seconds;
  }

  private static @Nullable Matcher preference(HttpServerRequest request) {
    for (String preference : ListHeader.members(request.headers().getAll("Prefer"))) {
      Matcher wait = PREFER_WAIT.matcher(preference);
      if (wait.find()) {
        return wait;
      }
    }
    return null;
  }

  /** Answers every poll that waits, with what there is. */
  public void leave() {
    List.copyOf(waiting).forEach(WaitingPoll::finish);
  }
}
