/**
 * For the tests of applications: fails the build when a release cannot read what an
 * earlier one has stored.
 */
@NullMarked
package io.github.redissession.schema;

import org.jspecify.annotations.NullMarked;
