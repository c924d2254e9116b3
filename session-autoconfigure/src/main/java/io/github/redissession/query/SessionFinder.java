package io.github.redissession.query;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What {@link SessionSearch} and {@link ReactiveSessionSearch} have in common: everything
 * but waiting.
 */
public final class SessionFinder {

	private final List<IndexedAttribute> attributes;

	private final Duration timeout;

	/**
	 * Creates it.
	 * @param attributes what is declared
	 * @param timeout how long an answer may take
	 */
	public SessionFinder(List<IndexedAttribute> attributes, Duration timeout) {
		this.attributes = List.copyOf(attributes);
		this.timeout = timeout;
	}

	CompletionStage<SessionPage> find(SessionQuery query, PageRequest page) {
		return nothingIsKept();
	}

	CompletionStage<Long> count(SessionQuery query) {
		return nothingIsKept();
	}

	CompletionStage<List<ValueCount>> countBy(String name, SessionQuery query) {
		return nothingIsKept();
	}

	CompletionStage<List<String>> ids(SessionQuery query, int limit) {
		return nothingIsKept();
	}

	CompletionStage<SignOutResult> signOut(SessionQuery query, SignOutOptions options) {
		return nothingIsKept();
	}

	CompletionStage<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress) {
		return nothingIsKept();
	}

	List<IndexedAttribute> attributes() {
		return this.attributes;
	}

	SearchBackend backend() {
		return SearchBackend.NONE;
	}

	Duration timeout() {
		return this.timeout;
	}

	private static <T> CompletionStage<T> nothingIsKept() {
		return CompletableFuture.failedFuture(new SessionQueryException(
				"Questions across sessions need an index: set redis-session.query.backend to auto, search or sets"));
	}

}
