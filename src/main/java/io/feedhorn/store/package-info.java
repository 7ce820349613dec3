/**
 * The port to the store of durable feeds and readers on disk, and what is written to it.
 *
 * <p>A store is blocking: it is called by its worker thread alone. The writer's event loop decides
 * what is stored and in which order.
 */
@NullMarked
package io.feedhorn.store;

import org.jspecify.annotations.NullMarked;
