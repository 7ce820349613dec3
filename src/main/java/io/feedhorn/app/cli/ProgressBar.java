package io.feedhorn.app.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** How much of a run is over, on a terminal; nothing elsewhere. Used by one thread. */
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

  // Before Java 22 there is a console only where there is a terminal; since then it has to be
  // asked.
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

  /** From 0 to 1. */
  void show(double done) {
    int now = (int) (done * 100);
    if (terminal && now != percent) {
      percent = now;
      int cells = (int) (done * CELLS);
      out.printf("\r[%s%s] %3d %%", "#".repeat(cells), "-".repeat(CELLS - cells), now);
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
