package io.github.redissession.autoconfigure;

import java.util.function.Function;

import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.LegacySessions;

/**
 * Creates the access to the sessions of another store, by what our sessions share.
 */
interface LegacyFactory extends Function<SessionSettings, LegacySessions> {

}
