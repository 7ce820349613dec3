package io.feedhorn.transport.polling;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.limits.ListHeader;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.CursorSizeLimit;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.PartialBody;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.RequestGrant;
import io.feedhorn.transport.ResponseCompression;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Short and long polling of one event loop, {@code /v1/updates}. Owned by that event loop. */
public final class PollingTransport {
  static final String TRANSPORT = "polling";
  private static final int MAX_WAIT_SECONDS = 60;
  private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;
  private static final BodyLimit BODY_LIMIT = BodyLimit.fixed(MAX_BODY_BYTES);
  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?", Pattern.CASE_INSENSITIVE);

  private final LoopContext loopContext;
  private final PollResponseCache answers;
  private final Set<LongPoll> waiting = new LinkedHashSet<>();
  private boolean stopping;

  public PollingTransport(LoopContext loopContext) {
    this(loopContext, new PollResponseCache(loopContext.vertx(), loopContext.hub()));
  }

  PollingTransport(LoopContext loopContext, PollResponseCache answers) {
    this.loopContext = loopContext;
    this.answers = answers;
  }

  /** Returns the largest body of a poll by POST. */
  public BodyLimit bodyLimit() {
    return BODY_LIMIT;
  }

  /** Answers with the updates after the cursor, at once or when there is one. */
  public void poll(RoutingContext context) {
    QueryParameters query = new QueryParameters(context.request());
    FeedRegistry feeds = loopContext.hub().feeds();
    PollRequest poll = PollRequest.of(query, feeds, loopContext.limits().subscriptions());
    new CursorSizeLimit(
            context.request(),
            feeds,
            poll.byFeed().keySet(),
            loopContext.limits().http().headerBytes())
        .requireInQuery();
    answer(context, poll, query.reader(), seconds(context, query));
  }

  /** Refuses a body that is not JSON by its type. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** Answers as {@link #poll} does. The parameters are in the body and may be much longer. */
  public Future<Void> post(RoutingContext context) {
    return RequestBody.read(loopContext.vertx(), context, BODY_LIMIT)
        .compose(
            body -> {
              answer(context, body);
              return Future.succeededFuture();
            });
  }

  private void answer(RoutingContext context, Buffer body) {
    FeedRegistry feeds = loopContext.hub().feeds();
    PollBody fields = PollBody.parse(body);
    PollRequest poll =
        PollRequest.of(
            fields.topics(loopContext.limits().subscriptions()),
            fields.since(),
            fields.reader() != null,
            fields.limit(),
            fields.conflate(),
            feeds);
    if (body.length() + CursorSizeLimit.maxBytes(feeds, poll.byFeed().keySet()) > MAX_BODY_BYTES) {
      throw new FeedException(
          ErrorCode.TOO_LARGE,
          "The body and a cursor of its feeds would have more than %d bytes; name fewer feeds."
              .formatted(MAX_BODY_BYTES));
    }
    Double wait = fields.wait(MAX_WAIT_SECONDS);
    answer(
        context,
        poll,
        fields.reader(),
        wait == null ? preferredSeconds(context) : Math.min(maxWaitSeconds(), wait));
  }

  private void answer(
      RoutingContext context, PollRequest poll, @Nullable ReaderName reader, double seconds) {
    Permissions permissions = RequestGrant.of(context);
    loopContext.authorizer().requireSubscribe(permissions, poll.patterns());
    if (reader != null) {
      loopContext.authorizer().requireReader(permissions, reader);
    }
    loopContext
        .start(reader, poll.patterns(), poll.since())
        .onSuccess(since -> answerOrFail(context, poll.from(since), seconds, permissions))
        .onFailure(context::fail);
  }

  private void answerOrFail(
      RoutingContext context, PollRequest poll, double seconds, Permissions permissions) {
    try {
      if (!context.response().closed()) {
        answer(context, poll, seconds, permissions);
      }
    } catch (RuntimeException failure) {
      context.fail(failure);
    }
  }

  private void answer(
      RoutingContext context, PollRequest poll, double seconds, Permissions permissions) {
    PollResponseCache.PollResponse answer = answers.to(poll);
    SubscribeResult result = answer.result();
    String transport = seconds > 0 ? LongPoll.TRANSPORT : TRANSPORT;
    loopContext.hub().countResume(transport, poll.since(), result);
    // The next poll of a reader starts at the same position: answered at once, it would never wait.
    boolean isNews = !result.recovered() && !poll.atReader();
    if (seconds > 0 && result.updateCount() == 0 && !isNews) {
      requireNotStopping();
      await(poll, result, seconds, permissions, context.request());
    } else {
      loopContext.hub().presence().announcePoll(poll.patterns(), permissions.member());
      loopContext.hub().metrics().delivered(transport, answer.updates());
      send(answer, context.request());
    }
  }

  private void requireNotStopping() {
    if (stopping) {
      throw new FeedException(ErrorCode.UNAVAILABLE, "The server is stopping; try again.");
    }
  }

  private void await(
      PollRequest poll,
      SubscribeResult empty,
      double seconds,
      Permissions permissions,
      HttpServerRequest request) {
    LongPoll longPoll =
        new LongPoll(
            loopContext,
            loopContext.limiter().of(request),
            permissions,
            () -> send(answers.to(poll), request),
            waiting::remove);
    waiting.add(longPoll);
    longPoll.await(
        poll, empty.cursor(), Math.max(1, Math.round(seconds * 1_000)), request.response());
  }

  private void send(PollResponseCache.PollResponse answer, HttpServerRequest request) {
    HttpServerResponse response =
        request
            .response()
            .putHeader("Content-Type", "application/json")
            .putHeader("Cache-Control", "no-store");
    PollAnswer parts = answer.inParts();
    if (parts != null) {
      PartialBody.send(request, parts.length(), parts, maxUnread());
    } else if (loopContext.compression().gzips(request) && answer.isCompressible()) {
      answer
          .gzip()
          .onSuccess(
              gzip -> {
                response.putHeader("Content-Encoding", ResponseCompression.GZIP);
                PartialBody.end(request, gzip, maxUnread());
              })
          .onFailure(failure -> PartialBody.end(request, answer.body(), maxUnread()));
    } else {
      PartialBody.end(request, answer.body(), maxUnread());
    }
  }

  private Duration maxUnread() {
    return loopContext.limits().http().idleTime();
  }

  /**
   * Returns the seconds to wait, at most {@code limits.wait}: from the query, else from the header
   * {@code Prefer} (RFC 7240, section 4.3).
   */
  private double seconds(RoutingContext context, QueryParameters query) {
    if (query.request().getParam("wait") != null) {
      return Math.min(maxWaitSeconds(), query.decimal("wait", 0, MAX_WAIT_SECONDS, 0));
    }
    return preferredSeconds(context);
  }

  private double maxWaitSeconds() {
    return loopContext.limits().http().pollWait().toMillis() / 1e3;
  }

  private double preferredSeconds(RoutingContext context) {
    Matcher wait = preference(context.request());
    if (wait == null) {
      return 0;
    }
    int seconds = Math.min((int) maxWaitSeconds(), Integer.parseInt(wait.group(1)));
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

  /** Answers every waiting poll, because the server stops. No poll waits from now on. */
  public void completePendingPolls() {
    stopping = true;
    List.copyOf(waiting).forEach(LongPoll::shutdown);
  }
}
