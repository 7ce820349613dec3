package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ProtocolViolationException;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Model.CommandSpec;

/** The work of a command with a client, its exit codes, and its errors in one line each. */
final class ServerCall {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int NO_CONNECTION = 3;

  /** As if SIGPIPE had ended the process: 128 and the number of the signal. */
  static final int OUTPUT_CLOSED = 141;

  private ServerCall() {}

  /** The work of a command. */
  @FunctionalInterface
  interface Work {
    /** Returns the exit code. */
    int run(FeedhornClient client, Output out) throws IOException, InterruptedException;
  }

  /** Runs the work of a command and returns its exit code. */
  static int run(CommandSpec command, ServerOptions options, Work work)
      throws InterruptedException {
    URI url = ServerUrl.parse(command, options.url);
    String token = ServerUrl.token(command, options.token);
    try (FeedhornClient client = FeedhornClient.to(ClientOptions.of(url).token(token))) {
      return work.run(client, new Output(command.commandLine().getOut()));
    } catch (OutputClosedException readerEnded) {
      return OUTPUT_CLOSED;
    } catch (ConnectionLostException failure) {
      return report(command, "Cannot reach " + url + ": " + reason(failure), NO_CONNECTION);
    } catch (RequestRefusedException refused) {
      return report(command, line(refused, token != null), REFUSED);
    } catch (ProtocolViolationException notFeedhorn) {
      return report(
          command, url + " does not answer like Feedhorn: " + reason(notFeedhorn), REFUSED);
    } catch (IOException unreadable) {
      return report(command, "Cannot read standard input: " + reason(unreadable), REFUSED);
    }
  }

  private static int report(CommandSpec command, String line, int code) {
    command.commandLine().getErr().println(line);
    return code;
  }

  private static String line(RequestRefusedException refused, boolean hasToken) {
    String line = refused.code() + ": " + refused.detail();
    boolean missing = refused.code().equals(ErrorCode.UNAUTHORIZED.wire()) && !hasToken;
    return missing ? line + " Use --token or FEEDHORN_TOKEN." : line;
  }

  /** Returns the first line of a failure's message. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    // Exceptions of the operating system have their class before the text and the address after it.
    return message
        .lines()
        .findFirst()
        .orElse(message)
        .replaceFirst("^\\w+Exception: ", "")
        .replaceFirst("^Connection refused: .*", "Connection refused");
  }

  /** Returns true if the same request can succeed later. */
  static boolean isTemporary(ClientException failure) {
    return failure instanceof ConnectionLostException
        || (failure instanceof RequestRefusedException refused && isTemporary(refused.code()));
  }

  /** Returns the time after which the server asks to try again; zero if it does not ask. */
  static Duration retryAfter(ClientException failure) {
    return failure instanceof RequestRefusedException refused && isTemporary(refused.code())
        ? refused.retryAfter()
        : Duration.ZERO;
  }

  /**
   * Returns true if the first request of a command is sent again after a failure: its answer may be
   * lost, or the server says after which time it can succeed.
   */
  static boolean isRepeated(ClientException failure) {
    return mayHaveArrived(failure) || !retryAfter(failure).isZero();
  }

  /** Returns true if a request that failed may have had its effect, because it was sent. */
  static boolean mayHaveArrived(ClientException failure) {
    if (failure instanceof RequestRefusedException refused) {
      return refused.code().equals("HTTP 502") || refused.code().equals("HTTP 504");
    }
    Throwable cause = failure.getCause();
    return failure instanceof ConnectionLostException
        && !(cause instanceof ConnectException
            || cause instanceof NoRouteToHostException
            || cause instanceof UnknownHostException
            || cause instanceof SSLException);
  }

  /** Returns true if a request that was refused with a code can succeed later. */
  static boolean isTemporary(String code) {
    return code.equals("HTTP 502")
        || code.equals("HTTP 503")
        || code.equals("HTTP 504")
        || Stream.of(ErrorCode.TOO_MANY, ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE)
            .anyMatch(each -> each.wire().equals(code));
  }

  /** Checks a topic of the command line. */
  static void requireTopic(CommandSpec command, String name) {
    try {
      Topic.parse(name);
    } catch (FeedException invalid) {
      throw ServerUrl.invalid(
          command, "TOPIC", name, "a name such as prices.BTC-USD (" + sentence(invalid) + ")");
    }
  }

  /** Returns the reason of a refusal without its full stop. */
  static String sentence(FeedException refused) {
    return refused.reason().replaceFirst("\\.$", "");
  }
}
