/**
 * What a query means: its condition, the indexes that serve it, and the place at which
 * the next page begins.
 */
@NullMarked
package io.github.redissession.query.plan;

import org.jspecify.annotations.NullMarked;
