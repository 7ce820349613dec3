package io.feedhorn.reader;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The readers that an operator asks for. Immutable.
 *
 * @param prefix the beginning of their names; empty for all
 * @param after the name after which the page begins; empty for the first page
 * @param limit the maximum number of readers on the page
 */
public record ReaderQuery(String prefix, String after, int limit) {
  /**
   * Returns the page of some readers.
   *
   * @param names the names of all readers, in any order
   * @param reader returns a reader; called for those of the page alone
   */
  ReaderPage select(Collection<String> names, Function<String, ListedReader> reader) {
    List<String> accepted = names.stream().filter(name -> name.startsWith(prefix)).toList();
    List<String> rest =
        accepted.stream().filter(name -> name.compareTo(after) > 0).sorted().toList();
    List<ListedReader> page = rest.stream().limit(limit).map(reader).toList();
    return new ReaderPage(accepted.size(), page, rest.size() > page.size());
  }
}
