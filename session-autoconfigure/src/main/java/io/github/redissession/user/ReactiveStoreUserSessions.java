package io.github.redissession.user;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.UserDevice;
import io.github.redissession.core.TimeBudget;

/**
 * The devices of users, for WebFlux.
 */
public final class ReactiveStoreUserSessions implements ReactiveUserSessions {

	private final UserDirectory directory;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param directory finds and ends the sessions
	 * @param timeout how long a result may take, positive
	 */
	public ReactiveStoreUserSessions(UserDirectory directory, Duration timeout) {
		this.directory = directory;
		this.budget = new TimeBudget(timeout);
	}

	@Override
	public Flux<UserDevice> devices(String user, Set<String> currentIds) {
		return answer(() -> this.directory.find(user)).publishOn(Schedulers.boundedElastic())
			.flatMapIterable((sessions) -> this.directory.devices(sessions, currentIds));
	}

	@Override
	public Mono<Boolean> signOut(String user, String id) {
		return answer(() -> this.directory.signOut(user, id));
	}

	@Override
	public Mono<Integer> signOutOthers(String user, Set<String> currentIds) {
		return answer(() -> this.directory.signOut(user, (id) -> !currentIds.contains(id)));
	}

	@Override
	public Mono<Integer> signOutEverywhere(String user) {
		return answer(() -> this.directory.signOut(user, (id) -> true));
	}

	private <T> Mono<T> answer(Supplier<CompletionStage<T>> operation) {
		return this.budget.limit("reach the sessions of the user", Mono.fromCompletionStage(operation));
	}

}
