package io.feedhorn.transport.sse;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.transport.CursorSizeLimit;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.RequestGrant;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/stream}. Owned by its event loop. */
public final class SseTransport {
  private final LoopContext loopContext;
  private final HeartbeatTimer heartbeat;
  private final Set<SseConnection> streams = new LinkedHashSet<>();

  /**
   * @param heartbeat the heartbeat of event streams
   */
  public SseTransport(LoopContext loopContext, HeartbeatTimer heartbeat) {
    this.loopContext = loopContext;
    this.heartbeat = heartbeat;
  }

  /** Answers with a stream of events that ends only with the connection. */
  public void stream(RoutingContext context) {
    QueryParameters query = new QueryParameters(context.request());
    List<TopicPattern> patterns = query.topics(loopContext.limits().subscriptions());
    Permissions permissions = RequestGrant.of(context);
    loopContext.authorizer().requireSubscribe(permissions, patterns);
    CursorSizeLimit room =
        new CursorSizeLimit(
            context.request(),
            loopContext.hub().feeds(),
            TopicPatterns.byFeed(patterns).keySet(),
            loopContext.limits().http().headerBytes());
    room.requireInQuery();
    room.requireInHeaders();
    ResumePosition resume = ResumePosition.of(query, patterns);
    SubscribeOptions options = query.options();
    loopContext
        .hub()
        .validated(resume.since())
        .onSuccess(since -> open(context, patterns, resume.from(since), options, permissions))
        .onFailure(context::fail);
  }

  private void open(
      RoutingContext context,
      List<TopicPattern> patterns,
      ResumePosition resume,
      SubscribeOptions options,
      Permissions permissions) {
    if (context.response().closed()) {
      return;
    }
    try {
      SseConnection stream =
          new SseConnection(loopContext, heartbeat, context.request(), streams::remove);
      stream.open(patterns, resume, options, permissions);
      streams.add(stream);
    } catch (RuntimeException failure) {
      context.fail(failure);
    }
  }

  /** What ends each stream; browsers come back by themselves and resume. */
  public List<Runnable> ends() {
    return streams.stream().<Runnable>map(stream -> stream::end).toList();
  }
}
