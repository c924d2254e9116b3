package io.github.redissession.user;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.UserDevice;
import io.github.redissession.core.ReactiveOperations;

/**
 * Implements {@link ReactiveUserSessions}.
 */
public final class ReactiveStoreUserSessions implements ReactiveUserSessions {

	private final UserDirectory directory;

	private final ReactiveOperations operations;

	/**
	 * Creates the bean.
	 * @param directory finds and ends the sessions
	 * @param operations enters each subscriber's context and limits the time
	 */
	public ReactiveStoreUserSessions(UserDirectory directory, ReactiveOperations operations) {
		this.directory = directory;
		this.operations = operations;
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
		return this.operations.mono("reach the sessions of the user", (context) -> operation.get());
	}

}
