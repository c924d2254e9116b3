/**
 * Actuator endpoints: what those who run an application see of its sessions, and can do.
 */
@NullMarked
package io.github.redissession.actuate;

import org.jspecify.annotations.NullMarked;
