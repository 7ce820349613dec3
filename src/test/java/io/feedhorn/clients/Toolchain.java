package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A language with the libraries that snippets in it import, at the pinned versions. */
interface Toolchain {
  /** The folder that all toolchains install into and keep from one run to the next. */
  Path ROOT = Path.of("target", "client-libraries").toAbsolutePath();

  /** Installs the libraries, unless they are installed already. */
  void install() throws IOException;

  /** Writes a program down and returns the command that runs it. */
  List<String> command(String name, String code) throws IOException;
}
