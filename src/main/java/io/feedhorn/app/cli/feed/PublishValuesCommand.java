package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that publishes one value, or each line of standard input. */
@Command(
    name = "publish",
    aliases = "pub",
    customSynopsis = "feedhorn publish TOPIC [JSON|-] [OPTION…]",
    description = "Publish a JSON value, or each line of standard input as one.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "One value: prints the server's acknowledgement. Standard input: prints nothing; progress is",
      "on standard error if that is a terminal, and a line for each value that was refused.",
      "",
      "  feedhorn publish chat.lobby '{\"text\":\"hello\"}'",
      "  tail -F app.ndjson | feedhorn publish logs.app -",
      "  feedhorn publish - < updates.ndjson       # lines {\"topic\":…,\"data\":…}",
      "  feedhorn publish temperature.outside -- -5",
      "",
      "Exit codes: 0 everything was published; 1 something was refused; 2 errors in the command",
      "line; 3 no connection."
    })
public final class PublishValuesCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_REPETITIONS = 3;

  /** Other characters are not the same in every HTTP header, and two keys could become equal. */
  private static final Pattern KEY = Pattern.compile("[!-~]([ -~]{0,198}[!-~])?");

  @Parameters(
      index = "0",
      paramLabel = "TOPIC",
      description = "The topic; - if the lines of standard input contain theirs.")
  private String topic = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JSON",
      description = "The value; - or nothing for the lines of standard input.")
  private @Nullable String json;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Idempotency key: a repetition within 10 minutes publishes nothing.")
  private @Nullable String key;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    boolean topicsInLines = topic.equals(STANDARD_INPUT);
    if (!topicsInLines) {
      ServerCall.requireTopic(command, topic);
    }
    if (key != null && !KEY.matcher(key).matches()) {
      throw ServerUrl.invalid(command, "--key", key, "1 to 200 printable characters of ASCII");
    }
    if (json == null || json.equals(STANDARD_INPUT)) {
      return ServerCall.run(
          command,
          server,
          (client, out) -> publishInput(client, topicsInLines, command.commandLine().getErr()));
    }
    String value = json;
    requireJson(command, value);
    PrintWriter err = command.commandLine().getErr();
    return ServerCall.run(command, server, (client, out) -> publish(client, value, out, err));
  }

  private void requireJson(CommandSpec command, String value) {
    if (topic.equals(STANDARD_INPUT)) {
      throw ServerUrl.invalid(command, "TOPIC", topic, "a topic if there is a value");
    }
    try {
      RawJson.compact(value);
    } catch (FeedException invalid) {
      throw ServerUrl.invalid(
          command, "JSON", value, "a JSON value such as '{\"price\":1.5}' or '\"text\"'");
    }
  }

  /**
   * Publishes a value. Sends it again with the same key if its answer is lost, or if the server
   * says after which time it can succeed.
   */
  private int publish(FeedhornClient client, String value, Output out, PrintWriter err)
      throws InterruptedException {
    String sent = key();
    RetryPause pause = RetryPause.standard();
    while (true) {
      try {
        out.line(publish(client, value, sent));
        return ServerCall.DONE;
      } catch (ClientException failure) {
        if (!ServerCall.isRepeated(failure) || pause.attempts() >= MAX_REPETITIONS) {
          throw failure;
        }
        String state = ServerCall.mayHaveArrived(failure) ? "No answer" : "Not published";
        err.println(state + " yet (" + ServerCall.reason(failure) + "), trying again.");
        pause.pause(ServerCall.retryAfter(failure));
      }
    }
  }

  private String publish(FeedhornClient client, String value, String sentKey) {
    return client
        .post(
            "/v1/topics/" + FeedhornClient.encoded(topic),
            value,
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            sentKey)
        .requireStatus(201)
        .body();
  }

  private int publishInput(FeedhornClient client, boolean topicsInLines, PrintWriter err)
      throws IOException, InterruptedException {
    PublishInput input =
        new PublishInput(System.in, topicsInLines ? null : topic, key == null, err::println);
    try (PublishProgress progress = new PublishProgress(err, Terminal.isError())) {
      BatchSender sender = new BatchSender(client, key, RetryPause.standard(), err::println);
      for (InputLines batch = input.next(); batch != null; batch = input.next()) {
        sender.send(batch);
        progress.show(sender.published());
      }
      long refused = sender.refused() + input.refused();
      progress.finish(sender.published(), refused);
      return refused == 0 ? ServerCall.DONE : ServerCall.REFUSED;
    }
  }

  /** Returns the key of the command line, or a new one, with which a request can be repeated. */
  private String key() {
    return key != null ? key : UUID.randomUUID().toString();
  }
}
