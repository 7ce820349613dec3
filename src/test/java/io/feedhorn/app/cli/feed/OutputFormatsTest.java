package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReceivedUpdate;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class OutputFormatsTest {
  private static final String TEXT =
      "{\"type\":\"update\",\"topic\":\"a.b\",\"offset\":7,\"seq\":3,\"ts\":1732150000123.456,\"data\":1.50}";
  private static final String DELETED =
      "{\"type\":\"update\",\"topic\":\"a.b\",\"offset\":8,\"seq\":4,\"ts\":1732150000123.456,\"deleted\":true}";

  @Test
  void anUpdateIsALineInEachFormat() {
    ReceivedUpdate update = ReceivedUpdate.of(TEXT);

    assertThat(UpdateFormat.json.line(update)).isEqualTo(TEXT);
    assertThat(UpdateFormat.data.line(update)).isEqualTo("1.50");
    assertThat(UpdateFormat.pretty.line(update))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.123  a\\.b +#3 +1\\.50");
  }

  @Test
  void theEndOfATopicHasNoValue() {
    ReceivedUpdate update = ReceivedUpdate.of(DELETED);

    assertThat(UpdateFormat.json.line(update)).isEqualTo(DELETED);
    assertThat(UpdateFormat.data.line(update)).isNull();
    assertThat(UpdateFormat.pretty.line(update)).endsWith("(deleted)");
  }

  @Test
  void progressIsPrintedOnTerminalsAndRefusalsEverywhere() {
    StringWriter file = new StringWriter();
    try (PublishProgress progress = new PublishProgress(new PrintWriter(file), false)) {
      progress.show(500);
      progress.finish(500, 0);
    }
    assertThat(file.toString()).isEmpty();
    try (PublishProgress progress = new PublishProgress(new PrintWriter(file), false)) {
      progress.finish(1_500, 2);
    }
    assertThat(file.toString()).matches("Published 1,500 \\([0-9,]+/s\\), refused 2\n");

    StringWriter terminal = new StringWriter();
    try (PublishProgress progress = new PublishProgress(new PrintWriter(terminal), true)) {
      progress.show(1);
    }
    assertThat(terminal.toString()).startsWith("\r\u001b[KPublished 1 (").endsWith("\r\u001b[K");
  }
}
