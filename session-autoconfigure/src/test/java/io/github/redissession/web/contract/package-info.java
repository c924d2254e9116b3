/**
 * What an application may expect of its sessions, asked of the containers' own sessions
 * and of ours.
 */
@NullMarked
package io.github.redissession.web.contract;

import org.jspecify.annotations.NullMarked;
