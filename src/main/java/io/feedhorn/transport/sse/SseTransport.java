package io.feedhorn.transport.sse;

import io.feedhorn.access.Grant;
import io.feedhorn.hub.Options;
import io.feedhorn.hub.Splice;
import io.feedhorn.model.Pattern;
import io.feedhorn.transport.Asker;
import io.feedhorn.transport.CursorRoom;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Pulse;
import io.feedhorn.transport.Query;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/stream}. Owned by its event loop. */
public final class SseTransport {
  private final Edge edge;
  private final Pulse pulse;
  private final Set<EventStream> streams = new LinkedHashSet<>();

  /**
   * @param pulse the heartbeat of event streams
   */
  public SseTransport(Edge edge, Pulse pulse) {
    this.edge = edge;
    this.pulse = pulse;
  }

  /** Answers with a stream of events that ends only with the connection. */
  public void stream(RoutingContext context) {
    Query query = new Query(context.request());
    List<Pattern> patterns = query.topics(edge.limits().subscriptions());
    Grant grant = Asker.of(context);
    edge.guard().requireSubscribe(grant, patterns);
    CursorRoom room =
        new CursorRoom(
            context.request(),
            edge.hub().feeds(),
            Splice.byFeed(patterns).keySet(),
            edge.limits().headerBytes());
    room.requireInQuery();
    room.requireInHeaders();
    Resume resume = Resume.of(query, patterns);
    Options options = query.options();
    edge.hub()
        .checked(resume.since())
        .onSuccess(since -> open(context, patterns, resume.from(since), options, grant))
        .onFailure(context::fail);
  }

  private void open(
      RoutingContext context, List<Pattern> patterns, Resume resume, Options options, Grant grant) {
    if (context.response().closed()) {
      return;
    }
    try {
      EventStream stream = new EventStream(edge, pulse, context.request(), streams::remove);
      stream.open(patterns, resume, options, grant);
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
