package io.feedhorn.alerts;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.CurrentValues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The rules of all users, for clients. Every change reads the newest rules of the user and replaces
 * them, and is repeated if they were changed in the meantime. Safe on any thread.
 */
public final class AlertRules {
  private static final int MAX_ATTEMPTS = 5;

  private final Vertx vertx;
  private final FeedRegistry feeds;
  private final AlertOptions options;
  private final AlertWriter writer;

  public AlertRules(Vertx vertx, FeedRegistry feeds, AlertOptions options) {
    this.vertx = vertx;
    this.feeds = feeds;
    this.options = options;
    this.writer = new AlertWriter(vertx.eventBus());
  }

  /** Returns false if the server has no alerts. */
  public boolean isEnabled() {
    return options.enabled();
  }

  /** Returns the rules of a user with their state: {@code {"rules":[…]}}. */
  public Future<JsonObject> find(String user) {
    return current(user).map(UserAlerts::json);
  }

  /** The result of a change: the rule, and true if it is new. */
  public record Stored(JsonObject rule, boolean created) {}

  /**
   * Stores a rule, in place of the one with its ID.
   *
   * @param body the rule of the client
   * @param permitted throws if the user may not read a pattern
   */
  public Future<Stored> put(String user, JsonObject body, Consumer<TopicPattern> permitted) {
    AlertRule rule =
        AlertRule.parse(body, UUID.randomUUID().toString(), feeds.clock().micros() / 1_000);
    permitted.accept(rule.topics());
    StoredRule stored = first(rule);
    boolean[] created = new boolean[1];
    return change(
            user,
            rules -> {
              created[0] = !rules.containsKey(rule.id());
              if (created[0] && rules.size() >= options.rules()) {
                throw new FeedException(
                    ErrorCode.TOO_MANY,
                    "The user has %d rules; at most %d are allowed (alerts.rules)."
                        .formatted(rules.size(), options.rules()));
              }
              rules.put(rule.id(), stored);
              return rules;
            })
        .map(done -> new Stored(stored.json(), created[0]));
  }

  /** Removes a rule; fails if there is none with the ID. */
  public Future<Void> remove(String user, String id) {
    return change(
        user,
        rules -> {
          if (rules.remove(id) == null) {
            throw new FeedException(
                ErrorCode.NOT_FOUND, "There is no rule '%s' of this user.".formatted(id));
          }
          return rules;
        });
  }

  /** Returns a rule that knows the current values: only later ones cause a notification. */
  private StoredRule first(AlertRule rule) {
    FeedLog log = feeds.log(rule.topics().feed());
    List<Update> updates =
        log == null ? List.of() : log.snapshots(rule.topics(), feeds.clock().micros());
    StoredRule stored = new StoredRule(rule, Map.of(), 0, null, List.of());
    for (Update update : updates) {
      Object value = rule.compared(UpdateData.of(update));
      if (value != null) {
        stored = stored.with(update.topic().name(), Evaluation.first(rule, value));
      }
      if (stored.topics().size() > StoredRule.MAX_TOPICS) {
        throw new FeedException(
            ErrorCode.TOO_MANY,
            "The pattern %s matches too many topics: a rule has the state of at most %d."
                .formatted(rule.topics(), StoredRule.MAX_TOPICS));
      }
    }
    return stored;
  }

  private Future<UserAlerts> current(String user) {
    return CurrentValues.of(vertx, Topic.ALERTS_FEED)
        .map(level -> newest(feeds, user))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof ReplyException
                        ? new FeedException(
                            ErrorCode.UNAVAILABLE, "The rules cannot be read now; try again.", 1)
                        : failure));
  }

  static UserAlerts newest(FeedRegistry feeds, String user) {
    FeedLog log = feeds.log(Topic.ALERTS_FEED);
    return UserAlerts.of(log == null ? null : log.newest(UserAlerts.topic(user).name()));
  }

  private Future<Void> change(String user, UnaryOperator<Map<String, StoredRule>> change) {
    return attempt(user, change, 1);
  }

  private Future<Void> attempt(
      String user, UnaryOperator<Map<String, StoredRule>> change, int attempt) {
    return current(user)
        .compose(
            before ->
                writer
                    .store(
                        user,
                        before.seq(),
                        change.apply(new LinkedHashMap<>(before.rules())).values())
                    .<Void>mapEmpty()
                    .recover(
                        refusal ->
                            attempt < MAX_ATTEMPTS && newest(feeds, user).seq() != before.seq()
                                ? attempt(user, change, attempt + 1)
                                : Future.failedFuture(refusal)));
  }
}
