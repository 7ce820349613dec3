/**
 * Presence: the users who read a topic by its name, of all event loops and nodes, and their
 * publication as updates on {@code sys.presence.TOPIC.USER}.
 *
 * <pre>
 *   hub.LoopPresence ──PresenceReport──▶ PresenceService ──▶ LocalPresence ─┐
 *   (each event loop)                    (writer's loop)                    ▼
 *                                                                   PresenceTables
 *   other nodes ◀──────────────────────▶ PresencePeers ─────────────▶       │
 *                                                                           ▼
 *                                   sys.presence.TOPIC.USER ◀── PresencePublisher
 * </pre>
 */
@NullMarked
package io.feedhorn.presence;

import org.jspecify.annotations.NullMarked;
