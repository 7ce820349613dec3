package io.feedhorn.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of exports that fail. */
class ReportingExporterTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ReportingExporter.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private boolean reachable;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
  }

  @Test
  void logsTheFirstFailureAndTheRecovery() {
    ReportingExporter exporter = new ReportingExporter(new Collector());
    export(exporter, true);
    export(exporter, false);
    export(exporter, false);
    export(exporter, true);
    export(exporter, true);
    export(exporter, false);

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Traces cannot be exported, dropping spans until the collector accepts them:"
                + " unreachable",
            "Traces are exported again",
            "Traces cannot be exported, dropping spans until the collector accepts them:"
                + " unreachable");
  }

  private void export(ReportingExporter exporter, boolean works) {
    reachable = works;
    assertThat(exporter.export(List.of()).isSuccess()).isEqualTo(works);
  }

  private final class Collector implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return reachable
          ? CompletableResultCode.ofSuccess()
          : CompletableResultCode.ofExceptionalFailure(new IllegalStateException("unreachable"));
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
