package io.github.redissession;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

/**
 * {@link ReactiveUserSessions} for the user who makes a WebFlux request, on the device
 * that makes it. Every result also fails with an {@link IllegalStateException} if the
 * request is anonymous.
 */
public interface ReactiveCurrentUserSessions {

	/**
	 * Returns the user's devices: this one first, then the most recently used. If the
	 * request has no session, as with HTTP Basic, none of them is this one.
	 * @param exchange a request of the user
	 * @return the devices
	 */
	Flux<UserDevice> devices(ServerWebExchange exchange);

	/**
	 * Signs the user out on one device, which may be this one.
	 * @param exchange a request of the user
	 * @param id the id of one of the user's devices; another user's is left alone
	 * @return whether the user had such a device
	 */
	Mono<Boolean> signOut(ServerWebExchange exchange, String id);

	/**
	 * Signs the user out on all devices but this one.
	 * @param exchange a request of the user
	 * @return the number of sessions that were ended
	 */
	Mono<Integer> signOutOthers(ServerWebExchange exchange);

	/**
	 * Signs the user out on every device, including this one.
	 * @param exchange a request of the user
	 * @return the number of sessions that were ended
	 */
	Mono<Integer> signOutEverywhere(ServerWebExchange exchange);

}
