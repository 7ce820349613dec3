/**
 * Direct access to Netty channels and to internal classes of Vert.x. No other package uses them.
 */
@NullMarked
package io.feedhorn.transport.netty;

import org.jspecify.annotations.NullMarked;
