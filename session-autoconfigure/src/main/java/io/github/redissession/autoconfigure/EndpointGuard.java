package io.github.redissession.autoconfigure;

import io.github.redissession.health.ConfigurationFacts.Endpoints;

/**
 * Finds out whether the session endpoints can be used over HTTP without authentication.
 */
@FunctionalInterface
interface EndpointGuard {

	Endpoints find();

}
