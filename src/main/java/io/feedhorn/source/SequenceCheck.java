package io.feedhorn.source;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds gaps in the numbers of messages, also over a reconnection. A number that is not larger than
 * the last one starts its sequence again. Of very many sequences the least recently used one is
 * forgotten. Not thread-safe.
 */
public final class SequenceCheck {
  private static final int MAX_SEQUENCES = 100_000;
  private static final Pattern DIGITS = Pattern.compile("\\d{1,1000}");

  private final @Nullable Expression number;
  private final @Nullable Expression of;
  private final Map<String, BigInteger> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BigInteger> eldest) {
          return size() > MAX_SEQUENCES;
        }
      };

  /**
   * @param number the expression for the number of a message; null: nothing is checked
   * @param of the expression for the sequence that the number belongs to; null: there is one
   * @throws MappingException if an expression is invalid
   */
  public SequenceCheck(@Nullable String number, @Nullable String of) {
    this.number = number == null ? null : new Expression("sequence", number);
    this.of = of == null ? null : new Expression("sequence-of", of);
  }

  /** Returns the number of a message, which some upstreams write as a text; null if it has none. */
  private static @Nullable BigInteger wholeNumber(@Nullable Object value) {
    if (value instanceof BigInteger number) {
      return number;
    }
    if (value instanceof Number number) {
      return BigInteger.valueOf(number.longValue());
    }
    return value instanceof String text && DIGITS.matcher(text).matches()
        ? new BigInteger(text)
        : null;
  }

  /**
   * Returns the gap before a message; null if there is none, or the message has no number.
   *
   * @throws MappingException if an evaluation fails
   */
  public @Nullable SequenceGap gapBefore(SourceMessage message) {
    Object value = number == null ? null : number.evaluate(message.value(), message.attributes());
    BigInteger next = wholeNumber(value);
    if (next == null) {
      return null;
    }
    Object sequence = of == null ? null : of.evaluate(message.value(), message.attributes());
    String name = sequence == null ? "" : sequence.toString();
    BigInteger before = last.put(name, next);
    return before == null || next.compareTo(before.add(BigInteger.ONE)) <= 0
        ? null
        : new SequenceGap(
            name,
            "gap: number %d%s follows %d"
                .formatted(next, name.isEmpty() ? "" : " of " + name, before));
  }
}
