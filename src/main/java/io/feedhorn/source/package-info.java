/**
 * The common parts of sources: verticles that publish what another system provides.
 *
 * <pre>
 *  upstream ─▶ verticle of a type ─▶ SourceIntake ─▶ Mapping ─▶ ChangeFilter ─▶ PublishQueue ─▶ feedhorn.publish
 *              (a subpackage)             │             │                            │
 *                   ▲                     │             └── broken ─▶ ErrorReporter ◀── refused
 *                   └── ready(), receipts ┘                           sys.sources.NAME.errors
 * </pre>
 *
 * <p>Every object belongs to the event loop of its source's verticle.
 */
@NullMarked
package io.feedhorn.source;

import org.jspecify.annotations.NullMarked;
