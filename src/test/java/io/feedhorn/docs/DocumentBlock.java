package io.feedhorn.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A code block of a page: between fences, or indented by four spaces. Immutable.
 *
 * @param page the path of the page, such as {@code docs/client.md}
 * @param line the number of its first line
 * @param language the word after the fence; empty if there is none
 * @param above the line above it
 */
public record DocumentBlock(String page, int line, String language, String above, String text) {
  private static final String FENCE = "```";
  private static final String INDENT = "    ";

  /** Returns all blocks of README.md, SECURITY.md and of the pages in {@code docs}. */
  public static List<DocumentBlock> all() {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("SECURITY.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .flatMap(page -> on(page).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the only block of a page in this language. */
  public static DocumentBlock of(String page, String language) {
    List<DocumentBlock> found =
        on(Path.of(page)).stream().filter(block -> block.language.equals(language)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          page + " must have one block of " + language + ", has " + found.size());
    }
    return found.get(0);
  }

  private static List<DocumentBlock> on(Path page) {
    try {
      return on(page.toString().replace('\\', '/'), Files.readAllLines(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DocumentBlock> on(String page, List<String> lines) {
    List<DocumentBlock> blocks = new ArrayList<>();
    for (int begin = 0; begin < lines.size(); begin++) {
      String first = lines.get(begin);
      String above = begin == 0 ? "" : lines.get(begin - 1);
      int end = begin;
      if (first.startsWith(FENCE)) {
        do {
          end++;
        } while (!lines.get(end).startsWith(FENCE));
        String text = String.join("\n", lines.subList(begin + 1, end));
        blocks.add(new DocumentBlock(page, begin + 2, first.substring(3), above, text));
        begin = end;
      } else if (first.startsWith(INDENT) && above.isEmpty()) {
        while (end < lines.size() && lines.get(end).startsWith(INDENT)) {
          end++;
        }
        String text = String.join("\n", lines.subList(begin, end)).stripIndent();
        blocks.add(new DocumentBlock(page, begin + 1, "", above, text));
        begin = end;
      }
    }
    return blocks;
  }

  @Override
  public String toString() {
    return page + ":" + line + " " + text.lines().findFirst().orElse("");
  }
}
