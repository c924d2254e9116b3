package io.github.redissession.web.contract;

/**
 * The part of a servlet that a case consists of.
 */
@FunctionalInterface
interface Handler {

	void handle(Exchange exchange) throws Exception;

}
