/** Who may do what, and how much: origins and limits. */
@NullMarked
package io.feedhorn.access;

import org.jspecify.annotations.NullMarked;
