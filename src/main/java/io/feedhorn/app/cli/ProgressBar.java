package io.feedhorn.app.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** A progress bar on a terminal; prints nothing elsewhere. Used by one thread. */
final class ProgressBar implements AutoCloseable {
  private static final int CELLS = 40;
  private static final String CLEARED = "\r" + " ".repeat(CELLS + 10) + "\r";

  private final PrintWriter out;
  private final boolean terminal;
  private int percent = -1;

  ProgressBar(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static ProgressBar on(PrintWriter out) {
    return new ProgressBar(out, isTerminal(System.console()));
  }

  // Before Java 22 a console means a terminal; since then Console.isTerminal tells.
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException older) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException unknown) {
      return false;
    }
  }

  /**
   * @param done the completed part, from 0 to 1
   */
  void show(double done) {
    int shown = (int) (done * 100);
    if (terminal && shown != percent) {
      percent = shown;
      int cells = (int) (done * CELLS);
      out.printf("\r[%s%s] %3d %%", "#".repeat(cells), "-".repeat(CELLS - cells), shown);
      out.flush();
    }
  }

  @Override
  public void close() {
    if (terminal) {
      out.print(CLEARED);
      out.flush();
    }
  }
}
