/** The HTTP verticle: one router and one hub for each event loop. */
@NullMarked
package io.feedhorn.server;

import org.jspecify.annotations.NullMarked;
