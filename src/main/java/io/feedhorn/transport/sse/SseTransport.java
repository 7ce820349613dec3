package io.feedhorn.transport.sse;

import io.feedhorn.auth.Permissions;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.transport.CursorSizeLimit;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.QueryParameters;
import io.feedhorn.transport.RequestGrant;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The event streams of one event loop, {@code GET /v1/stream}. Owned by that event loop. */
public final class SseTransport {
  private final LoopContext loopContext;
  private final HeartbeatTimer heartbeat;
  private final Set<SseConnection> streams = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Consumer<SseConnection> onClosed = streams::remove;

  /**
   * @param heartbeat the heartbeat of event streams
   */
  public SseTransport(LoopContext loopContext, HeartbeatTimer heartbeat) {
    this.loopContext = loopContext;
    this.heartbeat = heartbeat;
  }

  /** Answers a request with an event stream. */
  public void stream(RoutingContext context) {
    QueryParameters query = new QueryParameters(context.request());
    List<TopicPattern> patterns = query.topics(loopContext.limits().subscriptions());
    Permissions permissions = RequestGrant.of(context);
    loopContext.authorizer().requireSubscribe(permissions, patterns);
    ReaderName reader = query.reader();
    if (reader != null) {
      loopContext.authorizer().requireReader(permissions, reader);
    }
    requireRoomForCursor(context, patterns);
    ResumePosition resume = ResumePosition.of(query, patterns);
    StreamRequest stream = new StreamRequest(patterns, resume, query.options(), permissions);
    loopContext
        .start(reader, patterns, resume.since())
        .onSuccess(since -> open(context, stream.resumeFrom(since)))
        .onFailure(context::fail);
  }

  private void requireRoomForCursor(RoutingContext context, List<TopicPattern> patterns) {
    CursorSizeLimit limit =
        new CursorSizeLimit(
            context.request(),
            loopContext.hub().feeds(),
            TopicPatterns.byFeed(patterns).keySet(),
            loopContext.limits().http().headerBytes());
    limit.requireInQuery();
    limit.requireInHeaders();
  }

  private void open(RoutingContext context, StreamRequest stream) {
    if (context.response().closed()) {
      return;
    }
    try {
      streams.add(new SseConnection(loopContext, heartbeat, context.request(), stream, onClosed));
    } catch (RuntimeException failure) {
      context.fail(failure);
    }
  }

  /** Returns one action for each stream that ends it. Browsers reconnect and resume. */
  public List<Runnable> shutdownActions() {
    return streams.stream().<Runnable>map(stream -> stream::shutdown).toList();
  }
}
