package io.feedhorn.trace.otel;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A span as a collector receives it. Ids are hexadecimal; the parent is empty for none. */
public record ReceivedSpan(
    String service,
    String name,
    String traceId,
    String spanId,
    String parentId,
    boolean isServer,
    boolean hasFailed,
    Map<String, Object> attributes) {

  static Stream<ReceivedSpan> of(ResourceSpans spans) {
    Object service = attributes(spans.getResource().getAttributesList()).get("service.name");
    return spans.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(span -> of(String.valueOf(service), span));
  }

  private static ReceivedSpan of(String service, Span span) {
    return new ReceivedSpan(
        service,
        span.getName(),
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getKind() == Span.SpanKind.SPAN_KIND_SERVER,
        span.getStatus().getCodeValue() == 2,
        attributes(span.getAttributesList()));
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  private static Map<String, Object> attributes(List<KeyValue> values) {
    Map<String, Object> attributes = new TreeMap<>();
    for (KeyValue each : values) {
      attributes.put(
          each.getKey(),
          each.getValue().hasIntValue()
              ? each.getValue().getIntValue()
              : each.getValue().getStringValue());
    }
    return attributes;
  }

  /** Returns a number, or -1 if the span does not have it. */
  public long number(String attribute) {
    return attributes.get(attribute) instanceof Long number ? number : -1;
  }
}
