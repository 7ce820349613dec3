/** Settings: the table of keys, their sources and their order of precedence. */
@NullMarked
package io.feedhorn.app.settings;

import org.jspecify.annotations.NullMarked;
