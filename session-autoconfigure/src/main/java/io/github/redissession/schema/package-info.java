/**
 * A test for applications, which fails the build if a release cannot read what an earlier
 * release has stored.
 */
@NullMarked
package io.github.redissession.schema;

import org.jspecify.annotations.NullMarked;
