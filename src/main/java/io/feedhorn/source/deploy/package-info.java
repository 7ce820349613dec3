/**
 * Starts, stops and moves sources.
 *
 * <pre>
 *  settings ─▶ SourceRunner ─▶ verticle of a source
 *                  │  ▲
 *       every 100 ms: SourceOwners, the node of a cluster that runs each source
 * </pre>
 *
 * <p>Every object belongs to the event loop of the {@code SourceRunner}.
 */
@NullMarked
package io.feedhorn.source.deploy;

import org.jspecify.annotations.NullMarked;
