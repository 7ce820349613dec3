package io.feedhorn.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text with JSONata expressions in <code>${…}</code>, such as <code>prices.${symbol}</code>. Used
 * on one thread at a time.
 */
public final class Template {
  /** Literal texts and expressions, in their order. */
  private final List<Object> parts = new ArrayList<>();

  private final String name;

  /**
   * @param name the setting, for errors
   * @throws MappingException if a part is not an expression
   */
  public Template(String name, String text) {
    this.name = name;
    int end = 0;
    for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", end)) {
      parts.add(text.substring(end, start));
      end = end(text, start + 2);
      parts.add(new Expression(name, text.substring(start + 2, end - 1)));
    }
    parts.add(text.substring(end));
  }

  /**
   * Returns the index after the brace that closes an expression; expressions may contain braces.
   */
  private int end(String text, int start) {
    int open = 1;
    char quote = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'' || c == '`') {
        quote = c;
      } else if (c == '{') {
        open++;
      } else if (c == '}' && --open == 0) {
        return i + 1;
      }
    }
    throw new MappingException(name + ": a ${ is not closed by }");
  }

  /**
   * Returns the text for an item.
   *
   * @throws MappingException if an expression has no value, or one that is not a text or a number
   */
  public String render(@Nullable Object item, Map<String, @Nullable Object> variables) {
    return render(item, variables, UnaryOperator.identity());
  }

  /**
   * Returns the text for an item, with the values of expressions encoded.
   *
   * @throws MappingException if an expression has no value, or one that is not a text or a number
   */
  public String render(
      @Nullable Object item,
      Map<String, @Nullable Object> variables,
      UnaryOperator<String> encoding) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(
          part instanceof Expression expression
              ? encoding.apply(plain(expression.evaluate(item, variables)))
              : part);
    }
    return text.toString();
  }

  private String plain(@Nullable Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof BigDecimal || value instanceof BigInteger) {
      return value.toString();
    }
    if (value instanceof Number number) {
      double decimal = number.doubleValue();
      return decimal == Math.rint(decimal) && Math.abs(decimal) < 1e15
          ? Long.toString(number.longValue())
          : number.toString();
    }
    throw new MappingException(
        "%s: an expression must have a text or a number as its value, not %s"
            .formatted(name, value == null ? "nothing" : "an object or an array"));
  }
}
