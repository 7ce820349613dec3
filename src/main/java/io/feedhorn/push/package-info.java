/**
 * Web Push (RFC 8030, 8291, 8292): notifications for users without a connected page.
 *
 * <pre>
 *  POST /v1/push ─▶ PushRequests ─▶ PushService ─▶ PushRegistry ─▶ store
 *                                   writer's loop        │
 *  updates of the feeds of notifications ───────────────▶│ PushJob
 *                                                        ▼
 *                   ConnectedTopics ◀─ PushSender ─▶ PushEncoder (worker thread) ─▶ push service
 *                               its own loop
 * </pre>
 *
 * In a cluster, ReplicatedSubscriptions are in place of PushRegistry and store, and PushTakeover
 * decides which node sends.
 */
@NullMarked
package io.feedhorn.push;

import org.jspecify.annotations.NullMarked;
