package io.feedhorn.json;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ShortText;
import java.util.Collection;

/** Checks the names of the fields of a JSON request. */
public final class FieldNames {
  private static final int MAX_SHOWN = 40;

  private FieldNames() {}

  /**
   * Refuses a field that does not exist, which may be a misspelled one.
   *
   * @param place the place of the object for the error, such as {@code " in 'handicap'"}; empty for
   *     the body itself
   */
  public static void requireKnown(Iterable<String> names, String place, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new FeedException(
            ErrorCode.BAD_REQUEST,
            "There is no field '%s'%s; the fields are %s."
                .formatted(ShortText.of(name, MAX_SHOWN), place, String.join(", ", known)));
      }
    }
  }
}
