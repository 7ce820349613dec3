package io.feedhorn.publish;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.trace.Span;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace contexts of publishes, and their spans. Without tracing, and without a feed that passes
 * trace contexts on, it reads no header and creates nothing. Safe on any thread.
 *
 * @param isRead true if the trace context of a publish is used at all
 */
public record PublishTracing(Tracer tracer, boolean isRead) {
  /** Neither records nor reads. */
  public static final PublishTracing NONE = new PublishTracing(Tracer.NONE, false);

  /** The name of the header and of the field with the trace context (W3C Trace Context). */
  public static final String TRACEPARENT = "traceparent";

  private static final String TRACESTATE = "tracestate";

  /**
   * Returns the tracing of a server.
   *
   * @param passesOn true if a feed passes trace contexts on to its readers
   */
  public static PublishTracing of(Tracer tracer, boolean passesOn) {
    return new PublishTracing(tracer, passesOn || tracer.isOn());
  }

  /** Returns the trace context of a request: its own span, or else what its headers have. */
  public @Nullable TraceContext parent(Supplier<MultiMap> headers) {
    if (!isRead) {
      return null;
    }
    TraceContext current = tracer.current();
    return current != null ? current : read(headers.get());
  }

  /** Returns the trace context that a message has; null also if it is not valid. */
  public @Nullable TraceContext parent(JsonMessage fields) {
    String json = isRead ? fields.raw(TRACEPARENT) : null;
    return json != null && json.startsWith("\"")
        ? TraceContext.parse(json.substring(1, json.length() - 1), null)
        : null;
  }

  private static @Nullable TraceContext read(MultiMap headers) {
    return TraceContext.parse(headers.get(TRACEPARENT), headers.get(TRACESTATE));
  }

  /** Publishes a command, in a span of its own if tracing is on. */
  Future<Receipt> publish(
      PublishCommand command,
      @Nullable TraceContext parent,
      Function<PublishCommand, Future<Receipt>> send) {
    if (!tracer.isOn()) {
      return send.apply(command.in(parent));
    }
    Span span = tracer.begin("publish", command.topic().feed(), parent);
    return send.apply(command.in(contextOf(span, parent)))
        .onComplete(
            answer -> {
              if (answer.succeeded()) {
                span.number("feedhorn.offset", answer.result().offset());
              }
              span.end(answer.cause());
            });
  }

  /** Publishes commands together, in one span if tracing is on. */
  Future<List<PublishResult>> publishAll(
      List<PublishCommand> commands,
      @Nullable TraceContext parent,
      Function<List<PublishCommand>, Future<List<PublishResult>>> send) {
    if (!tracer.isOn()) {
      return send.apply(parent == null ? commands : in(commands, parent));
    }
    Span span = tracer.begin("publish", commonFeed(commands), parent);
    span.number("feedhorn.updates", commands.size());
    return send.apply(in(commands, contextOf(span, parent)))
        .onSuccess(
            results -> {
              FeedException refusal = null;
              for (PublishResult result : results) {
                refusal = refusal == null ? result.exception() : refusal;
              }
              span.end(refusal);
            });
  }

  /**
   * Publishes commands together, each in its own trace context, and in a span of its own if tracing
   * is on.
   */
  Future<List<PublishResult>> publishEach(
      List<PublishCommand> commands,
      Function<List<PublishCommand>, Future<List<PublishResult>>> send) {
    if (!tracer.isOn()) {
      return send.apply(
          isRead ? commands : commands.stream().map(PublishCommand::untraced).toList());
    }
    List<Span> spans = new ArrayList<>(commands.size());
    List<PublishCommand> traced = new ArrayList<>(commands.size());
    for (PublishCommand command : commands) {
      Span span = tracer.begin("publish", command.topic().feed(), command.trace());
      spans.add(span);
      traced.add(command.in(contextOf(span, command.trace())));
    }
    return send.apply(traced)
        .onSuccess(
            results -> {
              for (int i = 0; i < spans.size(); i++) {
                end(spans.get(i), results.get(i));
              }
            });
  }

  private static void end(Span span, PublishResult result) {
    if (result.receipt() != null) {
      span.number("feedhorn.offset", result.receipt().offset());
    }
    span.end(result.exception());
  }

  private static List<PublishCommand> in(
      List<PublishCommand> commands, @Nullable TraceContext context) {
    return commands.stream().map(command -> command.in(context)).toList();
  }

  /** Returns the trace context for what follows a publish that may not be recorded. */
  private static @Nullable TraceContext contextOf(Span span, @Nullable TraceContext parent) {
    TraceContext own = span.context();
    return own == null ? parent : own;
  }

  /** Returns the feed of commands; empty if they have several. */
  private static String commonFeed(List<PublishCommand> commands) {
    String feed = commands.get(0).topic().feed();
    return commands.stream().allMatch(command -> command.topic().feed().equals(feed)) ? feed : "";
  }
}
