/** Health checks, and the measurements of event loops and memory that they use. */
@NullMarked
package io.feedhorn.health;

import org.jspecify.annotations.NullMarked;
