package io.feedhorn.source.kafka;

import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.UnreadableText;
import io.feedhorn.source.format.BodyParser;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.StrictText;
import io.feedhorn.source.format.TextFields;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Hands records to an intake. Owned by the source's event loop. */
final class KafkaRecords {
  private final SourceIntake intake;
  private final Format format;

  KafkaRecords(SourceIntake intake, Format format) {
    this.intake = intake;
    this.format = format;
  }

  /** Accepts a record, or reports it if it is broken. A record without a value is a deletion. */
  void accept(ConsumerRecord<byte[], byte @Nullable []> record) {
    String position = position(record);
    Map<String, @Nullable Object> attributes = attributes(record);
    byte[] value = record.value();
    if (value == null) {
      intake.accept(SourceMessage.deletion(position, attributes));
      return;
    }
    BodyParser.accept(intake, format, value, position, attributes);
  }

  /**
   * Returns the position of a record. The time is part of it because a topic that is deleted and
   * created again has the same offsets.
   */
  private static String position(ConsumerRecord<?, ?> record) {
    return "%s/%d/%d@%d"
        .formatted(record.topic(), record.partition(), record.offset(), record.timestamp());
  }

  private static Map<String, @Nullable Object> attributes(ConsumerRecord<byte[], ?> record) {
    Map<String, @Nullable Object> attributes = new HashMap<>();
    attributes.put("topic", record.topic());
    attributes.put("partition", record.partition());
    attributes.put("offset", record.offset());
    attributes.put("timestamp", record.timestamp());
    attributes.put("key", key(record.key()));
    TextFields headers = new TextFields("header");
    for (Header header : record.headers()) {
      headers.add(header.key(), header.value());
    }
    attributes.put("headers", headers);
    return attributes;
  }

  private static @Nullable Object key(byte @Nullable [] bytes) {
    try {
      return bytes == null ? null : StrictText.utf8(bytes);
    } catch (CharacterCodingException notText) {
      return new UnreadableText("the key of the record is not text in UTF-8");
    }
  }
}
