/**
 * A source that reads topics of Kafka.
 *
 * <pre>
 *  event loop              KafkaVerticle ── records ─▶ KafkaRecords ─▶ SourceIntake
 *                            │      ▲                       │ receipts
 *                            │      │                       ▼
 *                            │      │                PartitionOffsets ─▶ commit
 *                            ▼      │                       ▲
 *  thread of the consumer  GroupConsumer ── rebalance ─▶ Rebalance
 * </pre>
 */
@NullMarked
package io.feedhorn.source.kafka;

import org.jspecify.annotations.NullMarked;
