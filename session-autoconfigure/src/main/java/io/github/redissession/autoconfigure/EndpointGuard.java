package io.github.redissession.autoconfigure;

import io.github.redissession.health.ConfigurationFacts.Endpoints;

/**
 * Finds out whether anybody may use the endpoints of sessions over HTTP.
 */
@FunctionalInterface
interface EndpointGuard {

	Endpoints find();

}
