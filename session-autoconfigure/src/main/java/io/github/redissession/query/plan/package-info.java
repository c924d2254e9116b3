/**
 * Prepared queries: what they match, the values by which sessions are indexed, and the
 * cursors of their pages.
 */
@NullMarked
package io.github.redissession.query.plan;

import org.jspecify.annotations.NullMarked;
