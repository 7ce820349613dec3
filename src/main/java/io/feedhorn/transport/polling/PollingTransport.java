package io.feedhorn.transport.polling;

import io.feedhorn.access.Grant;
import io.feedhorn.hub.Splice;
import io.feedhorn.model.ListHeader;
import io.feedhorn.transport.Asker;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Query;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/updates}: short and long polling. Owned by its event loop. */
public final class PollingTransport {
  static final String TRANSPORT = "polling";
  private static final int MOST_SECONDS = 60;
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

  /** Answers with what came after the cursor, at once or when there is something. */
  public void poll(RoutingContext context) {
    Query query = new Query(context.request());
    Poll poll = Poll.of(query, edge.hub().feeds(), edge.limits().subscriptions());
    Grant grant = Asker.of(context);
    edge.guard().requireSubscribe(grant, poll.patterns());
    double seconds = Math.min(seconds(context, query), left(grant));
    Answers.Answer answer = answers.to(poll);
    Splice splice = answer.splice();
    if (seconds > 0 && splice.size() == 0 && splice.recovered()) {
      await(poll, splice, seconds, context.response());
    } else {
      edge.hub()
          .meters()
          .delivered(seconds > 0 ? WaitingPoll.TRANSPORT : TRANSPORT, answer.updates());
      send(answer, context.response());
    }
  }

  private void await(Poll poll, Splice empty, double seconds, HttpServerResponse response) {
    WaitingPoll waits =
        new WaitingPoll(
            edge.vertx(), edge.hub(), () -> send(answers.to(poll), response), waiting::remove);
    waiting.add(waits);
    waits.await(poll, empty.cursor(), Math.max(1, Math.round(seconds * 1_000)), response);
  }

  /** A poll does not outlast its token. */
  private double left(Grant grant) {
    return grant.expires() == Grant.NEVER
        ? MOST_SECONDS
        : Math.max(0, grant.expires() / 1e3 - edge.hub().feeds().clock().micros() / 1e6);
  }

  private static void send(Answers.Answer answer, HttpServerResponse response) {
    response
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(answer.body());
  }

  /**
   * How long to wait, at most limits.wait: the query's word, else the preference of RFC 7240,
   * section 4.3.
   */
  private double seconds(RoutingContext context, Query query) {
    double longest = edge.limits().longestWait().toMillis() / 1e3;
    if (query.request().getParam("wait") != null) {
      return Math.min(longest, query.decimal("wait", 0, MOST_SECONDS, 0));
    }
    Matcher wait = preference(context.request());
    if (wait == null) {
      return 0;
    }
    int seconds = (int) Math.min(longest, Long.parseLong(wait.group(1)));
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
