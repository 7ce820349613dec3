package io.feedhorn.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A command that ran in this process: its exit code and its output. */
public record CommandRun(int code, String out, String err) {
  /**
   * Runs a command.
   *
   * @param url added as {@code --url}, unless the arguments have one
   */
  public static CommandRun of(String url, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--url")) {
      all.add("--url");
      all.add(url);
    }
    CommandLine line = Main.commandLine(all.toArray(String[]::new));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new CommandRun(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
  }
}
