/**
 * Ports between the core, the queries and Redis: where a session is indexed, and how
 * indexed sessions are found.
 */
@NullMarked
package io.github.redissession.index;

import org.jspecify.annotations.NullMarked;
