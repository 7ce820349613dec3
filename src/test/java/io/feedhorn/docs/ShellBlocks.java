package io.feedhorn.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The blocks of the docs that have commands. */
public final class ShellBlocks {
  private static final Set<String> FENCES = Set.of("sh", "bash");

  private static final Pattern COMMAND =
      Pattern.compile(
          "(export |FEEDHORN_\\w+=\\S+ |[A-Z]+=\\$\\()|"
              + "(for|curl|java|mvn|docker|openssl|perf|jcmd|npm|node|python3?|pip|go|bash|apt-get|source|tail|bin/feedhorn) .*");

  private static final Pattern CONTINUED = Pattern.compile("\\\\\n\\s*");

  private ShellBlocks() {}

  /** Returns all except the programs of docs/clients.md, which ClientLibrariesIT runs. */
  public static List<DocumentBlock> all() {
    return DocumentBlock.all().stream()
        .filter(ShellBlocks::isShell)
        .filter(block -> !block.above().startsWith("<!-- snippet:"))
        .toList();
  }

  /** Returns true if the block has commands and not data, figures or a program. */
  static boolean isShell(DocumentBlock block) {
    return FENCES.contains(block.language())
        || (block.language().isEmpty() && COMMAND.matcher(block.text()).lookingAt());
  }

  /** Returns the commands of a block; a continued line belongs to its command. */
  public static List<String> commands(DocumentBlock block) {
    return new ArrayList<>(
        Arrays.asList(CONTINUED.matcher(block.text()).replaceAll("").split("\n")));
  }
}
