/**
 * Lists the devices of users, signs them out and limits their number.
 */
@NullMarked
package io.github.redissession.user;

import org.jspecify.annotations.NullMarked;
