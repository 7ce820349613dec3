package io.feedhorn.transport.polling;

import io.feedhorn.json.FieldNames;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The body of a poll by POST: the parameters of the query as one JSON object. Immutable. */
record PollBody(JsonMessage fields) {
  private static final Set<String> NAMES =
      new TreeSet<>(Set.of("topics", "since", "reader", "wait", "limit", "conflate"));

  /**
   * Reads a body.
   *
   * @throws FeedException if a field is unknown or invalid
   */
  static PollBody parse(Buffer body) {
    JsonMessage fields = JsonMessage.parse(RawJson.decode(body));
    FieldNames.requireKnown(fields.names(), "", NAMES);
    return new PollBody(fields);
  }

  /** Returns the patterns: a list, or a string in which they are joined by commas. */
  List<TopicPattern> topics(int max) {
    String raw = fields.raw("topics");
    List<String> texts =
        raw != null && raw.startsWith("\"")
            ? Arrays.asList(fields.string("topics").split(",", -1))
            : fields.strings("topics");
    List<TopicPattern> patterns = texts.stream().map(TopicPattern::parse).distinct().toList();
    if (patterns.size() > max) {
      throw new FeedException(
          ErrorCode.TOO_MANY, "A request has at most " + max + " patterns (limits.subscriptions).");
    }
    return patterns;
  }

  @Nullable Cursor since() {
    String since = fields.optionalString("since");
    return since == null ? null : Cursor.parseSince(since);
  }

  @Nullable ReaderName reader() {
    String reader = fields.optionalString("reader");
    return reader == null ? null : ReaderName.parse(reader);
  }

  boolean conflate() {
    return fields.flag("conflate", false);
  }

  /** Returns the maximum number of updates in the answer, or null if it is not given. */
  @Nullable Integer limit() {
    Double limit = fields.number("limit");
    if (limit == null) {
      return null;
    }
    if (!(limit >= 1 && limit <= PollRequest.MAX_LIMIT) || limit != Math.rint(limit)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'limit' must be a whole number, 1 to " + PollRequest.MAX_LIMIT + ".");
    }
    return limit.intValue();
  }

  /** Returns the seconds to wait, or null if they are not given. */
  @Nullable Double wait(int max) {
    Double wait = fields.number("wait");
    if (wait != null && !(wait >= 0 && wait <= max)) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "'wait' must be 0 to " + max + " (seconds).");
    }
    return wait;
  }
}
