/**
 * Queries across sessions: find, count, group and sign out sessions by their contents.
 */
@NullMarked
package io.github.redissession.query;

import org.jspecify.annotations.NullMarked;
