/**
 * Ports between the core, the queries and Redis: where a session is listed, and how the
 * listed sessions are found.
 */
@NullMarked
package io.github.redissession.index;

import org.jspecify.annotations.NullMarked;
