package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.redissession.core.ReactiveOperations;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.query.ValueCount;

/**
 * Starts the finder for each subscription.
 *
 * @param finder finds the sessions
 */
record NonBlockingSessionSearch(SessionFinder finder) implements ReactiveSessionSearch {

	@Override
	public Mono<SessionPage> find(SessionQuery query, PageRequest page) {
		return limited(() -> this.finder.find(query, page));
	}

	@Override
	public Mono<Long> count(SessionQuery query) {
		return limited(() -> this.finder.count(query));
	}

	@Override
	public Flux<ValueCount> countBy(String name, SessionQuery query) {
		return limited(() -> this.finder.countBy(name, query)).flatMapIterable((counts) -> counts);
	}

	@Override
	public Flux<String> ids(SessionQuery query, int limit) {
		return limited(() -> this.finder.ids(query, limit)).flatMapIterable((ids) -> ids);
	}

	@Override
	public Mono<SignOutResult> signOut(SessionQuery query, SignOutOptions options) {
		return operations().unlimited((context) -> this.finder.signOut(query, options));
	}

	@Override
	public Mono<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress) {
		return operations().unlimited((context) -> this.finder.reindex(batchSize, progress));
	}

	@Override
	public List<IndexedAttribute> attributes() {
		return this.finder.attributes();
	}

	@Override
	public SearchBackend backend() {
		return this.finder.backend();
	}

	private <T> Mono<T> limited(Supplier<CompletionStage<@Nullable T>> query) {
		return operations().mono(SessionFinder.WHAT, (context) -> query.get());
	}

	private ReactiveOperations operations() {
		return new ReactiveOperations(new TimeBudget(this.finder.timeout()), this.finder.observer());
	}

}
