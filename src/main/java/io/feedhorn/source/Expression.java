package io.feedhorn.source;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSONata expression. An evaluation is bounded in time and depth. Used on one thread at
 * a time.
 */
public final class Expression {
  /** Long enough for a pause of the machine, short enough for an endless recursion. */
  static final long MAX_MILLIS = 2_000;

  private static final int MAX_DEPTH = 100;

  private final String name;
  private final Jsonata compiled;

  /**
   * @param name the setting, for errors
   * @throws MappingException if the text is not JSONata
   */
  public Expression(String name, String text) {
    this.name = name;
    try {
      this.compiled = Jsonata.jsonata(text);
    } catch (RuntimeException invalid) {
      throw new MappingException(
          "%s is not a JSONata expression: %s".formatted(name, text(invalid)));
    }
  }

  /**
   * Returns the result for a value; null also if the expression selects nothing.
   *
   * @throws MappingException if the evaluation fails or exceeds its bounds
   */
  public @Nullable Object evaluate(
      @Nullable Object input, Map<String, @Nullable Object> variables) {
    try {
      Jsonata.Frame frame = new ReadableFrame(compiled.createFrame());
      new Bounds().apply(frame);
      variables.forEach(frame::bind);
      return compiled.evaluate(input, frame);
    } catch (RuntimeException | StackOverflowError failure) {
      throw new MappingException("%s: %s".formatted(name, text(failure)));
    }
  }

  /** Returns the setting. */
  public String name() {
    return name;
  }

  /** Variables of which those fail, when they are used, that are not text. */
  private static final class ReadableFrame extends Jsonata.Frame {
    ReadableFrame(Jsonata.Frame parent) {
      super(parent);
    }

    @Override
    public @Nullable Object lookup(String variable) {
      Object value = super.lookup(variable);
      if (value instanceof UnreadableText unreadable) {
        throw new MappingException(unreadable.reason());
      }
      return value;
    }
  }

  /**
   * The bounds of one evaluation. Those of the library count levels that have ended: a constructor
   * with several members in the arguments of a function adds one for each call, so that a hundred
   * items fail.
   */
  private static final class Bounds {
    private final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS);
    private int depth;

    void apply(Jsonata.Frame frame) {
      frame.setEvaluateEntryCallback((symbol, input, scope) -> enter());
      frame.setEvaluateExitCallback((symbol, input, scope, result) -> depth--);
    }

    private void enter() {
      depth++;
      if (depth > MAX_DEPTH) {
        throw new IllegalStateException("more than %d levels of calls".formatted(MAX_DEPTH));
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("timeout after %d ms".formatted(MAX_MILLIS));
      }
    }
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof JException && message != null) {
      return message.replaceFirst("^JSonataException ", "");
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
