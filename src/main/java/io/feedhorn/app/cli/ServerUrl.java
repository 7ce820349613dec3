package io.feedhorn.app.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What {@code --url} and other values of commands that speak to a server must be. */
final class ServerUrl {
  private ServerUrl() {}

  /** The address of a server. */
  static URI parse(CommandSpec command, String text) {
    try {
      URI url = new URI(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException bad) {
      // Told below, as any other URL that is none.
    }
    throw mistake(command, "--url", text, "http://HOST:PORT or https://HOST:PORT");
  }

  /** What is wrong with an option's value, and what it must be. */
  static ParameterException mistake(CommandSpec command, String name, String value, String wanted) {
    return new ParameterException(
        command.commandLine(), "%s must be %s, not '%s'".formatted(name, wanted, value));
  }
}
