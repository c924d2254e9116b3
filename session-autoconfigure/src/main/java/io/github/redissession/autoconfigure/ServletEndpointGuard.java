package io.github.redissession.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;

import io.github.redissession.health.ConfigurationFacts.Endpoints;

/**
 * Asks Spring Security whether a client that is not authenticated may use the session
 * endpoints of a servlet application.
 *
 * @param security knows the rules, if there are any
 * @param web knows the paths of the endpoints
 */
record ServletEndpointGuard(ObjectProvider<WebInvocationPrivilegeEvaluator> security,
		ObjectProvider<PathMappedEndpoints> web) implements EndpointGuard {

	/** The endpoints that show sessions or end them. */
	private static final List<String> IDS = List.of("sessionstore", "sessionquery", "usersessions");

	/** The methods of these endpoints: GET reads sessions, DELETE ends them. */
	private static final List<String> METHODS = List.of("GET", "DELETE");

	@Override
	public Endpoints find() {
		WebInvocationPrivilegeEvaluator evaluator = this.security.getIfAvailable();
		PathMappedEndpoints paths = this.web.getIfAvailable();
		if (evaluator == null || paths == null) {
			return (evaluator == null) ? Endpoints.OPEN : Endpoints.UNKNOWN;
		}
		boolean open = IDS.stream()
			.map((id) -> paths.getPath(EndpointId.of(id)))
			.filter(Objects::nonNull)
			.anyMatch((path) -> isOpen(evaluator, path) || isOpen(evaluator, path + "/0"));
		return open ? Endpoints.OPEN : Endpoints.PROTECTED;
	}

	private static boolean isOpen(WebInvocationPrivilegeEvaluator evaluator, String path) {
		return METHODS.stream().anyMatch((method) -> evaluator.isAllowed("", path, method, null));
	}

}
