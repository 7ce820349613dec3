package io.feedhorn.app.cli.feed;

import java.util.List;

/**
 * Lines of standard input that are published with one request. Immutable.
 *
 * @param lines objects with {@code topic} and {@code data}
 * @param numbers the number of each line in standard input, from 1
 */
record InputLines(List<String> lines, List<Long> numbers) {
  InputLines {
    lines = List.copyOf(lines);
    numbers = List.copyOf(numbers);
  }
}
