package io.github.redissession;

import java.util.Set;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The twin of {@link UserSessions} for WebFlux applications: it promises the same and
 * blocks no thread. Nothing happens before the result is subscribed to; the result fails
 * with a {@link SessionStoreException} if the store fails or does not answer in time.
 */
public interface ReactiveUserSessions {

	/**
	 * Returns the devices on which a user is logged in, the most recently used first.
	 * @param user the user's name
	 * @return the devices, empty if there are none
	 */
	default Flux<UserDevice> devices(String user) {
		return devices(user, Set.of());
	}

	/**
	 * Returns the devices on which a user is logged in, the caller's first.
	 * @param user the user's name
	 * @param currentId the id of the caller's session
	 * @return the devices, empty if there are none
	 */
	default Flux<UserDevice> devices(String user, String currentId) {
		return devices(user, Set.of(currentId));
	}

	/**
	 * Returns the devices on which a user is logged in: the caller's first, then the most
	 * recently used. It takes two round trips, however many there are.
	 * @param user the user's name
	 * @param currentIds the ids of the caller's session: two while its id is being
	 * changed, none if the caller has no session
	 * @return the devices, empty if there are none
	 */
	Flux<UserDevice> devices(String user, Set<String> currentIds);

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of a session; another user's session is left alone
	 * @return whether the user had such a session
	 */
	Mono<Boolean> signOut(String user, String id);

	/**
	 * Signs a user out on all devices but the caller's.
	 * @param user the user's name
	 * @param currentId the id of the session that stays
	 * @return the number of sessions that were ended
	 */
	default Mono<Integer> signOutOthers(String user, String currentId) {
		return signOutOthers(user, Set.of(currentId));
	}

	/**
	 * Signs a user out on all devices but the caller's.
	 * @param user the user's name
	 * @param currentIds the ids of the session that stays, as in
	 * {@link #devices(String, Set)}
	 * @return the number of sessions that were ended
	 */
	Mono<Integer> signOutOthers(String user, Set<String> currentIds);

	/**
	 * Signs a user out on every device: after a password change, when an account is
	 * locked, or on an administrator's order.
	 * @param user the user's name
	 * @return the number of sessions that were ended
	 */
	Mono<Integer> signOutEverywhere(String user);

}
