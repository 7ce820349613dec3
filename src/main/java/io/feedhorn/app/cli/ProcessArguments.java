package io.feedhorn.app.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The arguments of this process as UTF-8. In the locales C and POSIX, which jobs of cron and
 * services often have, Java has question marks in place of all characters beyond ASCII, and a value
 * would be published with them. Linux has the bytes of the arguments.
 */
final class ProcessArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private ProcessArguments() {}

  /**
   * Returns the arguments, with the characters that they have in UTF-8 if that is known.
   *
   * @param arguments as Java has decoded them
   */
  static String[] inUtf8(String... arguments) {
    try {
      return isAsciiLocale() ? read(Files.readAllBytes(COMMAND_LINE), arguments) : arguments;
    } catch (IOException | IllegalArgumentException unknown) {
      return arguments;
    }
  }

  private static boolean isAsciiLocale() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.forName(encoding).equals(StandardCharsets.US_ASCII);
  }

  /**
   * Returns the arguments at the end of a command line.
   *
   * @param commandLine the program and its arguments, each followed by a zero
   * @param arguments the same arguments, as Java has decoded them
   * @throws IOException if the command line is not UTF-8
   */
  static String[] read(byte[] commandLine, String... arguments) throws IOException {
    String all =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(commandLine)).toString();
    String[] parts = all.split("\0", -1);
    // The last part is the nothing behind the last zero.
    int first = parts.length - 1 - arguments.length;
    if (first < 1) {
      return arguments;
    }
    String[] read = Arrays.copyOfRange(parts, first, parts.length - 1);
    for (int i = 0; i < read.length; i++) {
      if (isAscii(read[i]) && !read[i].equals(arguments[i])) {
        return arguments;
      }
    }
    return read;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
