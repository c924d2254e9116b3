package io.github.redissession.user;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.github.redissession.UserDevice;
import io.github.redissession.core.TimeBudget;

/**
 * {@link UserSessions} for WebFlux applications: the same promises without waiting.
 * Nothing is done before somebody subscribes.
 */
public final class ReactiveUserSessions {

	private final UserDirectory directory;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param directory finds and ends the sessions
	 * @param timeout how long it may take until all is done
	 */
	public ReactiveUserSessions(UserDirectory directory, Duration timeout) {
		this.directory = directory;
		this.budget = new TimeBudget(timeout);
	}

	/**
	 * The devices on which a user is logged in, the one that asks first and then the one
	 * used last.
	 * @param user the user's name
	 * @param currentId the id of the session that asks, or anything else for none
	 * @return the devices
	 */
	public Flux<UserDevice> devices(String user, String currentId) {
		return answer(() -> this.directory.find(user)).publishOn(Schedulers.boundedElastic())
			.flatMapIterable((sessions) -> this.directory.devices(sessions, Set.of(currentId)));
	}

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of a session; one that is not the user's is left alone
	 * @return whether there was such a session
	 */
	public Mono<Boolean> signOut(String user, String id) {
		return answer(() -> this.directory.signOut(user, id));
	}

	/**
	 * Signs a user out on all devices but one.
	 * @param user the user's name
	 * @param currentId the id of the session that stays
	 * @return how many sessions were ended
	 */
	public Mono<Integer> signOutOthers(String user, String currentId) {
		return answer(() -> this.directory.signOut(user, (id) -> !id.equals(currentId)));
	}

	/**
	 * Signs a user out on every device.
	 * @param user the user's name
	 * @return how many sessions were ended
	 */
	public Mono<Integer> signOutEverywhere(String user) {
		return answer(() -> this.directory.signOut(user, (id) -> true));
	}

	private <T> Mono<T> answer(Supplier<CompletionStage<T>> question) {
		return this.budget.limit("reach the sessions of the user", Mono.fromCompletionStage(question));
	}

}
