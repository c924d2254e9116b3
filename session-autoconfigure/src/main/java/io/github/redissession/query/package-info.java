/**
 * Questions across sessions: find, count and group them by what they hold.
 */
@NullMarked
package io.github.redissession.query;

import org.jspecify.annotations.NullMarked;
