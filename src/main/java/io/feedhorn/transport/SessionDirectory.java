package io.feedhorn.transport;

import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.ByReferenceCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sessions of all event loops of this node. Safe on any thread: each event loop is asked
 * by a message and looks into its own {@link SessionRegistry}.
 */
public final class SessionDirectory {
  private static final String ADDRESS = "feedhorn.sessions.";
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(5_000);

  private final Vertx vertx;
  private final int loops;

  /** A question to an event loop. It captures immutable objects only. */
  private record Question(Function<SessionRegistry, SessionPage> question) {}

  /**
   * @param loops the number of event loops, numbered from 0
   */
  public SessionDirectory(Vertx vertx, int loops) {
    this.vertx = vertx;
    this.loops = loops;
  }

  /** Starts to answer for an event loop. Called on that event loop. */
  public Future<Void> answerFor(SessionRegistry sessions, int number) {
    ByReferenceCodec.register(vertx.eventBus(), Question.class, "feedhorn.session-question");
    ByReferenceCodec.register(vertx.eventBus(), SessionPage.class, "feedhorn.session-page");
    return vertx
        .eventBus()
        .localConsumer(
            ADDRESS + number,
            (Message<Question> asked) -> asked.reply(asked.body().question().apply(sessions)))
        .completion();
  }

  /** Returns the sessions that a query asks for. */
  public Future<SessionPage> list(SessionQuery query) {
    return ask(sessions -> sessions.list(query)).map(query::merge);
  }

  /** Returns the state of a session, or null if this node has no such session. */
  public Future<@Nullable SessionStatus> find(String id) {
    return one(id, session -> {});
  }

  /**
   * Ends a session, and returns its state before that; null if this node has no such session. Has
   * no effect on a session that the server has ended already.
   */
  public Future<@Nullable SessionStatus> close(String id, DisconnectReason reason) {
    return one(id, session -> session.close(reason));
  }

  private Future<@Nullable SessionStatus> one(String id, SessionAction action) {
    return ask(sessions -> {
          ClientSession session = sessions.find(id);
          if (session == null) {
            return SessionPage.EMPTY;
          }
          SessionPage found = new SessionPage(1, List.of(session.status()), false);
          action.run(session);
          return found;
        })
        .map(
            pages ->
                pages.stream().flatMap(page -> page.sessions().stream()).findFirst().orElse(null));
  }

  /** An action on the event loop of a session. */
  private interface SessionAction {
    void run(ClientSession session);
  }

  private Future<List<SessionPage>> ask(Function<SessionRegistry, SessionPage> question) {
    List<Future<SessionPage>> answers =
        IntStream.range(0, loops)
            .mapToObj(
                number ->
                    vertx
                        .eventBus()
                        .<SessionPage>request(ADDRESS + number, new Question(question), LOCAL)
                        .map(Message::body))
            .toList();
    return Future.all(answers)
        .map(all -> answers.stream().map(Future::result).toList())
        .recover(
            failure ->
                Future.failedFuture(
                    new FeedException(
                        ErrorCode.UNAVAILABLE, "An event loop does not answer; try again.", 1)));
  }
}
